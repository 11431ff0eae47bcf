import { runInDurableObject } from 'cloudflare:test';
import { joinDataSchema, startStreamDataSchema } from '@halobuzz/core/api/streams';
import { ticketClaimsSchema } from '@halobuzz/core/tokens';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bindings, call, installFakeOrigin, verifiedMember } from '../../testing/edge-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';

let origin: FakeOrigin;
beforeEach(() => {
  origin = installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const yearsAgo = (years: number, days = 0) =>
  new Date(Date.UTC(new Date().getUTCFullYear() - years, new Date().getUTCMonth(), new Date().getUTCDate() + days))
    .toISOString()
    .slice(0, 10);
const say = (token: string, birthDate: unknown) => call('PUT', '/users/me/birth-date', { token, body: { birthDate } });

test('a birth date is said once, and goes with its account as no more than whether they are an adult', async () => {
  const { member, tokens } = await verifiedMember();
  const token = tokens.accessToken;
  const host = await verifiedMember();
  const show = { title: 'Songs', category: 'music' };
  const live = await call('POST', '/streams', { body: show, token: host.tokens.accessToken });
  const { stream } = startStreamDataSchema.parse(live.body.data);
  const adultIn = async () => {
    const answer = await call('POST', `/rooms/${stream.id}/join`, { token });
    const ticket = ticketClaimsSchema.parse(decodeJwt(joinDataSchema.parse(answer.body.data).ticket));
    return [origin.requests.at(-1)?.claims.actor?.adult, ticket.adu];
  };
  expect((await call('GET', '/users/me/birth-date', { token })).body.data).toEqual({ said: false, adult: false });
  expect(await adultIn()).toEqual([false, false]);
  const day = yearsAgo(30);
  expect((await say(token, day)).body.data).toEqual({ said: true, adult: true });
  expect(await adultIn()).toEqual([true, true]);
  expect((await say(token, day)).status, 'again').toBe(200);
  const other = await say(token, yearsAgo(40));
  expect([other.status, other.body.code]).toEqual([409, 'birth_date_set']);
  expect((await call('GET', '/users/me/birth-date', { token })).body.data).toEqual({ said: true, adult: true });
  // Sealed: the day stands nowhere, neither in the object nor in what was told of the account.
  const object = bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(member.accountId));
  const stored = await runInDurableObject(object, (_, { storage }) =>
    JSON.stringify(storage.sql.exec('SELECT * FROM birth_date').toArray()),
  );
  expect(stored).toMatch(/"sealed":"[\w-]+","adult":1/);
  expect(stored).not.toContain(day);
  expect(JSON.stringify([origin.projections, origin.requests])).not.toContain(day);
});

test('who is no adult yet becomes one on the day, without saying anything', async () => {
  const { tokens } = await verifiedMember();
  const token = tokens.accessToken;
  expect((await say(token, yearsAgo(18, 1))).body.data).toEqual({ said: true, adult: false });
  expect((await call('GET', '/users/me/birth-date', { token })).body.data).toEqual({ said: true, adult: false });
  vi.useFakeTimers({ now: Date.now() + 86_400_000, toFake: ['Date'] });
  try {
    const later = await verifiedMember();
    expect((await say(later.tokens.accessToken, yearsAgo(18))).body.data).toEqual({ said: true, adult: true });
  } finally {
    vi.useRealTimers();
  }
});

test.each([
  ['2000-02-30'],
  ['30.02.2000'],
  ['2000-1-1'],
  [20_000_101],
  [yearsAgo(-1)],
  [yearsAgo(121)],
  [''],
  ['0000-00-00'],
])('%s is no birth date, and nothing is kept', async (birthDate) => {
  const { tokens } = await verifiedMember();
  const answer = await say(tokens.accessToken, birthDate);
  expect([answer.status, answer.body.errors?.[0]?.field]).toEqual([400, 'birthDate']);
  const state = await call('GET', '/users/me/birth-date', { token: tokens.accessToken });
  expect(state.body.data).toEqual({ said: false, adult: false });
});

test('nobody says one without being signed in', async () => {
  expect((await call('PUT', '/users/me/birth-date', { body: { birthDate: '2000-01-01' } })).status).toBe(401);
  expect((await call('GET', '/users/me/birth-date')).status).toBe(401);
});
