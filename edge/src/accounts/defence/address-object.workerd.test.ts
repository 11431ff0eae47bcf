import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { limits } from '@halobuzz/core/limits';
import { expect, test } from 'vitest';
import { bindings, freshAddress } from '../../../testing/edge-client.ts';
import { requireConfig } from '../../env.ts';
import { addressActs } from './address-acts.ts';
import { createAddressBounds } from './address-bounds.ts';
import type { AddressObject } from './address-object.ts';

function freshObject() {
  return bindings.ADDRESSES.get(bindings.ADDRESSES.newUniqueId());
}

/** Makes everything counted so far that much older. */
function age(object: DurableObjectStub<AddressObject>, timeMs: number): Promise<void> {
  return runInDurableObject(object, (_instance, state) => {
    state.storage.sql.exec('UPDATE acts SET at = at - ?', timeMs);
  });
}

const max = addressActs.sms_send.actsMax;

test('acts at once count at once: as many as there is room for go in', async () => {
  const object = freshObject();
  const answers = await Promise.all(Array.from({ length: 3 * max }, () => object.admit('sms_send', 1)));
  expect(answers.filter(({ admitted }) => admitted)).toHaveLength(max);
  for (const answer of answers) {
    if (answer.admitted) continue;
    expect(answer.retryAfterMs).toBeGreaterThan(0);
    expect(answer.retryAfterMs).toBeLessThanOrEqual(addressActs.sms_send.windowMs);
  }
  // One act does not use up another's room.
  expect(await object.admit('password_reset', 1)).toMatchObject({ admitted: true, crowded: false });
});

test('the window slides: room comes back as acts leave it, at the time that was named', async () => {
  const object = freshObject();
  const { windowMs } = addressActs.sms_send;
  await object.admit('sms_send', 1);
  await age(object, windowMs / 2);
  for (let n = 1; n < max; n += 1) expect(await object.admit('sms_send', 1)).toMatchObject({ admitted: true });
  const refused = await object.admit('sms_send', 1);
  if (refused.admitted) throw new Error('admitted');
  expect(refused.retryAfterMs).toBeLessThanOrEqual(windowMs / 2);
  await age(object, refused.retryAfterMs);
  expect(await object.admit('sms_send', 1)).toMatchObject({ admitted: true });
  expect(await object.admit('sms_send', 1)).toMatchObject({ admitted: false });
});

test('an address is crowded above half its room, and a success makes room again', async () => {
  const object = freshObject();
  const admissions = [];
  for (let n = 0; n < max; n += 1) admissions.push(await object.admit('sms_send', 1));
  expect(admissions.map((admission) => admission.admitted && admission.crowded)).toEqual(
    Array.from({ length: max }, (_, n) => n + 1 > max / 2),
  );
  const [first] = admissions;
  if (first?.admitted !== true) throw new Error('not admitted');
  await object.takeBack(first.receipt);
  expect(await object.admit('sms_send', 1)).toMatchObject({ admitted: true });
});

test('the object forgets after its windows: its alarm leaves nothing', async () => {
  const object = freshObject();
  await object.admit('sign_in', 1);
  await age(object, limits.addressWindowMs / 2);
  await object.admit('sign_up', 1);
  await age(object, limits.addressWindowMs / 2);
  await runDurableObjectAlarm(object);
  const left = () =>
    runInDurableObject(object, async (_instance, state) => ({
      tables: state.storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'acts'").toArray().length,
      alarm: (await state.storage.getAlarm()) !== null,
    }));
  expect(await left()).toEqual({ tables: 1, alarm: true });
  await age(object, limits.addressWindowMs / 2);
  await runDurableObjectAlarm(object);
  expect(await left()).toEqual({ tables: 0, alarm: false });
});

test('an IPv6 /64 is one address, two IPv4 addresses are two, and an object’s name tells no address', async () => {
  const names: string[] = [];
  const namespace = {
    idFromName(name: string) {
      names.push(name);
      return bindings.ADDRESSES.idFromName(name);
    },
    get: (id: DurableObjectId) => bindings.ADDRESSES.get(id),
  };
  const bounds = createAddressBounds(
    // The two functions that the bounds use.
    { ADDRESSES: namespace as unknown as typeof bindings.ADDRESSES },
    requireConfig(bindings),
  );
  for (const address of ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', '2001:db8:1:3::1', '192.0.2.1', '192.0.2.2']) {
    await bounds.admit('sign_in', address);
  }
  expect(names[0]).toBe(names[1]);
  expect(new Set(names).size).toBe(4);
  for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

test('the load profile counts nothing and asks nobody', async () => {
  const nobody = { ADDRESSES: {} as typeof bindings.ADDRESSES }; // Any use would throw.
  const bounds = createAddressBounds(nobody, { ...requireConfig(bindings), rateProfile: 'load' });
  const address = freshAddress();
  for (let n = 0; n < 2 * limits.addressSmsMax; n += 1) {
    expect(await bounds.admit('sms_send', address)).toMatchObject({ admitted: true, crowded: false });
  }
  await bounds.takeBack(address, 0);
});

test('loopback has more room in development, and in development only', async () => {
  const asked: number[] = [];
  const object = {
    async admit(_act: string, roomFactor: number) {
      asked.push(roomFactor);
      return { admitted: true, receipt: 1, crowded: false };
    },
  };
  const stub = { idFromName: (name: string) => name, get: () => object };
  for (const environment of ['development', 'production'] as const) {
    const bounds = createAddressBounds(
      // What the bounds use of a namespace.
      { ADDRESSES: stub as unknown as typeof bindings.ADDRESSES },
      {
        ...requireConfig(bindings),
        environment,
      },
    );
    for (const address of ['127.0.0.1', '::1', '203.0.113.9']) await bounds.admit('sign_up', address);
  }
  expect(asked).toEqual([limits.addressLoopbackRatio, limits.addressLoopbackRatio, 1, 1, 1, 1]);
});
