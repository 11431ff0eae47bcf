import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { limits } from '@halobuzz/core/limits';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bindings, freshAddress } from '../../../testing/edge-client.ts';
import { requireConfig } from '../../env.ts';
import type { Sms } from '../notifications/sms.ts';
import { createAddressBounds } from './address-bounds.ts';
import { createBoundedSms } from './bounded-sms.ts';

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** A sender behind the bounds, with a budget of its own: 10 US dollars, Nepal 0.25 and the US 1 dollar a message. */
function world(overrides: object = {}) {
  const sent: Sms[] = [];
  const sender = { ready: true, send: async (sms: Sms) => void sent.push(sms) };
  const config = {
    ...requireConfig(bindings),
    smsPrices: new Map([
      ['NP', 250_000],
      ['US', 1_000_000],
    ]),
    smsSpendPerDayUsd: 10,
    ...overrides,
  };
  const budget = bindings.SMS_BUDGET.get(bindings.SMS_BUDGET.newUniqueId());
  const namespace = { idFromName: (name: string) => name, get: () => budget };
  // What the bounds use of a namespace.
  const own = { SMS_BUDGET: namespace as unknown as typeof bindings.SMS_BUDGET };
  const sms = createBoundedSms(sender, createAddressBounds(bindings, config), own, config);
  const send = (to: string, address = freshAddress()) => sms.send({ to, text: 'code' }, address);
  return { sms, send, sent, budget };
}
const nepal = (n: number) => `+97798412345${String(n).padStart(2, '0')}`;
const america = (n: number) => `+120155501${String(n).padStart(2, '0')}`;
const INDIA = '+919876543210';
const code = (expected: string) => ({ code: expected });

test('only countries on the list get messages', async () => {
  const { send, sent } = world();
  await expect(send(INDIA)).rejects.toMatchObject(code('recipient_refused'));
  await expect(send('+881612345678')).rejects.toMatchObject(code('recipient_refused'));
  await send(nepal(1));
  expect(sent.map(({ to }) => to)).toEqual([nepal(1)]);
});

test('no country can eat up more than its share of the day’s budget', async () => {
  const { send, sent } = world();
  const messages = (10 * limits.smsCountryPercentMax) / 25;
  const orders = Array.from({ length: messages + 5 }, (_, n) => send(nepal(n)));
  const results = await Promise.allSettled(orders);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(messages);
  await expect(send(nepal(99))).rejects.toMatchObject({ code: 'unavailable', retryAfterMs: expect.any(Number) });
  await send(america(1));
  expect(sent).toHaveLength(messages + 1);
});

test('the day’s budget is never exceeded, and the operator hears of it', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const { send, sent } = world();
  for (let n = 0; n < 20; n += 1) await send(nepal(n));
  for (let n = 0; n < 5; n += 1) await send(america(n));
  await expect(send(america(9))).rejects.toMatchObject(code('unavailable'));
  expect(sent).toHaveLength(25);
  expect(log.mock.calls.flat().join()).toContain("day's budget");
});

test('one number gets so many a day; one address asks for so many an hour', async () => {
  const { send } = world({ smsSpendPerDayUsd: 1_000 });
  for (let n = 0; n < limits.smsPerNumberMax; n += 1) await send(nepal(1));
  await expect(send(nepal(1))).rejects.toMatchObject(code('rate_limited'));
  const address = freshAddress();
  for (let n = 0; n < limits.addressSmsMax; n += 1) await send(nepal(10 + n), address);
  await expect(send(nepal(50), address)).rejects.toMatchObject(code('rate_limited'));
});

test('the budget is good again after a day, and the object forgets', async () => {
  const { send, budget } = world();
  for (let n = 0; n < 5; n += 1) await send(america(n));
  await expect(send(america(9))).rejects.toMatchObject(code('unavailable'));
  await runInDurableObject(budget, (_i, state) => {
    state.storage.sql.exec('UPDATE sent SET at = at - 86400000');
  });
  await runDurableObjectAlarm(budget);
  const tables = await runInDurableObject(budget, (_i, state) =>
    state.storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'sent'").toArray(),
  );
  expect(tables).toEqual([]);
  await send(america(9));
});

test('development without a list serves everybody; production without one nobody', async () => {
  const development = world({ smsPrices: undefined });
  await development.send(INDIA);
  const production = world({ smsPrices: undefined, environment: 'production' });
  await expect(production.send(INDIA)).rejects.toMatchObject(code('recipient_refused'));
});

test('the load profile lifts the bounds, not the list', async () => {
  const { send, sent } = world({ rateProfile: 'load' });
  for (let n = 0; n < 50; n += 1) await send(america(1), '198.51.100.7');
  expect(sent).toHaveLength(50);
  await expect(send(INDIA)).rejects.toMatchObject(code('recipient_refused'));
});
