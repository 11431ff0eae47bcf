import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { limits } from '@halobuzz/core/limits';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bindings, installFakeOrigin, registerMember } from '../../../testing/edge-client.ts';
import { requireConfig } from '../../env.ts';
import { nameDigest } from './names.ts';

beforeEach(() => {
  installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

function nameOf(digest: string) {
  return bindings.NAMES.get(bindings.NAMES.idFromName(digest));
}

/** Lets the reservation run out, then fires the alarm. */
async function runOut(digest: string): Promise<void> {
  await runInDurableObject(nameOf(digest), (_instance, state) => {
    state.storage.sql.exec("UPDATE holder SET until = until - ? WHERE state = 'reserved'", limits.nameReservationMs);
  });
  await runDurableObjectAlarm(nameOf(digest));
}

test('reserve, commit and their repetitions', async () => {
  const name = nameOf('d-1');
  expect(await name.reserve('a1', 'd-1')).toBe('reserved');
  expect(await name.reserve('a1', 'd-1')).toBe('reserved');
  expect(await name.reserve('a2', 'd-1')).toBe('taken');
  expect(await name.holder()).toBeNull();
  expect(await name.commit('a1', 'd-1')).toBe('held');
  expect(await name.commit('a1', 'd-1')).toBe('held');
  expect(await name.commit('a2', 'd-1')).toBe('lost');
  expect(await name.reserve('a1', 'd-1')).toBe('held');
  await name.release('a1');
  expect(await name.holder()).toBe('a1');
});

test('a reservation given up, or abandoned, is free again and leaves nothing behind', async () => {
  await nameOf('d-2').reserve('a1', 'd-2');
  await nameOf('d-2').release('a1');
  expect(await nameOf('d-2').reserve('a2', 'd-2')).toBe('reserved');
  await runOut('d-2');
  const tables = await runInDurableObject(nameOf('d-2'), (_instance, state) =>
    state.storage.sql.exec("SELECT count(*) AS n FROM sqlite_master WHERE name = 'holder'").one(),
  );
  expect(tables).toEqual({ n: 0 });
  expect(await nameOf('d-2').reserve('a3', 'd-2')).toBe('reserved');
});

test('a commit that was lost is made up for: the account knows its name', async () => {
  const member = await registerMember();
  const digest = await nameDigest(requireConfig(bindings).nameHmacKey, 'username', member.username);
  await runInDurableObject(nameOf(digest), (_instance, state) => {
    state.storage.sql.exec("UPDATE holder SET state = 'reserved', until = 1");
  });
  await nameOf(digest).reserve(member.accountId, digest);
  await runOut(digest);
  expect(await nameOf(digest).holder()).toBe(member.accountId);
});

test('an account that cannot be asked leaves the name to a later alarm', async () => {
  const member = await registerMember();
  const digest = await nameDigest(requireConfig(bindings).nameHmacKey, 'username', member.username);
  const account = bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(member.accountId));
  const setStatus = (status: string) =>
    runInDurableObject(account, (_instance, state) => {
      state.storage.sql.exec('UPDATE account SET status = ?', status);
    });
  await setStatus('unreadable');
  await runInDurableObject(nameOf(digest), (_instance, state) => {
    state.storage.sql.exec("UPDATE holder SET state = 'reserved', until = 1");
  });
  await runInDurableObject(nameOf(digest), async (instance, state) => {
    // As the platform does before it calls.
    await state.storage.deleteAlarm();
    await expect(instance.alarm()).rejects.toThrow();
    expect(await state.storage.getAlarm()).toBeGreaterThan(Date.now());
  });
  await setStatus('active');
  await runDurableObjectAlarm(nameOf(digest));
  expect(await nameOf(digest).holder()).toBe(member.accountId);
});

test('attempts are counted, paused, cleared; the load profile counts none', async () => {
  const name = nameOf('d-3');
  for (let n = 0; n < limits.loginFailuresMax; n += 1) expect((await name.admit(false)).admitted).toBe(true);
  expect(await name.admit(false)).toMatchObject({ admitted: false });
  expect(await name.admit(true)).toEqual({ admitted: true, holder: null });
  await name.clearAttempts();
  expect(await name.admit(false)).toEqual({ admitted: true, holder: null });
});

test('a device of its own is counted apart, and forgotten too', async () => {
  const name = nameOf('d-5');
  for (let n = 0; n < limits.loginFailuresMax; n += 1) expect((await name.admitDevice('dv_1')).admitted).toBe(true);
  expect(await name.admitDevice('dv_1')).toMatchObject({ admitted: false });
  expect(await name.admitDevice('dv_2')).toMatchObject({ admitted: true });
  expect(await name.admit(false)).toMatchObject({ admitted: true });
  await runInDurableObject(name, (_instance, state) => {
    const { sql } = state.storage;
    sql.exec('UPDATE attempt_counts SET last_at = last_at - ?', limits.loginFailureWindowMs);
  });
  await runDurableObjectAlarm(name);
  const left = await runInDurableObject(name, (_instance, state) =>
    state.storage.sql.exec("SELECT count(*) AS n FROM sqlite_master WHERE name = 'attempt_counts'").one(),
  );
  expect(left).toEqual({ n: 0 });
});

test('requests to reset a password are counted apart: neither they nor sign-ins hold the other up', async () => {
  const name = nameOf('d-6');
  for (let n = 0; n < limits.loginFailuresMax; n += 1) expect((await name.admitRecovery()).admitted).toBe(true);
  expect(await name.admitRecovery()).toMatchObject({ admitted: false });
  expect(await name.admit(false)).toMatchObject({ admitted: true });
  await name.clearAttempts();
  expect(await name.admitRecovery()).toMatchObject({ admitted: false });
});

test('a name that its account has left is free; nobody else can free it', async () => {
  const name = nameOf('d-7');
  await name.reserve('a1', 'd-7');
  await name.commit('a1', 'd-7');
  expect(await name.free('a2')).toBe('free');
  expect(await name.holder()).toBe('a1');
  expect(await name.free('a1')).toBe('free');
  expect(await name.free('a1')).toBe('free');
  expect(await name.holder()).toBeNull();
  expect(await name.reserve('a2', 'd-7')).toBe('reserved');
});

test('a release that comes late does not free a name that its account is taking again', async () => {
  const name = nameOf('d-8');
  await name.reserve('a1', 'd-8');
  await name.commit('a1', 'd-8');
  expect(await name.reserve('a1', 'd-8')).toBe('held');
  expect(await name.free('a1')).toBe('kept');
  expect(await name.holder()).toBe('a1');
  // The account did not take it after all: the release that is repeated frees it.
  await runInDurableObject(name, (_instance, state) => {
    state.storage.sql.exec('UPDATE holder SET until = until - ?', limits.nameReservationMs);
  });
  expect(await name.free('a1')).toBe('free');
  expect(await name.holder()).toBeNull();
});

test('looking a name up leaves nothing behind', async () => {
  expect(await nameOf('d-4').holder()).toBeNull();
  const empty = await runInDurableObject(nameOf('d-4'), (_instance, state) =>
    state.storage.sql.exec("SELECT count(*) AS n FROM sqlite_master WHERE name = 'holder'").one(),
  );
  expect(empty).toEqual({ n: 0 });
});
