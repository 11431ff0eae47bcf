import { randomUUID } from 'node:crypto';
import { problemSchema, successOf } from '@halobuzz/core/api/conventions';
import { internalPaths } from '@halobuzz/core/api/internal';
import { type SwitchAct, switchesSchema } from '@halobuzz/core/api/switches';
import { limits } from '@halobuzz/core/limits';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import { switchStateSchema } from '@halobuzz/core/switches/switches';
import type { Actor } from '@halobuzz/core/tokens';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readSwitchState } from '../../adapters/redis/switch-state.ts';
import { createRealOrigin, openStores, type RealOrigin, someActor, type TestStores } from '../testing/real-origin.ts';

let stores: TestStores;
let origin: RealOrigin;
let admin: Actor;
beforeAll(async () => {
  stores = await openStores(88);
});
afterAll(() => stores.close());
beforeEach(async () => {
  await stores.control.flushdb();
  await Promise.all(['switch_versions', 'audit_log'].map((name) => stores.db.collection(name).deleteMany({})));
  origin = await createRealOrigin(stores);
  admin = { ...someActor(), roles: ['viewer', 'admin'] };
});

const post = (version: number, change: SwitchAct, actor = admin, reason = 'gifts are shown twice') =>
  origin.call(internalPaths.switches, { method: 'POST', actor, body: { version, change, reason } });
async function look(from = origin) {
  const { body } = await from.call(internalPaths.switches, { actor: admin });
  return successOf(switchesSchema).parse(body).data;
}
async function change(act: SwitchAct) {
  const { status, body } = await post((await look()).version, act);
  expect(status).toBe(200);
  return successOf(switchesSchema).parse(body).data;
}
async function refusal(version: number, act: SwitchAct, actor = admin) {
  const { body } = await post(version, act, actor);
  return problemSchema.parse(body);
}
const pauseGifts: SwitchAct = { act: 'pause', name: 'gifts' };
const stateOf = async (from: RealOrigin) => {
  const { body } = await from.call(internalPaths.switchState, {});
  return successOf(switchStateSchema).parse(body).data;
};

describe('switches', () => {
  it('are all on at first, and kept with who, when and why once one is off', async () => {
    const first = await look();
    expect(first).toMatchObject({ version: 0 });
    expect(first.switches.every(({ paused }) => !paused)).toBe(true);
    const after = await change({ act: 'pause', name: 'gifts', countries: ['NP', 'IN', 'NP'] });
    expect(after.inForce).toBe(after.version);
    expect(after.switches.find(({ name }) => name === 'gifts')).toMatchObject({
      ...{ paused: true, countries: ['IN', 'NP'], by: admin.account, reason: 'gifts are shown twice' },
    });
    expect(await stores.db.collection('audit_log').findOne({ action: 'switch.paused' })).toMatchObject({
      ...{ actor: admin.account, subject: 'gifts', reason: 'gifts are shown twice' },
      details: { where: 'IN, NP' },
    });
    const resumed = await change({ act: 'resume', name: 'gifts' });
    expect(resumed.switches.find(({ name }) => name === 'gifts')).toEqual({ name: 'gifts', paused: false });
  });

  it('tell neither names nor reasons of staff to whoever reads them for others', async () => {
    await change(pauseGifts);
    const published = await stores.control.get(controlKeys.switches);
    expect(published).toBe(JSON.stringify(await stateOf(origin)));
    expect(published).not.toContain(admin.account);
    expect(published).not.toContain('twice');
  });

  it('change once when two press at once, and the second is told', async () => {
    const answers = await Promise.all([post(0, pauseGifts), post(0, { act: 'pause', name: 'chat' })]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(await stores.db.collection('switch_versions').countDocuments()).toBe(1);
    expect(await stores.db.collection('audit_log').countDocuments()).toBe(1);
    const { errors } = await refusal(0, { act: 'pause', name: 'mail' });
    expect(errors?.[0]?.message).toMatch(/paused by/);
  });

  it('that are so already stay as they are, and are no act', async () => {
    const { version } = await change(pauseGifts);
    expect((await change(pauseGifts)).version).toBe(version);
    expect((await change({ act: 'end_maintenance' })).version).toBe(version);
    expect(await stores.db.collection('audit_log').countDocuments()).toBe(1);
  });

  it('are for admins to change, and for all staff to see', async () => {
    const support: Actor = { ...someActor(), roles: ['viewer', 'support'] };
    expect((await origin.call(internalPaths.switches, { actor: support })).status).toBe(200);
    expect((await refusal(0, pauseGifts, support)).code).toBe('forbidden');
    expect((await origin.call(internalPaths.switches, { actor: someActor() })).status).toBe(403);
  });

  it('refuse what makes no sense', async () => {
    const nowhere = await refusal(0, { act: 'pause', name: 'gifts', countries: ['NP', 'XX'] });
    expect(nowhere.errors?.[0]?.field).toBe('change.countries.1');
    expect((await refusal(0, { act: 'pause', name: 'mail', countries: ['NP'] })).code).toBe('validation_failed');
    const over = { act: 'begin_maintenance' as const, message: 'soon', endsAt: new Date(0).toISOString() };
    expect((await refusal(0, over)).errors?.[0]?.field).toBe('change.endsAt');
    const endsAt = new Date(Date.now() + limits.maintenanceAheadMs + 60_000).toISOString();
    expect((await refusal(0, { ...over, endsAt })).errors?.[0]?.field).toBe('change.endsAt');
  });
});

describe('what is known of switches', () => {
  it('comes back into a control Redis that was wiped', async () => {
    const { version } = await change(pauseGifts);
    await stores.control.flushdb();
    await origin.deps.switches.refresh();
    expect(await readSwitchState(stores.control)).toMatchObject({ version, paused: [{ name: 'gifts' }] });
  });

  it('is never replaced by something older: not in Redis, not in an origin', async () => {
    await change(pauseGifts);
    const lagging = await createRealOrigin(stores);
    await lagging.deps.switches.refresh();
    const { version } = await change({ act: 'pause', name: 'chat' });
    // MongoDB came back from a backup that had not heard of any.
    await stores.db.collection('switch_versions').deleteMany({});
    for (const one of [origin, lagging]) await one.deps.switches.refresh();
    expect((await readSwitchState(stores.control))?.version).toBe(version);
    expect(lagging.deps.switches.board.isPaused('chat')).toBe(true);
    // The next change goes on above what is known.
    const after = await change({ act: 'pause', name: 'payouts' });
    expect(after.version).toBeGreaterThan(version);
    await lagging.deps.switches.refresh();
    expect(lagging.deps.switches.board.isPaused('payouts')).toBe(true);
  });

  it('is what another origin changed, and replaces what cannot be read', async () => {
    const other = await createRealOrigin(stores);
    await stores.control.set(controlKeys.switches, 'not a state');
    await change(pauseGifts);
    expect((await stateOf(other)).version).toBe(0);
    await other.deps.switches.refresh();
    expect(await stateOf(other)).toEqual(await stateOf(origin));
    expect(await readSwitchState(stores.control)).toEqual(await stateOf(origin));
  });

  it('is counted for whoever raises alarms', async () => {
    await change(pauseGifts);
    await change({ act: 'begin_maintenance', message: 'soon back' });
    const text = await origin.registry.metrics();
    expect(text).toMatch(/halobuzz_switch\{[^}]*feature="gifts"[^}]*\} 0/);
    expect(text).toMatch(/halobuzz_switch\{[^}]*feature="chat"[^}]*\} 1/);
    expect(text).toMatch(/halobuzz_switch\{[^}]*feature="maintenance"[^}]*\} 0/);
  });
});

const offersSchema = z.object({
  data: z.object({
    items: z.array(
      z.object({ id: z.string(), prices: z.array(z.object({ amount: z.string(), currency: z.string() })) }),
    ),
    providers: z.array(z.string()),
  }),
});

describe('what is paused', () => {
  const start = (actor: Actor) => {
    const body = { title: 'Hello', category: 'music', country: actor.country, region: 'ap-south-1' };
    return origin.call(internalPaths.streams, { method: 'POST', actor, body });
  };
  const codeOf = ({ body }: { readonly body: unknown }): string => problemSchema.parse(body).code;

  it('is refused by its code, where it is paused, and not what was accepted before', async () => {
    const host: Actor = { ...someActor(), country: 'NP', emailVerified: true };
    await origin.project(host);
    await change({ act: 'pause', name: 'going_live', countries: ['NP'] });
    const refused = await start(host);
    expect(refused.status).toBe(503);
    expect(problemSchema.parse(refused.body)).toMatchObject({
      ...{ code: 'feature_paused', retryAfterMs: limits.switchRetryAfterMs },
      errors: [{ field: 'going_live', message: 'is paused' }],
    });
    const abroad: Actor = { ...someActor(), country: 'DE', emailVerified: true };
    await origin.project(abroad);
    expect((await start(abroad)).status).toBe(201);
  });

  it('is not offered, and a purchase that stands already is answered all the same', async () => {
    const buyer: Actor = { ...someActor(), country: 'NP', emailVerified: true };
    const key = randomUUID();
    const packages = async () => {
      const { body } = await origin.call(`${internalPaths.coinPackages}?country=NP`, {});
      return offersSchema.parse(body);
    };
    const [first] = (await packages()).data.items;
    const price = first?.prices.find(({ currency }) => currency === 'USD') ?? first?.prices[0];
    const buy = (idempotencyKey: string) =>
      origin.call(internalPaths.payments, {
        ...{ method: 'POST', actor: buyer, headers: { 'idempotency-key': idempotencyKey } },
        body: { packageId: first?.id, amount: price?.amount, currency: price?.currency, provider: 'sandbox' },
      });
    const bought = await buy(key);
    expect(bought).toMatchObject({ status: 201 });
    await change({ act: 'pause', name: 'pay.sandbox' });
    expect((await packages()).data.providers).toEqual([]);
    expect((await buy(key)).status).toBe(201);
    expect(codeOf(await buy(randomUUID()))).toBe('feature_paused');
    await change({ act: 'resume', name: 'pay.sandbox' });
    await change({ act: 'begin_maintenance', message: 'soon back' });
    const second = randomUUID();
    expect(codeOf(await buy(second))).toBe('maintenance');
    await change({ act: 'end_maintenance' });
    // The key of a refused request is free.
    expect((await buy(second)).status).toBe(201);
  });
});
