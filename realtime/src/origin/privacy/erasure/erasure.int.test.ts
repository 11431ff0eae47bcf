import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { erasurePaths, type OriginStep, originSteps } from '@halobuzz/core/api/internal-erasure';
import { limits } from '@halobuzz/core/limits';
import { ERASED_NAME } from '@halobuzz/core/privacy/erasure-steps';
import { cacheKeys, controlKeys, roomKeys } from '@halobuzz/core/rooms/keys';
import { HOSTS_BOARD, leaderboardKeys } from '@halobuzz/core/rooms/leaderboards';
import type { Redis } from 'ioredis';
import { type Document, Long } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningValkey, startValkey } from '../../../../../scripts/cluster/valkey.ts';
import { silentLog } from '../../../../testing/ledger-stores.ts';
import { openRedis } from '../../../adapters/redis/connect.ts';
import { createRoomStore } from '../../../adapters/redis/room-redis.ts';
import { verifyFollowCounts } from '../../people/follow-counts.ts';
import {
  createRealOrigin,
  openStores,
  type RealOrigin,
  someActor,
  type TestStores,
} from '../../testing/real-origin.ts';
import { plantPerson } from '../export/testing/plant-person.ts';
import { allDocuments, collectionsWith, keysWith, takeSteps } from './testing/erase-all.ts';

const [me, other, stranger] = [someActor('marker_me'), someActor(), someActor()];
const pictureKey = 'pictureofmarkerpictureofmarker22';
const person = { accountId: me.account, subject: me.subject, username: me.name };
const steps: readonly OriginStep[] = originSteps.filter((step) => step !== 'money_settled');
/** The id stands for nobody any more there: what keeps an account gone, and what has to stay in its chain. */
const keepId = ['audit_log', 'host_directory', 'known_accounts', 'users'];
/** Under a subject alone, which nothing leads to. */
const keepSubject = [
  ...['accounts', 'approvals', 'fraud_findings', 'payments', 'payouts', 'promotion_grants'],
  ...['transaction_ledger', 'transactions', 'wallet_controls'],
];
/** What the person wrote, was called, or can be reached by. */
const markers = [
  ...[me.name, `${me.name}@example.com`, 'Planted Display', 'Evening ragas', 'A draft of mine', 'my appeal'],
  ...['planted mute', 'planted words', 'PushToken[planted]', 'dv_planted', 'planted-account-at-stripe'],
  ...['planted refund words', 'why I want it back'],
  ...['planted-card', 'planted_refusal', pictureKey, 'scrypt$planted-hash', 'the reporter wrote this'],
];

const dir = mkdtempSync(join(tmpdir(), 'halobuzz-erasure-'));
let valkey: RunningValkey;
let redis: Redis;
let stores: TestStores;
let origin: RealOrigin;
/** Collections that the steps read from end to end. */
let readWhole: readonly string[];
let before: ReadonlyMap<string, readonly Document[]>;

beforeAll(async () => {
  [stores, valkey] = await Promise.all([openStores(44), startValkey({ dir, appendfsync: 'always' })]);
  redis = await openRedis({ url: valkey.url, name: 'test-erasure', log: silentLog, commandTimeoutMs: 5_000 });
  origin = await createRealOrigin(stores, { control: redis, rooms: createRoomStore([redis]) });
  await plantPerson(stores.db, me, other, stranger);
  await plantMore();
  before = await allDocuments(stores.db);
});
afterAll(async () => {
  redis.disconnect();
  await valkey.stop();
  await stores.close();
  rmSync(dir, { recursive: true, force: true });
});

/** What others' records say of the person, and what Redis does. */
async function plantMore(): Promise<void> {
  const { db } = stores;
  const at = new Date();
  const theirs = await db.collection<{ _id: string }>('livestreams').findOne({ hostId: other.account });
  const room = theirs?._id ?? '';
  const gifter = { handle: me.name, coins: Long.fromNumber(5) };
  const summary = {
    likes: 0,
    gifts: 1,
    coins: Long.fromNumber(5),
    diamonds: Long.fromNumber(2),
    topGifters: [gifter],
    final: true,
  };
  await db
    .collection<{ _id: string }>('livestreams')
    .updateOne(
      { _id: room },
      { $set: { summary, 'entry.invited': [{ account: me.account, handle: me.name, at }], endedAt: at } },
    );
  await db
    .collection('battles')
    .updateOne(
      { 'sides.hostId': other.account },
      { $set: { 'sides.1.givers': [{ account: me.account, name: me.name, coins: Long.fromNumber(5) }] } },
    );
  const sums = { sequence: Long.fromNumber(1), all: Long.fromNumber(5), updatedAt: at };
  const span = { start: 0, coins: Long.fromNumber(5) };
  const rollup = { ...sums, day: span, week: span, room: { id: room, coins: Long.fromNumber(5) }, shard: 1 };
  const rollups = db.collection<{ _id: string }>('rollups_gifts');
  await rollups.insertOne({
    _id: 'g1',
    kind: 'gifter',
    hostId: other.account,
    account: me.account,
    ...rollup,
  } as never); // Typed by its schema alone.
  await rollups.insertOne({ _id: 'h1', kind: 'host', hostId: me.account, account: me.account, ...rollup } as never); // As above.
  await db.collection('consents').insertOne({
    ...{ _id: 'cr_planted', userId: me.account, consentType: 'analytics', granted: true, timestamp: at, version: '1' },
  } as never); // As above.
  await db.collection('push_calls').insertOne({
    ...{ _id: 'call', kind: 'live', streamId: room, state: 'sent', createdAt: at, dueAt: at, mootAt: at, tries: 0 },
    ...{ outcome: '', to: [{ token: 'ExponentPushToken[planted]' }] },
  } as never); // As above.
  await db.collection('push_calls').insertOne({
    ...{ _id: 'shared', kind: 'live', streamId: room, state: 'due', createdAt: at, dueAt: at, mootAt: at, tries: 0 },
    ...{ outcome: '', to: [{ token: 'ExponentPushToken[planted]' }, { token: 'ExponentPushToken[another]' }] },
  } as never); // As above.
  const refund = { amount: Long.fromNumber(1), by: 'system', at, state: 'sent' };
  const refundRequests = ['', 'planted refund words', 'why I want it back'].map((reason, n) => ({
    ...refund,
    key: `k${n}`,
    reason,
  }));
  await db.collection('payments').updateOne({ userId: me.subject }, { $set: { refundRequests } });
  for (const [owner, board] of [
    [other.account, leaderboardKeys(other.account, 'all', 0)],
    [HOSTS_BOARD, leaderboardKeys(HOSTS_BOARD, 'all', 0)],
    [me.account, leaderboardKeys(me.account, 'all', 0)],
  ] as const) {
    await redis.zadd(board.board, 5, me.account, 3, `someone-${owner}`);
    await redis.hset(board.names, me.account, me.name);
  }
  await db.collection<{ _id: string }>('unprofiled_subjects').insertOne({ _id: me.subject, at } as never); // As above.
  // A key as files have it, or nobody could delete them.
  const images = db.collection<{ _id: string }>('images');
  const picture = await images.findOneAndDelete({ _id: 'planted-picture' });
  await images.insertOne({ ...picture, _id: pictureKey });
  const keys = roomKeys(room);
  await redis.hset(keys.names, me.account, me.name, stranger.account, 'Stranger');
  await redis.zadd(keys.top, 5, me.account, 4, stranger.account);
  await redis.hset(keys.rules, `m:${me.account}`, '0', `d:${stranger.account}`, '1');
  await redis.hset(keys.chatBodies, 'c1', `said by ${me.account} as ${me.name}`, 'c2', `said by ${stranger.account}`);
  await redis.rpush(keys.chat, 'c1', 'c2');
  await redis.xadd(keys.log, '1-1', 'c', '1', 'e', `said by ${me.account} as ${me.name}`);
  await redis.xadd(keys.log, '1-2', 'c', '1', 'e', `said by ${stranger.account}`);
  await redis.set(controlKeys.admitted(room, me.account), '1');
  await redis.set(controlKeys.passwordTries(room, me.account)[1], '1');
  await redis.set(controlKeys.imageUploads(me.account), '1');
  await redis.set(cacheKeys.entry('top-hosts:1'), JSON.stringify({ value: [{ handle: me.name }] }));
  await redis.set(cacheKeys.entry('lobby:1'), JSON.stringify({ value: [{ handle: 'Stranger' }] }));
  await rebuildCounters();
}

/** Makes the counts agree with what was planted, so that the check behind means something. */
async function rebuildCounters(): Promise<void> {
  const { rebuildFollowCounts } = await import('../../people/follow-counts.ts');
  for (const { account } of [me, other, stranger]) await rebuildFollowCounts(stores.db, account);
}

async function expectNothingLeft(): Promise<void> {
  const documents = await allDocuments(stores.db);
  for (const marker of markers) expect(collectionsWith(documents, marker), marker).toEqual([]);
  expect(keepId).toEqual(expect.arrayContaining(collectionsWith(documents, me.account)));
  expect(keepSubject).toEqual(expect.arrayContaining(collectionsWith(documents, me.subject)));
  // Nothing ties the two together any more.
  const both = [...documents.values()].flat().filter((one) => {
    const text = JSON.stringify(one);
    return text.includes(me.account) && text.includes(me.subject);
  });
  expect(both).toEqual([]);
}

describe('the steps of an erasure at the origin', () => {
  it('find the markers before, or the searches behind would mean nothing', async () => {
    for (const marker of markers) expect(collectionsWith(before, marker), marker).not.toEqual([]);
    for (const marker of [me.account, me.name]) expect(await keysWith(redis, marker)).not.toEqual([]);
  });

  it('leave nothing of the person in any collection, nor anything that leads from the account to the subject', async () => {
    await stores.db.setProfilingLevel('all');
    const counts = await takeSteps(origin, person, steps);
    await stores.db.setProfilingLevel('off');
    const profile = stores.db.collection('system.profile');
    readWhole = (await profile.distinct('ns', { planSummary: /COLLSCAN/ })).map((ns) =>
      String(ns).replace(/^[^.]+\./, ''),
    );
    await profile.drop();
    await expectNothingLeft();
    expect(counts).toMatchObject({ follows: 2, broadcasts: 1, drafts: 1, sanctions: 2, push_tokens: 1, users: 1 });
    expect(await verifyFollowCounts(stores.db)).toEqual([]);
  });

  it('read no collection from end to end but what is small, or erasures would never end at some size', () => {
    // Gone by themselves within days. That they are found shows that others would have been seen.
    expect(readWhole).toEqual(['parked_gifts', 'push_calls']);
  });

  it('leave nothing in Redis, neither in its keys nor in its files once they are rewritten', async () => {
    for (const marker of [me.account, me.name]) expect(await keysWith(redis, marker)).toEqual([]);
    await redis.bgrewriteaof();
    await redis.save();
    const holds = (marker: string) =>
      readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .some((entry) => readFileSync(join(entry.parentPath, entry.name)).includes(marker));
    // The rewrite runs beside us.
    await expect.poll(() => [me.account, me.name].filter(holds), { timeout: 20_000 }).toEqual([]);
    // What is others' stands where it stood; the log goes on where it was.
    expect(await keysWith(redis, stranger.account)).not.toEqual([]);
    const [log] = (await redis.keys('r:{*}:log')).slice(0, 1);
    expect(await redis.xrange(log ?? '', '-', '+')).toEqual([['1-2', ['c', '1', 'e', `said by ${stranger.account}`]]]);
    expect(await redis.xinfo('STREAM', log ?? '')).toEqual(expect.arrayContaining(['last-generated-id', '1-2']));
  });

  it('keep what is others’, and what the law wants', async () => {
    const { db } = stores;
    expect(await db.collection('reports').findOne({ note: 'my own note' })).toMatchObject({ status: 'open' });
    expect(await db.collection('livestreams').countDocuments({ hostId: ERASED_NAME, status: 'ended' })).toBe(1);
    expect(await db.collection('livestreams').findOne({ hostId: other.account })).toMatchObject({
      title: 'Their show',
      summary: { topGifters: [{ handle: ERASED_NAME }] },
      entry: { invited: [] },
    });
    expect(
      await db
        .collection('push_calls')
        .find({}, { projection: { to: 1 } })
        .toArray(),
    ).toEqual([{ _id: 'shared', to: [{ token: 'ExponentPushToken[another]' }] }]);
    expect(await db.collection('payments').countDocuments({ userId: me.subject })).toBe(1);
    expect(await db.collection('transactions').countDocuments({ userId: me.subject })).toBe(2);
    expect(await db.collection('consents').findOne({ userId: ERASED_NAME })).toMatchObject({ granted: true });
    expect(await db.collection<{ _id: string }>('users').findOne({ _id: me.account })).toMatchObject({
      status: 'deleted',
    });
    expect(await db.collection('audit_log').countDocuments({ subject: me.account })).toBe(1);
  });

  it('change nothing when they are repeated', async () => {
    const first = await allDocuments(stores.db);
    const counts = await takeSteps(origin, person, steps);
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(0);
    expect(await allDocuments(stores.db)).toEqual(first);
  });

  it('end what is live in a backup, of however many hosts', async () => {
    const livestreams = stores.db.collection<{ _id: string }>('livestreams');
    const [planted] = (before.get('livestreams') ?? []).filter(({ hostId }) => hostId === me.account);
    const hosts = [someActor('gone_one'), someActor('gone_two')];
    for (const { account, subject, name } of hosts) {
      const own = { _id: `live-${account}`, hostId: account, hostSubject: subject, hostHandle: name, status: 'live' };
      await livestreams.insertOne({ ...planted, ...own }, { bypassDocumentValidation: true });
    }
    for (const { account } of hosts) {
      await takeSteps(origin, { accountId: account, subject: '', username: '' }, ['database_broadcasts']);
    }
    const left = await livestreams.find({ _id: /^live-/ }).toArray();
    expect(left).toMatchObject(hosts.map(() => ({ hostId: ERASED_NAME, status: 'ended' })));
    await livestreams.deleteMany({ _id: /^live-/ });
  });

  it('are counted where they failed at the edge, and an error once they go on failing', async () => {
    const errorsAbout = (what: string) =>
      origin.log.lines.filter(({ level, text }) => level === 'error' && text === what).map(({ fields }) => fields);
    const tell = (over: object = {}) =>
      origin.call(erasurePaths.failures, {
        method: 'POST',
        body: { erasureId: `er_${'a'.repeat(26)}`, step: 'names', tries: 1, ...over },
      });
    expect(await tell()).toMatchObject({ status: 200 });
    expect(errorsAbout('an erasure does not get on')).toEqual([]);
    expect(await tell({ tries: limits.erasureTriesWarn })).toMatchObject({ status: 200 });
    expect(errorsAbout('an erasure does not get on')).toMatchObject([{ step: 'names' }]);
    const counted = await origin.registry.getSingleMetric('halobuzz_origin_erasure_failures_total')?.get();
    expect(counted?.values).toMatchObject([{ labels: { step: 'names' }, value: 2 }]);
    expect(await tell({ step: 'none' })).toMatchObject({ status: 400, body: { errors: [{ field: 'step' }] } });
  });

  it('refuse what is no step, no account and no subject', async () => {
    const send = (over: object) =>
      origin.call(erasurePaths.steps, {
        method: 'POST',
        body: { step: 'pictures', erasureId: `er_${'a'.repeat(26)}`, ...person, ...over },
      });
    for (const [field, over] of [
      ['step', { step: 'everything' }],
      ['accountId', { accountId: 'x' }],
      ['subject', { subject: me.account }],
    ] as const) {
      expect(await send(over)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
    }
  });
});

describe('a database from a backup', () => {
  // In the order of the edge's replay (edge/src/privacy/erasure/replay-erasures.ts).
  const replayed = [
    ...(['database_money', 'database_conduct', 'rooms_and_caches'] as const),
    ...(['pictures', 'database_broadcasts', 'database_people'] as const),
  ];
  const byIdAlone = { accountId: me.account, subject: '', username: '' };

  async function restore(): Promise<void> {
    for (const [name, documents] of before) {
      await stores.db.collection(name).deleteMany({});
      if (documents.length > 0)
        await stores.db.collection(name).insertMany([...documents], { bypassDocumentValidation: true });
    }
  }

  it('is as empty of somebody who never broadcast, once their subject is replayed from its list as well', async () => {
    await restore();
    await stores.db.collection('livestreams').updateMany({ hostSubject: me.subject }, { $unset: { hostSubject: '' } });
    await takeSteps(origin, byIdAlone, replayed);
    const kept = async () => collectionsWith(await allDocuments(stores.db), me.subject);
    expect(await kept()).toEqual(expect.arrayContaining(['fraud_attempts', 'unprofiled_subjects', 'payout_accounts']));
    const send = (subjects: readonly string[]) =>
      origin.call(erasurePaths.subjects, { method: 'POST', body: { subjects } });
    const counts = { payments: 1, payout_accounts: 1, fraud_attempts: 1, unprofiled_subjects: 1 };
    expect(await send([other.subject, me.subject])).toMatchObject({ status: 200, body: { data: { counts } } });
    await expectNothingLeft();
    const none = { payments: 0, payout_accounts: 0, fraud_attempts: 0, unprofiled_subjects: 0 };
    expect(await send([me.subject])).toMatchObject({ status: 200, body: { data: { counts: none } } });
    for (const wrong of [[], [me.account], Array(limits.erasedSubjectsListMax + 1).fill(me.subject)]) {
      expect(await send(wrong)).toMatchObject({ status: 400 });
    }
  });

  it('is as empty of the person again once the tombstones are replayed, by the account’s id alone', async () => {
    const { db } = stores;
    await restore();
    expect(collectionsWith(await allDocuments(db), me.name)).not.toEqual([]);
    await takeSteps(origin, byIdAlone, replayed);
    await expectNothingLeft();
    expect(await verifyFollowCounts(db)).toEqual([]);
  });
});
