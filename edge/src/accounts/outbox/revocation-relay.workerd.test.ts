import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { limits } from '@halobuzz/core/limits';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bindings, call, installFakeOrigin, registerMember, signInMember } from '../../../testing/edge-client.ts';
import type { FakeOrigin } from '../../../testing/fake-origin.ts';
import { relayOf } from './relay-of.ts';
import { RevocationRelayObject } from './revocation-relay-object.ts';

let origin: FakeOrigin;
beforeEach(() => {
  origin = installFakeOrigin();
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

let relays = 0;
/** A relay that no other test uses. */
function freshRelay() {
  relays += 1;
  return bindings.REVOCATION_RELAYS.get(bindings.REVOCATION_RELAYS.idFromName(`test-${relays}-${crypto.randomUUID()}`));
}
const session = (id: string) => ({ kind: 'session', id, code: 'session_revoked' }) as const;
const sent = () => origin.revocations.map(({ id }) => id);

/** Milliseconds until the relay asks again; undefined when it will not. */
function nextTryMs(relay: ReturnType<typeof freshRelay>): Promise<number | undefined> {
  return runInDurableObject(relay, async (_instance, state) => {
    const atMs = await state.storage.getAlarm();
    return atMs === null ? undefined : atMs - Date.now();
  });
}

test('after an outage of any length the next try is half a second away, not a minute', async () => {
  const relay = freshRelay();
  origin.failure = 'network';
  expect(await relay.take([session('se_late')])).toBe(true);
  // Whoever backs off shows it here: an hour's outage is thousands of tries, and each must plan the next one as near.
  for (let tries = 0; tries < 100; tries += 1) {
    await runDurableObjectAlarm(relay);
    expect(await nextTryMs(relay)).toBeLessThanOrEqual(limits.revocationRelayPauseMs);
  }
  expect(limits.revocationRelayPauseMs + limits.revocationTimeoutMs).toBeLessThan(2_000);
  origin.failure = undefined;
  await vi.waitFor(() => expect(sent()).toEqual(['se_late']), 10_000);
  expect(await nextTryMs(relay)).toBeUndefined();
});

test('what many accounts left goes out in few requests, each revocation once', async () => {
  const relay = freshRelay();
  origin.failure = 'network';
  const ids = Array.from({ length: 2 * limits.revocationBatchMax + 1 }, (_, n) => `se_${n}`);
  for (const id of ids) await relay.take([session(id)]);
  await relay.take([session('se_0')]);
  origin.failure = undefined;
  origin.requests.length = 0;
  await vi.waitFor(() => expect(sent()).toHaveLength(ids.length), 10_000);
  expect(new Set(sent())).toEqual(new Set(ids));
  expect(origin.requests).toHaveLength(3);
});

test('one revocation that the origin refuses holds no other back', async () => {
  const relay = freshRelay();
  origin.refuseRevocation = 'se_bad';
  await relay.take([session('se_1'), session('se_bad'), session('se_2')]);
  await vi.waitFor(() => expect(sent()).toEqual(['se_1', 'se_2']), 10_000);
  await vi.waitFor(async () => expect(await nextTryMs(relay)).toBeUndefined(), 10_000);
});

test('a full relay takes no more: the account keeps its own', async () => {
  const relay = freshRelay();
  await runInDurableObject(relay, (_instance, state) => {
    const fill = `WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < ?)
      INSERT INTO waiting (kind, id, code) SELECT 'session', 'se_fill_' || x, 'session_revoked' FROM n`;
    state.storage.sql.exec(fill, limits.revocationRelayRowsMax);
  });
  expect(await relay.take([session('se_more')])).toBe(false);
  await runInDurableObject(relay, (_instance, state) => state.storage.deleteAll());
});

test('the fake origin down, then up again: whoever signed out during the outage is off', async () => {
  const member = await registerMember();
  const tokens = await signInMember(member);
  origin.failure = 'network';
  expect((await call('POST', '/auth/logout', { token: tokens.accessToken })).status).toBe(200);
  const relay = relayOf(bindings.REVOCATION_RELAYS, member.accountId, false);
  // The account has handed it over: by itself it waits for nothing but its projection.
  const account = bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(member.accountId));
  await vi.waitFor(async () => {
    const kinds = await runInDurableObject(account, (_instance, state) =>
      state.storage.sql.exec("SELECT kind FROM outbox WHERE kind = 'revocation'").toArray(),
    );
    expect(kinds).toEqual([]);
  }, 10_000);
  await runDurableObjectAlarm(relay);
  expect(sent()).not.toContain(tokens.sessionId);
  origin.failure = undefined;
  await vi.waitFor(() => expect(sent()).toContain(tokens.sessionId), 10_000);
});

test('a relay that cannot be reached leaves the revocation with the account, which tries again', async () => {
  const member = await registerMember();
  const tokens = await signInMember(member);
  origin.failure = 'network';
  const take = vi.spyOn(RevocationRelayObject.prototype, 'take').mockRejectedValue(new Error('overloaded'));
  await call('POST', '/auth/logout', { token: tokens.accessToken });
  const account = bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(member.accountId));
  await vi.waitFor(async () => {
    const [row] = await runInDurableObject(account, (_instance, state) =>
      state.storage.sql.exec("SELECT attempts FROM outbox WHERE kind = 'revocation'").toArray(),
    );
    expect(row?.attempts).toBeGreaterThan(0);
  }, 10_000);
  expect(take).toHaveBeenCalled();
  origin.failure = undefined;
  await vi.waitFor(() => expect(sent()).toContain(tokens.sessionId), 10_000);
});
