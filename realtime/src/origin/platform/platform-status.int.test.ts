import { successOf } from '@halobuzz/core/api/conventions';
import { internalPaths, type NodeRecord } from '@halobuzz/core/api/internal';
import { platformStatusSchema } from '@halobuzz/core/api/status';
import { limits } from '@halobuzz/core/limits';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Document } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ledgerHeads } from '../../adapters/mongo/ledger-collections.ts';
import { createRealOrigin, openStores, type RealOrigin, type TestStores } from '../testing/real-origin.ts';
import { quantileOf, redisAnswerTimes } from './answer-times.ts';
import { minuteMs, rollupPlace, startOf } from './platform-rollups.ts';
import { type PlatformStatusDeps, platformStatus, sharedStatus } from './platform-status.ts';

let stores: TestStores;
let origin: RealOrigin;
beforeAll(async () => {
  stores = await openStores(79);
});
afterAll(() => stores.close());
beforeEach(async () => {
  await stores.control.flushdb();
  await stores.db.collection('rollups_platform').deleteMany({});
  await ledgerHeads(stores.db).updateMany({}, { $set: { owner: null, leaseUntil: new Date(0) } });
  origin = await createRealOrigin(stores);
});

async function told() {
  const answer = await origin.call(internalPaths.status);
  expect(answer.status).toBe(200);
  return successOf(platformStatusSchema).parse(answer.body).data;
}
const raw = () => stores.db.collection<Document & { _id: string }>('rollups_platform');
const plant = (kind: 'seen' | 'gifts', atMs: number, sums: Document) => {
  const { filter, fields } = rollupPlace(kind, startOf(atMs, minuteMs));
  return raw().insertOne({ ...filter, ...fields, ...sums });
};
/** A writer that holds `shards` of them. */
const own = (shards: number) =>
  ledgerHeads(stores.db).updateMany(
    { _id: { $lt: shards } },
    { $set: { state: 'open', owner: 'w', leaseUntil: new Date(Date.now() + 3_600_000) } },
  );
async function announce(region: string, change: Partial<NodeRecord> = {}): Promise<void> {
  const atMs = origin.clock();
  const record = { id: `gw-${region}`, boot: 'b', url: 'ws://x', region, sockets: 1, socketsMax: 10, draining: false };
  await stores.control.zadd(controlKeys.nodes, atMs, record.id);
  await stores.control.set(controlKeys.node(record.id), JSON.stringify({ ...record, atMs, ...change }));
}

describe('the status of the platform', () => {
  it('tells of each part whether it works', async () => {
    await own(64);
    const { parts, now } = await told();
    expect(parts).toEqual({ ledger: 'up', database: 'up', rooms: 'up', wallets: 'up', media: 'off' });
    expect(now).toBeUndefined();
  });

  it('calls a ledger limited that some shards are without, and down that nobody writes', async () => {
    await own(63);
    expect((await told()).parts.ledger).toBe('limited');
    await ledgerHeads(stores.db).updateMany({}, { $set: { leaseUntil: new Date(0) } });
    origin = await createRealOrigin(stores);
    expect((await told()).parts.ledger).toBe('down');
  });

  it('plots viewers, gifts and how long answers took, by steps, and tells nothing of money or people', async () => {
    const nowMs = origin.clock();
    const step = startOf(nowMs, limits.statusStepMs);
    await plant('seen', step - limits.statusStepMs, { viewers: 7, broadcasts: 1, signUps: 3, reports: 2 });
    await plant('seen', step - limits.statusStepMs + minuteMs, { viewers: 9, broadcasts: 1 });
    await plant('gifts', step - limits.statusStepMs, { gifts: 4 });
    await plant('gifts', step - limits.statusSpanMs - minuteMs, { gifts: 50 });
    await plant('seen', nowMs, { viewers: 5, broadcasts: 2, sampledAt: new Date(nowMs) });
    const answerTimes = redisAnswerTimes(stores.control, () => step - 1);
    for (let one = 0; one < 19; one += 1) answerTimes.note('r', 'GET', 200, 0.004);
    answerTimes.note('r', 'GET', 200, 0.9);
    await answerTimes.flush();
    const status = await told();
    expect(status.now).toEqual({ viewers: 5, broadcasts: 2 });
    expect(status.points).toHaveLength(limits.statusSpanMs / limits.statusStepMs);
    expect(status.points.at(-2)).toEqual({
      ...{ at: new Date(step - limits.statusStepMs).toISOString(), viewers: 9, gifts: 4, answerMs: 5 },
    });
    expect(status.points.reduce((sum, { gifts }) => sum + gifts, 0)).toBe(4);
    expect(JSON.stringify(status)).not.toMatch(/coins|signUps|reports|payments/);
  });

  it('tells a region that lost its gateways from one that has none', async () => {
    await announce('us-east-1');
    await announce('eu-west-1', { sockets: 9 });
    expect((await told()).regions).toEqual([
      { region: 'ap-southeast-1', state: 'off' },
      { region: 'ap-south-1', state: 'off' },
      { region: 'us-east-1', state: 'up' },
      { region: 'eu-west-1', state: 'limited' },
    ]);
    await stores.control.del(controlKeys.nodes);
    origin = await createRealOrigin(stores);
    expect((await told()).regions.at(-1)).toEqual({ region: 'eu-west-1', state: 'down' });
  });
});

describe('a part that is out', () => {
  const deps = (over: Partial<PlatformStatusDeps> = {}): PlatformStatusDeps => ({
    ...{ db: stores.db, clock: Date.now, mediaOn: true, regions: async () => [] },
    probes: { rooms: [async () => 1], wallets: [async () => 1] },
    answerTimes: { between: async () => new Map() },
    ...over,
  });
  const out = () => Promise.reject(new Error('out'));

  it('is told, and keeps nobody from hearing of the others', async () => {
    const status = await platformStatus(
      deps({
        probes: { rooms: [async () => 1, out], wallets: [out] },
        ...{ answerTimes: { between: out }, regions: out },
      }),
    );
    expect(status.parts).toMatchObject({ rooms: 'limited', wallets: 'down', database: 'up', media: 'up' });
    expect(status.regions).toEqual([]);
  });

  it('is down when it never answers', async () => {
    const never = () => new Promise<never>(() => {});
    expect((await platformStatus(deps({ probes: { rooms: [never], wallets: [] } }))).parts.rooms).toBe('down');
  });

  it('is looked at once for all who ask', async () => {
    let looks = 0;
    let nowMs = 0;
    const look = async () => {
      looks += 1;
    };
    const ask = sharedStatus(deps({ clock: () => nowMs, probes: { rooms: [look], wallets: [] } }));
    await Promise.all([ask(), ask()]);
    nowMs = limits.statusLookLifeMs - 1;
    await ask();
    expect(looks).toBe(1);
    nowMs = limits.statusLookLifeMs;
    await ask();
    expect(looks).toBe(2);
  });
});

it('sums of answers name the bound that holds 95 of 100', () => {
  expect(quantileOf({})).toBeUndefined();
  expect(quantileOf({ 5: '95', 1000: '5' })).toBe(5);
  expect(quantileOf({ 5: '94', 1000: '6' })).toBe(1_000);
});

it('what control Redis did not take is taken the next time', async () => {
  const nowMs = startOf(Date.now(), limits.statusStepMs);
  let failing = true;
  const multi = () => {
    const real = stores.control.multi();
    if (!failing) return real;
    // Only `exec` is replaced, so the rest keeps its types.
    return Object.assign(real, { exec: () => Promise.reject(new Error('out')) });
  };
  const control = Object.assign(Object.create(stores.control), { multi });
  const times = redisAnswerTimes(control, () => nowMs);
  times.note('r', 'GET', 200, 0.1);
  await expect(times.flush()).rejects.toThrow('out');
  times.note('r', 'GET', 200, 0.1);
  failing = false;
  await times.flush();
  await times.flush();
  expect(await stores.control.hgetall(controlKeys.answerTimes(nowMs))).toEqual({ 100: '2' });
  expect((await times.between(nowMs, nowMs + 1)).get(nowMs)).toBe(100);
});
