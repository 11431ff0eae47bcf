import { errorCodes } from '@halobuzz/core/errors/codes';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { navigation } from '../../../testing/fake-expo-router.tsx';
import { type Handler, problem, success } from '../../../testing/fake-server.ts';
import { laterIso, requestOf } from '../../../testing/privacy-fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { formatOf } from '../../ui/format.ts';
import { PrivacyCentreScreen } from './centre-screen.tsx';
import { MinorScreen } from './minor-screen.tsx';
import { ParentScreen } from './parent-screen.tsx';
import { RequestsScreen } from './requests-screen.tsx';
import { PrivacySettingsScreen } from './settings-screen.tsx';
import { UnsubscribeScreen } from './unsubscribe-screen.tsx';

const format = formatOf(english.format);

const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }));
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });

it('leads from the centre to every part of it', async () => {
  await renderScreen(<PrivacyCentreScreen />);
  expect(screen.getAllByRole('link').map((link) => link.getAttribute('href'))).toEqual([
    ...['consents', 'data', 'settings', 'requests', 'minor', 'stored', 'delete'].map((page) => `/privacy/${page}`),
    ...['privacy', 'terms', 'cookies'].map((name) => `/documents/${name}`),
  ]);
});

describe('how data is used', () => {
  const words = english.privacy.settings;
  const settings = { recommendations: true, profiling: true, restricted: false };

  it('changes one thing at a time and leaves the rest as it is', async () => {
    const { server } = await renderScreen(<PrivacySettingsScreen />, {
      routes: {
        'GET /privacy/settings': () => success(settings),
        'PUT /privacy/settings': ({ body }) => success(body),
      },
    });
    const restricted = await screen.findByRole('switch', { name: words.restricted });
    expect(restricted.getAttribute('aria-describedby')).toBe(screen.getByText(words.restrictedLead).id);
    fireEvent.click(restricted);
    expect(await screen.findByText(words.saved)).toBeTruthy();
    fireEvent.click(screen.getByRole('switch', { name: words.recommendations }));
    await waitFor(() => expect(server.count('PUT /privacy/settings')).toBe(2));
    expect(server.requests.at(-1)?.body).toEqual({ recommendations: false, profiling: true, restricted: true });
  });

  it('stays as it was when that fails', async () => {
    await renderScreen(<PrivacySettingsScreen />, {
      routes: {
        'GET /privacy/settings': () => success(settings),
        'PUT /privacy/settings': () => problem(503, 'unavailable'),
      },
    });
    fireEvent.click(await screen.findByRole('switch', { name: words.profiling }));
    expect((await screen.findByRole('alert')).textContent).toBe(errorCodes.unavailable.text);
    expect(screen.getByRole('switch', { name: words.profiling }).getAttribute('aria-checked')).toBe('true');
  });
});

describe('asking us', () => {
  const words = english.privacy.requests;
  const show = (routes: Readonly<Record<string, Handler>> = {}) =>
    renderScreen(<RequestsScreen />, {
      routes: {
        'GET /privacy/requests': () => success({ items: [] }),
        'POST /privacy/requests': () => success(requestOf(), 201),
        ...routes,
      },
    });

  it('takes a birth date where one is to be corrected, and nowhere else', async () => {
    const { server } = await show();
    await press(words.send);
    expect(await screen.findByText(words.birthDateWrong)).toBeTruthy();
    expect(screen.getByText(words.textMissing)).toBeTruthy();
    expect(server.count('POST /privacy/requests')).toBe(0);
    type(words.birthDate, '1998-04-17');
    type(words.text, 'I mistyped the year.');
    await press(words.send);
    expect(await screen.findByText(words.sent(format.date(laterIso)))).toBeTruthy();
    fireEvent.click(screen.getByRole('radio', { name: words.kinds.objection }));
    fireEvent.click(screen.getByRole('radio', { name: words.abouts.advertising }));
    expect(screen.queryByLabelText(words.birthDate)).toBeNull();
    type(words.text, 'No more letters.');
    await press(words.send);
    await waitFor(() => expect(server.count('POST /privacy/requests')).toBe(2));
    const sent = server.requests.filter(({ route }) => route === 'POST /privacy/requests').map(({ body }) => body);
    expect(sent).toEqual([
      { kind: 'rectification', about: 'birth_date', text: 'I mistyped the year.', birthDate: '1998-04-17' },
      { kind: 'objection', about: 'advertising', text: 'No more letters.' },
    ]);
  });

  it('lists what was asked and why it was refused, and takes back what is open', async () => {
    const open = requestOf();
    const refused = requestOf({
      id: `pr_${'b'.repeat(26)}`,
      state: 'refused',
      decidedAt: laterIso,
      reason: 'The law.',
    });
    const { server } = await show({ 'GET /privacy/requests': () => success({ items: [open, refused] }) });
    const list = await screen.findByRole('list', { name: words.list });
    expect(within(list).getAllByRole('listitem')[1]?.textContent).toContain('The law.');
    expect(within(list).getAllByRole('button')).toHaveLength(1);
    server.routes.set(`POST /privacy/requests/${open.id}/withdraw`, () => success(requestOf({ state: 'withdrawn' })));
    server.routes.set('GET /privacy/requests', () =>
      success({ items: [requestOf({ state: 'withdrawn', decidedAt: laterIso }), refused] }),
    );
    fireEvent.click(within(list).getByRole('button'));
    expect(await screen.findByText(words.states.withdrawn)).toBeTruthy();
    await waitFor(() => expect(within(list).queryByRole('button')).toBeNull());
  });
});

describe('age', () => {
  const words = english.privacy.minor;

  it('says what it means, and asks a parent where one is needed', async () => {
    const minor = { state: 'needs_parent', minimumAge: 13, consentAge: 16 };
    const { server } = await renderScreen(<MinorScreen />, {
      routes: {
        'GET /privacy/minor': () => success(minor),
        'POST /privacy/parent': () => success({ ...minor, askedUntil: laterIso }, 202),
      },
    });
    expect(await screen.findByText(words.states.needs_parent)).toBeTruthy();
    expect(screen.getByText(words.years(16))).toBeTruthy();
    type(words.email, 'mother');
    await press(words.send);
    expect(await screen.findByText(words.emailWrong)).toBeTruthy();
    type(words.email, 'mother@example.com');
    server.routes.set('GET /privacy/minor', () => success({ ...minor, askedUntil: laterIso }));
    await press(words.send);
    expect(await screen.findByText(words.asked(format.date(laterIso)))).toBeTruthy();
    expect(server.requests.find(({ route }) => route === 'POST /privacy/parent')?.body).toEqual({
      email: 'mother@example.com',
    });
  });

  it('says when an account ends for it, and how to put that right', async () => {
    await renderScreen(<MinorScreen />, {
      routes: {
        'GET /privacy/minor': () => success({ state: 'too_young', minimumAge: 13, consentAge: 16, endsAt: laterIso }),
      },
    });
    expect(await screen.findByText(words.ends(format.date(laterIso)))).toBeTruthy();
    expect(screen.getByRole('link', { name: words.correct }).getAttribute('href')).toBe('/privacy/requests');
  });

  it('asks nobody’s parent otherwise', async () => {
    await renderScreen(<MinorScreen />, {
      routes: { 'GET /privacy/minor': () => success({ state: 'adult', minimumAge: 13, consentAge: 16 }) },
    });
    expect(await screen.findByText(words.states.adult)).toBeTruthy();
    expect(screen.queryByLabelText(words.email)).toBeNull();
  });
});

describe('a parent', () => {
  const words = english.privacy.parent;
  const open = () => {
    navigation.params = { '#': 'code' };
    return renderScreen(<ParentScreen />, {
      signedIn: false,
      routes: {
        'POST /privacy/parent/decision': ({ body }) => success({ granted: Object(body).granted, proofId: 'pp_1' }),
      },
    });
  };

  it('allows the account, and is told the number of the answer', async () => {
    const { server } = await open();
    await press(words.yes);
    expect(await screen.findByText(words.allowed)).toBeTruthy();
    expect(screen.getByText(words.proof('pp_1'))).toBeTruthy();
    expect(server.requests.map(({ body }) => body)).toEqual([{ token: 'code', granted: true }]);
  });

  it('is asked again before a no, which closes the account', async () => {
    const { server } = await open();
    await press(words.no);
    expect(await screen.findByText(words.confirmNo)).toBeTruthy();
    await press(words.back);
    await press(words.no);
    expect(server.requests).toEqual([]);
    await press(words.sure);
    expect(await screen.findByText(words.ended)).toBeTruthy();
    expect(server.requests.map(({ body }) => body)).toEqual([{ token: 'code', granted: false }]);
  });

  it('pastes the code of the mail, and can take a yes back by the other', async () => {
    const { server } = await renderScreen(<ParentScreen />, {
      signedIn: false,
      routes: { 'POST /privacy/parent/decision': () => problem(400, 'code_invalid') },
    });
    await press(words.yes);
    expect(await screen.findByText(words.codeMissing)).toBeTruthy();
    expect(server.requests).toEqual([]);
    type(words.code, ' account.withdraw.code ');
    expect(screen.queryByRole('button', { name: words.yes })).toBeNull();
    await press(words.takeBack);
    await press(words.sure);
    expect((await screen.findByRole('alert')).textContent).toBe(errorCodes.code_invalid.text);
    expect(server.requests.map(({ body }) => body)).toEqual([{ token: 'account.withdraw.code', granted: false }]);
  });
});

describe('no more mails', () => {
  const words = english.privacy.unsubscribe;

  it('takes one press and no sign-in, but not the mere opening of the link', async () => {
    navigation.params = { '#': 'mail-token' };
    const { server } = await renderScreen(<UnsubscribeScreen />, {
      signedIn: false,
      routes: { 'POST /privacy/unsubscribe': () => success({}) },
    });
    await waitFor(() => expect(navigation.params).toEqual({ '#': '' }));
    expect(server.requests).toEqual([]);
    await press(words.stop);
    expect(await screen.findByText(words.stopped)).toBeTruthy();
    expect(server.requests.map(({ body }) => body)).toEqual([{ token: 'mail-token' }]);
  });

  it('says when the link does not work', async () => {
    navigation.params = { '#': 'mail-token' };
    await renderScreen(<UnsubscribeScreen />, {
      signedIn: false,
      routes: { 'POST /privacy/unsubscribe': () => problem(400, 'code_invalid') },
    });
    await press(words.stop);
    expect((await screen.findByRole('alert')).textContent).toBe(errorCodes.code_invalid.text);
  });
});
