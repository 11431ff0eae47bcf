import { errorCodes } from '@halobuzz/core/errors/codes';
import { currentNotice } from '@halobuzz/core/privacy/consent-notices';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { navigation } from '../../../testing/fake-expo-router.tsx';
import { type Handler, problem, success } from '../../../testing/fake-server.ts';
import { atIso, sita, uuidOf } from '../../../testing/fixtures.ts';
import { consentsOf, decidedOf, receiptOf } from '../../../testing/privacy-fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { formatOf } from '../../ui/format.ts';
import { ConsentPrompt } from './consent-prompt.tsx';
import { ConsentsScreen } from './consents-screen.tsx';

const format = formatOf(english.format);

const words = english.privacy.consents;
const notice = currentNotice('analytics');
const decisionOf = (granted: boolean) => ({
  decisions: [{ consentType: 'analytics', granted, version: notice.version, textHash: notice.texts.en.textHash }],
  locale: 'en',
  method: 'web',
  appVersion: '0.1.0',
});
const analytics = () => screen.findByRole('switch', { name: words.names.analytics });

describe('the choices', () => {
  const show = (routes: Readonly<Record<string, Handler>> = {}) =>
    renderScreen(<ConsentsScreen />, {
      routes: {
        'GET /privacy/consents': () => success(consentsOf()),
        'GET /privacy/consents/history': () => success({ items: [] }),
        ...routes,
      },
    });

  it('are all off until somebody turns them on, each with the text that it stands for', async () => {
    await show();
    expect((await analytics()).getAttribute('aria-checked')).toBe('false');
    expect(screen.getAllByRole('switch').map((one) => one.getAttribute('aria-checked'))).toEqual(['false', 'false']);
    expect(screen.getByText(notice.texts.en.text)).toBeTruthy();
    expect(screen.getAllByText(words.notice(notice.version))).toHaveLength(2);
    expect(screen.getByText(words.always)).toBeTruthy();
  });

  it('are given and taken back by the same switch, for the very text that is shown', async () => {
    const { server } = await show();
    server.routes.set('PUT /privacy/consents', () =>
      success({ ...consentsOf({ analytics: decidedOf('analytics', true) }), receipts: [receiptOf()] }),
    );
    fireEvent.click(await analytics());
    expect(await screen.findByText(words.saved(words.names.analytics, true))).toBeTruthy();
    expect((await analytics()).getAttribute('aria-checked')).toBe('true');
    expect(screen.getByText(words.allowed(format.time(atIso)))).toBeTruthy();
    server.routes.set('PUT /privacy/consents', () =>
      success({ ...consentsOf({ analytics: decidedOf('analytics', false, 2) }), receipts: [receiptOf()] }),
    );
    fireEvent.keyDown(await analytics(), { key: ' ' });
    expect(await screen.findByText(words.saved(words.names.analytics, false))).toBeTruthy();
    const sent = server.requests.filter(({ route }) => route === 'PUT /privacy/consents').map(({ body }) => body);
    expect(sent).toEqual([decisionOf(true), decisionOf(false)]);
    // Each decision is in the history: the list was asked for again.
    await waitFor(() => expect(server.count('GET /privacy/consents/history')).toBeGreaterThan(1));
  });

  it('stay as they were when the server refuses, and say why', async () => {
    await show({ 'PUT /privacy/consents': () => problem(403, 'parent_consent_required') });
    fireEvent.click(await analytics());
    expect((await screen.findByRole('alert')).textContent).toBe(errorCodes.parent_consent_required.text);
    expect((await analytics()).getAttribute('aria-checked')).toBe('false');
  });

  it('are remembered with their proof', async () => {
    await show({
      'GET /privacy/consents/history': ({ query }) =>
        query === ''
          ? success({ items: [receiptOf()], next: 'c1' })
          : success({ items: [receiptOf({ receiptId: uuidOf(2), granted: false, method: 'mail_link' })] }),
    });
    const list = await screen.findByRole('list', { name: words.history });
    fireEvent.click(screen.getByRole('button', { name: english.ui.more }));
    await waitFor(() => expect(within(list).getAllByRole('listitem')).toHaveLength(2));
    const [first, second] = within(list).getAllByRole('listitem');
    expect(second?.textContent).toContain(words.methods.mail_link);
    expect(list.textContent).not.toContain(uuidOf(1));
    const proof = within(first ?? list).getByRole('button');
    fireEvent.click(proof);
    expect(proof.getAttribute('aria-expanded')).toBe('true');
    expect(first?.textContent).toContain(uuidOf(1));
    expect(first?.textContent).toContain(notice.texts.en.textHash);
    expect(first?.textContent).toContain(notice.texts.en.text);
  });
});

describe('the question', () => {
  const prompt = english.privacy.prompt;
  const region = () => screen.queryByRole('region', { name: prompt.label });
  const ask = (routes: Readonly<Record<string, Handler>> = {}) =>
    renderScreen(<ConsentPrompt />, { routes: { 'GET /privacy/consents': () => success(consentsOf()), ...routes } });

  it('shows one text after the other, with two answers that look alike', async () => {
    const { server } = await ask({
      'PUT /privacy/consents': () =>
        success({ ...consentsOf({ analytics: decidedOf('analytics', false) }), receipts: [] }),
    });
    expect(await screen.findByText(notice.texts.en.text)).toBeTruthy();
    expect(screen.getByText(prompt.step(1, 2))).toBeTruthy();
    const [no, yes] = [prompt.no, prompt.yes].map((name) => screen.getByRole('button', { name }));
    expect(no?.className).toBe(yes?.className);
    expect(no?.getAttribute('style')).toBe(yes?.getAttribute('style'));
    fireEvent.click(screen.getByRole('button', { name: prompt.no }));
    expect(await screen.findByText(currentNotice('marketing').texts.en.text)).toBeTruthy();
    expect(screen.getByText(prompt.step(2, 2))).toBeTruthy();
    expect(server.requests.at(-1)?.body).toEqual(decisionOf(false));
    server.routes.set('PUT /privacy/consents', () =>
      success({
        ...consentsOf({ analytics: decidedOf('analytics', false), marketing: decidedOf('marketing', true) }),
        receipts: [],
      }),
    );
    fireEvent.click(screen.getByRole('button', { name: prompt.yes }));
    await waitFor(() => expect(region()).toBeNull());
  });

  it('is asked once: put off, it stays away until there is a new text', async () => {
    const { storage, view } = await ask();
    fireEvent.click(await screen.findByRole('button', { name: prompt.later }));
    await waitFor(() => expect(region()).toBeNull());
    const mark = await storage.get('consents-put-off');
    expect(mark).toContain(sita.accountId);
    view.unmount();
    const newer = consentsOf();
    const again = await renderScreen(<ConsentPrompt />, {
      stored: { 'consents-put-off': mark ?? '' },
      routes: { 'GET /privacy/consents': () => success(consentsOf()) },
    });
    await waitFor(() => expect(again.server.count('GET /privacy/consents')).toBe(1));
    expect(region()).toBeNull();
    again.view.unmount();
    await renderScreen(<ConsentPrompt />, {
      stored: { 'consents-put-off': mark ?? '' },
      routes: {
        'GET /privacy/consents': () =>
          success({ ...newer, notices: newer.notices.map((one) => ({ ...one, version: '2027-01-01' })) }),
      },
    });
    expect(await screen.findByRole('region', { name: prompt.label })).toBeTruthy();
  });

  it.each(['/room/1', '/privacy/consents', '/verify-email'])('does not stand in the way at %s', async (path) => {
    navigation.path = path;
    const { server } = await ask();
    await waitFor(() => expect(server.count('GET /privacy/consents')).toBe(1));
    expect(region()).toBeNull();
  });

  it('says when the answer was not recorded', async () => {
    const { server } = await ask();
    server.reachable = false;
    fireEvent.click(await screen.findByRole('button', { name: prompt.yes }));
    expect((await screen.findByRole('alert')).textContent).toBe(english.failure.network);
    expect(region()).toBeTruthy();
  });

  it('asks nobody who is signed out', async () => {
    const { server } = await renderScreen(<ConsentPrompt />, { signedIn: false });
    expect(region()).toBeNull();
    expect(server.count('GET /privacy/consents')).toBe(0);
  });
});
