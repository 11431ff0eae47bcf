import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { limits } from '@halobuzz/core/limits';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bindings, installFakeOrigin } from '../../../testing/edge-client.ts';
import type { FakeOrigin } from '../../../testing/fake-origin.ts';
import { signingKeyAt } from './key-ring.ts';

let origin: FakeOrigin;
let ring: ReturnType<typeof bindings.KEY_RING.get>;
beforeEach(() => {
  origin = installFakeOrigin();
  ring = bindings.KEY_RING.get(bindings.KEY_RING.newUniqueId());
});

afterEach(() => {
  vi.restoreAllMocks();
});
const by = { actor: 'operator:op-1', reason: 'a test' };

/** Lets time pass for every key of the ring. */
function age(byMs: number): Promise<void> {
  return runInDurableObject(ring, (_instance, state) => {
    state.storage.sql.exec(
      `UPDATE keys SET created_at = created_at - ?1, signs_from = signs_from - ?1, verifies_until = verifies_until - ?1`,
      byMs,
    );
  });
}

test('the first question makes the first key, and parallel ones make no other', async () => {
  const rings = await Promise.all([ring.ring(), ring.ring(), ring.ring()]);
  expect(new Set(rings.flat().map(({ kid }) => kid)).size).toBe(1);
});

test('private parts are sealed in storage', async () => {
  const [key] = await ring.ring();
  const rows = await runInDurableObject(ring, (_instance, state) =>
    state.storage.sql.exec('SELECT * FROM keys').toArray(),
  );
  expect(key?.d).toHaveLength(43);
  expect(JSON.stringify(rows)).not.toContain(key?.d);
});

test('the schedule publishes a successor, lets it sign, and drops the old key in the end', async () => {
  const [first] = await ring.ring();
  await age(limits.signingKeyPeriodMs - limits.signingKeyPublishLeadMs);
  await runDurableObjectAlarm(ring);
  const published = await ring.ring();
  expect(published).toHaveLength(2);
  expect(signingKeyAt(published, Date.now())?.kid).toBe(first?.kid);
  await age(limits.signingKeyPublishLeadMs);
  const second = signingKeyAt(await ring.ring(), Date.now());
  expect(second?.kid).not.toBe(first?.kid);
  await age(limits.accessTokenLifeMs + limits.signingRingCacheMs + limits.signingKeyMarginMs);
  await runDurableObjectAlarm(ring);
  expect((await ring.ring()).map(({ kid }) => kid)).toEqual([second?.kid]);
});

test('a rotation on command: scheduled ones do not pile up, one that is urgent signs at once', async () => {
  await ring.ring();
  const planned = await ring.rotate('scheduled', by);
  expect(await ring.rotate('scheduled', by)).toEqual(planned);
  const urgent = await ring.rotate('now', by);
  const keys = await ring.ring();
  expect(signingKeyAt(keys, Date.now())?.kid).toBe(urgent.kid);
  // The one that waited never signed: it is gone, and cannot take over later.
  expect(keys.map(({ kid }) => kid)).not.toContain(planned.kid);
});

test('a key that signs cannot be revoked; the one before it can', async () => {
  const [first] = await ring.ring();
  expect(await ring.revoke(first?.kid ?? '', by)).toBe(false);
  const { kid } = await ring.rotate('now', by);
  expect(await ring.revoke(first?.kid ?? '', by)).toBe(true);
  expect(await ring.revoke('nobody', by)).toBe(false);
  expect((await ring.ring()).map((key) => key.kid)).toEqual([kid]);
});

test('who had a key changed, and why, reaches the audit log, though the origin was away', async () => {
  await vi.waitUntil(async () => (await ring.ring()).length > 0 && origin.audits.length === 1);
  expect(origin.audits).toMatchObject([{ actor: 'system', action: 'key.rotated' }]);
  origin.failure = 'network';
  const [first] = await ring.ring();
  const { kid } = await ring.rotate('now', by);
  await ring.revoke(first?.kid ?? '', by);
  expect(origin.audits).toHaveLength(1);
  origin.failure = undefined;
  await runDurableObjectAlarm(ring);
  await vi.waitUntil(() => origin.audits.length === 3);
  expect(origin.audits.slice(1)).toMatchObject([
    { ...by, action: 'key.rotated', subject: kid },
    { ...by, action: 'key.revoked', subject: first?.kid },
  ]);
});

test('a successor that is revoked before it signs leaves the key before it as good as it was', async () => {
  const [first] = await ring.ring();
  const { kid } = await ring.rotate('scheduled', by);
  expect(await ring.revoke(kid, by)).toBe(true);
  const keys = await ring.ring();
  // Without an end: it goes on signing, and what it signs must verify.
  expect(keys).toMatchObject([{ kid: first?.kid, verifiesUntilMs: null }]);
});
