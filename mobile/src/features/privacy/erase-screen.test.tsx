import { errorCodes } from '@halobuzz/core/errors/codes';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { navigation } from '../../../testing/fake-expo-router.tsx';
import { type Handler, problem, success } from '../../../testing/fake-server.ts';
import { laterIso, outlookOf } from '../../../testing/privacy-fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { formatOf } from '../../ui/format.ts';
import { SignInScreen } from '../auth/sign-in-screen.tsx';
import { CancelErasureScreen } from './cancel-erasure-screen.tsx';
import { CertificateScreen } from './certificate-screen.tsx';
import { EraseScreen } from './erase-screen.tsx';

const format = formatOf(english.format);

const words = english.privacy.erase;
const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }));
const typeHandle = async (handle: string) =>
  fireEvent.change(await screen.findByLabelText(words.handle('sita')), { target: { value: handle } });

describe('deleting the account', () => {
  const begun = () => success({ erasureId: `er_${'a'.repeat(26)}`, cancelUntil: laterIso }, 202);
  const show = (routes: Readonly<Record<string, Handler>> = {}) =>
    renderScreen(<EraseScreen />, {
      routes: { 'GET /privacy/erasure': () => success(outlookOf()), 'POST /privacy/erasure': begun, ...routes },
    });

  it('wants the username, hides the account, and says until when it can be kept', async () => {
    const { server, client } = await show();
    await typeHandle('someone');
    await press(words.submit);
    expect(await screen.findByText(words.handleWrong)).toBeTruthy();
    expect(server.count('POST /privacy/erasure')).toBe(0);
    await typeHandle(' Sita ');
    await press(words.submit);
    expect(await screen.findByText(words.begun(format.date(laterIso)))).toBeTruthy();
    await waitFor(async () => expect(await client.hasSession()).toBe(false));
    // The words stay although nobody is signed in any more.
    expect(screen.getByText(words.begunTitle)).toBeTruthy();
    expect(navigation.visited).toEqual([]);
    expect(server.requests.find(({ route }) => route === 'POST /privacy/erasure')?.body).toEqual({ handle: 'Sita' });
  });

  it('gives up what is in the wallet only when that is ticked', async () => {
    const forfeit = { coins: '12850', diamonds: '1' };
    const { server } = await show({
      'GET /privacy/erasure': () =>
        success(outlookOf({ money: { ...outlookOf().money, coins: '12850', diamonds: '1' }, forfeit })),
    });
    expect(await screen.findByText('12,850')).toBeTruthy();
    await typeHandle('sita');
    await press(words.submit);
    expect((await screen.findByRole('alert')).textContent).toBe(words.forfeitMissing);
    expect(server.count('POST /privacy/erasure')).toBe(0);
    fireEvent.click(screen.getByRole('checkbox', { name: words.forfeit('12,850 coins', '1 diamond') }));
    await press(words.submit);
    await screen.findByText(words.begunTitle);
    expect(server.requests.find(({ route }) => route === 'POST /privacy/erasure')?.body).toEqual({
      handle: 'sita',
      forfeit,
    });
  });

  it('is not offered while something stands in the way', async () => {
    await show({
      'GET /privacy/erasure': () =>
        success(outlookOf({ obstacles: [{ code: 'payout_open', text: words.obstacleTexts.payout_open }] })),
    });
    expect(await screen.findByText(words.obstacleTexts.payout_open)).toBeTruthy();
    expect(screen.queryByRole('button', { name: words.submit })).toBeNull();
  });

  it('shows what came to stand in the way meanwhile, and nobody is signed out', async () => {
    const { server, client } = await show({ 'POST /privacy/erasure': () => problem(409, 'erasure_blocked') });
    await typeHandle('sita');
    server.routes.set('GET /privacy/erasure', () =>
      success(outlookOf({ obstacles: [{ code: 'payment_open', text: words.obstacleTexts.payment_open }] })),
    );
    await press(words.submit);
    expect(await screen.findByText(words.obstacleTexts.payment_open)).toBeTruthy();
    expect(screen.queryByRole('button', { name: words.submit })).toBeNull();
    expect(await client.hasSession()).toBe(true);
  });
});

describe('keeping the account', () => {
  const keep = english.privacy.cancel;

  it('takes the deletion back by the link of the mail', async () => {
    navigation.params = { '#': 'token' };
    const { server } = await renderScreen(<CancelErasureScreen />, {
      signedIn: false,
      routes: { 'POST /privacy/erasure/cancel': () => success({ handle: 'sita' }) },
    });
    await waitFor(() => expect(navigation.params).toEqual({ '#': '' }));
    expect(server.requests).toEqual([]);
    await press(keep.keep);
    expect(await screen.findByText(keep.kept('sita'))).toBeTruthy();
    expect(server.requests.map(({ route, body }) => [route, body])).toEqual([
      ['POST /privacy/erasure/cancel', { token: 'token' }],
    ]);
  });

  it('says when the link was used or has run out', async () => {
    navigation.params = { '#': 'token' };
    await renderScreen(<CancelErasureScreen />, {
      signedIn: false,
      routes: { 'POST /privacy/erasure/cancel': () => problem(404, 'not_found') },
    });
    await press(keep.keep);
    expect((await screen.findByRole('alert')).textContent).toBe(errorCodes.not_found.text);
    expect(screen.getByRole('button', { name: keep.keep })).toBeTruthy();
  });

  it('offers nothing by a link that is not whole', async () => {
    await renderScreen(<CancelErasureScreen />, { signedIn: false });
    expect(await screen.findByText(keep.noToken)).toBeTruthy();
    expect(screen.queryByRole('button', { name: keep.keep })).toBeNull();
  });

  it('is offered to whoever signs in with the right password', async () => {
    const pending = problem(403, 'erasure_pending');
    const { server } = await renderScreen(<SignInScreen />, {
      signedIn: false,
      routes: {
        'POST /auth/login': () => ({
          ...pending,
          body: { ...Object(pending.body), erasure: { cancelToken: 'token-2', cancelUntil: laterIso } },
        }),
        'POST /privacy/erasure/cancel': () => success({ handle: 'sita' }),
      },
    });
    fireEvent.change(screen.getByLabelText(english.auth.identifier), { target: { value: 'sita' } });
    fireEvent.change(screen.getByLabelText(english.auth.password), { target: { value: 'password123' } });
    await press(english.auth.signIn);
    expect((await screen.findByRole('alert')).textContent).toBe(keep.pending(format.time(laterIso)));
    await press(keep.keep);
    expect(await screen.findByText(keep.kept('sita'))).toBeTruthy();
    expect(server.requests.at(-1)?.body).toEqual({ token: 'token-2' });
  });
});

it('shows the certificate of a deletion to whoever knows its number', async () => {
  const id = `ct_${'a'.repeat(26)}`;
  await renderScreen(<CertificateScreen certificateId={id} />, {
    signedIn: false,
    routes: {
      [`GET /privacy/certificates/${id}`]: () =>
        success({
          id,
          requestedAt: laterIso,
          completedAt: laterIso,
          receipts: [{ step: 'key_destroyed', store: 'keys', counts: { keys: 1 }, at: laterIso, digest: 'one' }],
          digest: 'all-of-it',
        }),
    },
  });
  expect(await screen.findByText('all-of-it')).toBeTruthy();
  expect(screen.getByText('keys: key_destroyed · keys 1')).toBeTruthy();
});
