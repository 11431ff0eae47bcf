import { successOf } from '@halobuzz/core/api/conventions';
import { internalPaths, joinFactsSchema } from '@halobuzz/core/api/internal';
import { streamSchema, summarySchema } from '@halobuzz/core/api/streams';
import { newUuidV7 } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { controlKeys, roomKeys } from '@halobuzz/core/rooms/keys';
import type { Actor } from '@halobuzz/core/tokens';
import { Binary } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { transactions } from '../../adapters/mongo/ledger-collections.ts';
import {
  createRealOrigin,
  openStores,
  type RealOrigin,
  random,
  someActor,
  type TestStores,
} from '../testing/real-origin.ts';
import { healLive, reapDue, settleEnded } from './reaper.ts';
import { writeTouchedCounts, writeViewerCounts } from './viewer-counts.ts';

let stores: TestStores;
let origin: RealOrigin;
beforeAll(async () => {
  stores = await openStores(9);
});
afterAll(() => stores.close());
beforeEach(async () => {
  await stores.db.collection('livestreams').deleteMany({});
  await stores.control.flushdb();
  origin = await createRealOrigin(stores);
});

const started = successOf(z.object({ stream: streamSchema }));
const go = { title: 'Evening songs', category: 'music', country: 'NP', region: 'ap-southeast-1' } as const;

async function goLive(host: Actor, from: RealOrigin = origin, facts: object = go): Promise<string> {
  const answer = await from.call(internalPaths.streams, { method: 'POST', actor: host, body: facts });
  expect(answer).toMatchObject({ status: 201 });
  return started.parse(answer.body).data.stream.id;
}

/** What a gateway writes about itself. */
async function announce(id: string, boot: string, over: object = {}) {
  const nowMs = origin.clock();
  const record = { id, boot, url: `ws://${id}`, region: 'ap-southeast-1', sockets: 1, socketsMax: 10, draining: false };
  await stores.control.zadd(controlKeys.nodes, nowMs, id);
  await stores.control.set(controlKeys.node(id), JSON.stringify({ ...record, atMs: nowMs, ...over }));
}

describe('going live', () => {
  it('makes the record, the room and the deadline', async () => {
    const host = someActor('maya');
    const id = await goLive(host);
    expect(await stores.db.collection<{ _id: string }>('livestreams').findOne({ _id: id })).toMatchObject({
      hostId: host.account,
      hostHandle: 'maya',
      hostSubject: host.subject,
      status: 'live',
      currentViewers: 0,
    });
    expect(await stores.control.hgetall(roomKeys(id).state)).toMatchObject({
      status: 'live',
      host: host.account,
      hostSubject: host.subject,
      title: go.title,
      region: go.region,
    });
    const deadline = Number(await stores.control.zscore(controlKeys.deadlines, id));
    expect(deadline).toBeGreaterThan(origin.clock() + limits.hostFirstJoinMs - 10_000);
    const one = await origin.call(internalPaths.stream(id));
    expect(JSON.stringify(one.body)).not.toContain(host.subject);
    expect(started.parse(one.body).data.stream).toMatchObject({ id, host: { handle: 'maya' } });
  });

  it('has one winner among parallel tries of one host, on two origins', async () => {
    const second = await createRealOrigin(stores);
    const host = someActor();
    const answers = await Promise.all(
      [origin, second, origin, second, origin, second].map((one) =>
        one.call(internalPaths.streams, { method: 'POST', actor: host, body: go }),
      ),
    );
    // Who repeats a start that is still under way is given what it makes.
    const made = answers.filter(({ status }) => status === 201).map(({ body }) => started.parse(body).data.stream.id);
    expect(new Set(made).size).toBe(1);
    for (const { body } of answers.filter(({ status }) => status !== 201)) {
      expect(body).toMatchObject({ code: 'stream_already_live' });
    }
    expect(await stores.db.collection('livestreams').countDocuments({ hostId: host.account })).toBe(1);
    expect(await stores.control.zcard(controlKeys.deadlines)).toBe(1);
  });

  it('is refused to a banned account, and may be done again after the end', async () => {
    const host = someActor();
    const id = await goLive(host);
    await origin.call(internalPaths.endStream(id), { method: 'POST', actor: host });
    expect(await goLive(host)).not.toBe(id);
    const banned = someActor('mala');
    await origin.project(banned, { isBanned: true });
    expect(await origin.call(internalPaths.streams, { method: 'POST', actor: banned, body: go })).toMatchObject({
      status: 403,
      body: { code: 'account_banned' },
    });
  });
});

describe('ending', () => {
  it('is for the host and moderators, and answers the same again', async () => {
    const host = someActor();
    const id = await goLive(host);
    const path = internalPaths.endStream(id);
    expect(await origin.call(path, { method: 'POST', actor: someActor() })).toMatchObject({
      status: 403,
      body: { code: 'stream_not_yours' },
    });
    expect(await origin.call(internalPaths.summary(id))).toMatchObject({ status: 409 });
    const first = await origin.call(path, { method: 'POST', actor: host });
    expect(first).toMatchObject({
      status: 200,
      body: { data: { stream: { status: 'ended' }, summary: { streamId: id } } },
    });
    expect(await origin.call(path, { method: 'POST', actor: host })).toEqual(first);
    expect(await stores.control.xlen(roomKeys(id).log)).toBe(1);
    expect(await stores.control.zscore(controlKeys.deadlines, id)).toBeNull();
    const other = await goLive(someActor());
    const moderator = { ...someActor(), roles: ['moderator' as const] };
    expect(await origin.call(internalPaths.endStream(other), { method: 'POST', actor: moderator })).toMatchObject({
      status: 200,
    });
    expect(await stores.control.hget(roomKeys(other).state, 'endReason')).toBe('moderation');
    expect(
      await origin.call(internalPaths.endStream(newUuidV7(1, random)), { method: 'POST', actor: host }),
    ).toMatchObject({ status: 404 });
  });

  it('gives a summary that is final only when every shard has passed the head at the end', async () => {
    const host = someActor();
    const id = await goLive(host);
    await stores.wallets.redis.hset('{w05}:head', { epoch: '1', sequence: '9' });
    await origin.call(internalPaths.endStream(id), { method: 'POST', actor: host });
    const summary = async () =>
      successOf(summarySchema).parse((await origin.call(internalPaths.summary(id), { actor: host })).body).data;
    expect((await summary()).final).toBe(false);
    const gift = {
      ...{ shard: 5, epoch: 1, sequence: 9, tx: 'aa', event: new Uint8Array(0), acceptedAtMs: Date.now() },
      ...{ account: host.account, name: 'gita', coins: 99n, earned: 49n, payee: host.subject },
    };
    await stores.rooms(id).projectGifts(id, [gift]);
    expect(await summary()).toMatchObject({ final: false, coins: '99', diamonds: '49', gifts: 1 });
    const hash = new Binary(new Uint8Array(32));
    await transactions(stores.db).insertOne({
      ...{ _id: 'aa', userId: 's', type: 'gift', status: 'completed', amount: 99n, currency: 'COIN' },
      counterparty: host.subject,
      ...{ roomId: id, giftId: 'lantern', giftVersion: 1n, quantity: 1n, shard: 5, epoch: 1n, sequence: 9n },
      ...{ balanceAfter: 0n, hash, previousHash: hash, intent: hash, createdAt: new Date() },
      metadata: { earned: '49' },
    });
    const heads = stores.db.collection<{ _id: number; projected: object }>('ledger_heads');
    await heads.updateOne({ _id: 5 }, { $set: { projected: { epoch: 1n, sequence: 9n } } });
    await settleEnded(origin.deps);
    // What Redis forgets afterwards is kept.
    await stores.control.flushdb();
    expect(await summary()).toMatchObject({ final: true, coins: '99', topGifters: [{ handle: 'gita', coins: '99' }] });
    await heads.updateOne({ _id: 5 }, { $set: { projected: { epoch: 1n, sequence: 0n } } });
    await stores.wallets.redis.del('{w05}:head');
  });
});

describe('what a host earned', () => {
  it('is shown to the host and to staff alone', async () => {
    const host = someActor();
    const id = await goLive(host);
    await origin.call(internalPaths.endStream(id), { method: 'POST', actor: host });
    const seenBy = async (actor: Actor | undefined) =>
      successOf(summarySchema).parse((await origin.call(internalPaths.summary(id), { actor })).body).data;
    const staff = (['moderator', 'support', 'admin'] as const).map((role) => ({ ...someActor(), roles: [role] }));
    for (const one of [host, ...staff]) expect(await seenBy(one)).toHaveProperty('diamonds', '0');
    for (const one of [someActor(), { ...someActor(), roles: ['host' as const] }, undefined]) {
      expect(await seenBy(one)).not.toHaveProperty('diamonds');
    }
  });
});

describe('the reaper', () => {
  it('ends a room whose host never came, once, with two origins at work', async () => {
    const second = await createRealOrigin(stores);
    const ids = await Promise.all(Array.from({ length: 12 }, () => goLive(someActor())));
    const kept = await goLive(someActor());
    for (const one of [origin, second]) one.time.aheadMs = limits.hostFirstJoinMs + 1;
    await stores.control.zadd(controlKeys.deadlines, origin.clock() + 60_000, kept);
    const rounds = await Promise.all([
      reapDue(origin.deps),
      reapDue(second.deps),
      reapDue(origin.deps),
      reapDue(second.deps),
    ]);
    expect(rounds.reduce((sum, handled) => sum + handled, 0)).toBe(12);
    for (const id of ids) {
      expect(await stores.control.xlen(roomKeys(id).log), 'one last event').toBe(1);
      expect(await origin.deps.livestreams.get(id)).toMatchObject({ status: 'ended', endReason: 'host_lost' });
    }
    expect(await stores.control.zrangebyscore(controlKeys.deadlines, '-inf', '+inf')).toEqual([kept]);
    const ended = await Promise.all(
      [origin, second].map((one) => one.registry.getSingleMetricAsString('halobuzz_origin_streams_ended_total')),
    );
    const total = ended
      .join('\n')
      .match(/reason="host_lost"\} (\d+)/g)
      ?.reduce((sum, line) => sum + Number(line.split(' ')[1]), 0);
    expect(total).toBe(12);
  });

  it('comes back to a room that its claimer did not finish', async () => {
    const id = await goLive(someActor());
    const due = origin.clock() + limits.hostFirstJoinMs + 1;
    const { deadlines } = origin.deps;
    expect(await deadlines.claimDue(due, 1_000, 10)).toEqual([id]);
    expect(await deadlines.claimDue(due + 999, 1_000, 10)).toEqual([]);
    expect(await deadlines.claimDue(due + 1_000, 1_000, 10)).toEqual([id]);
    // A host that came back in between keeps the room.
    await deadlines.set(id, due + 60_000);
    expect(await deadlines.claimDue(due + 5_000, 1_000, 10)).toEqual([]);
  });

  it('ends broadcasts whose room was never made or is lost, and leaves a go-live that is running alone', async () => {
    const [young, lost, finished, undated, sound] = await Promise.all(
      Array.from({ length: 5 }, () => goLive(someActor())),
    );
    const known = [young, lost, finished, undated, sound].map((id) => id ?? '');
    await stores.control.del(roomKeys(known[0] ?? '').state, roomKeys(known[1] ?? '').state);
    await stores.rooms(known[2] ?? '').endRoom(known[2] ?? '', 'host');
    await stores.control.zrem(controlKeys.deadlines, known[3] ?? '');
    const livestreams = stores.db.collection<{ _id: string; startedAt: Date }>('livestreams');
    const old = new Date(origin.clock() - limits.orphanStreamAgeMs - 1);
    await livestreams.updateMany({ _id: { $in: known.slice(1) } }, { $set: { startedAt: old } });
    await healLive(origin.deps);
    const after = await Promise.all(known.map((id) => origin.deps.livestreams.get(id)));
    expect(after.map((one) => one?.status)).toEqual(['live', 'ended', 'ended', 'live', 'live']);
    expect(after[1]).toMatchObject({ endReason: 'host_lost' });
    expect(after[2]).toMatchObject({ endReason: 'host' });
    expect(Number(await stores.control.zscore(controlKeys.deadlines, known[3] ?? ''))).toBeGreaterThan(origin.clock());
  });
});

describe('counts and placement', () => {
  it('writes what live nodes hold, only where it changed', async () => {
    const [a, b] = [await goLive(someActor()), await goLive(someActor())];
    await announce('gw-1', 'boot1');
    await announce('gw-2', 'boot2', { atMs: origin.clock() - limits.nodeLifeMs - 1 });
    await stores.control.hset(roomKeys(a).nodes, {
      'gw-1#boot1': '4',
      'gw-1#boot0': '7',
      'gw-2#boot2': '9',
      junk: 'x',
    });
    expect((await writeViewerCounts(origin.deps)).changed).toBe(1);
    expect((await writeViewerCounts(origin.deps)).changed).toBe(0);
    expect((await origin.deps.livestreams.get(a))?.currentViewers).toBe(4);
    expect((await origin.deps.livestreams.get(b))?.currentViewers).toBe(0);
    await stores.control.del(controlKeys.nodes);
    expect((await writeViewerCounts(origin.deps)).changed).toBe(1);
  });

  it('counts anew what gateways said was touched, and nothing else; what fails is counted the next time', async () => {
    const [a, b] = [await goLive(someActor()), await goLive(someActor())];
    await announce('gw-1', 'boot1');
    for (const id of [a, b]) await stores.control.hset(roomKeys(id).nodes, { 'gw-1#boot1': '4' });
    const { touchedRooms, livestreams } = origin.deps;
    const viewersOf = async (id: string) => (await livestreams.get(id))?.currentViewers;
    await stores.control.sadd(controlKeys.touched, a, newUuidV7(1, random));
    const failing = { ...livestreams, setViewers: () => Promise.reject(new Error('away')) };
    await expect(writeTouchedCounts({ ...origin.deps, livestreams: failing })).rejects.toThrow('away');
    await writeTouchedCounts(origin.deps);
    expect([await viewersOf(a), await viewersOf(b)]).toEqual([4, 0]);
    expect(await touchedRooms.take(10)).toEqual([]);
    await stores.control.del(roomKeys(a).nodes);
    await touchedRooms.add([a]);
    await writeTouchedCounts(origin.deps);
    expect(await viewersOf(a)).toBe(0);
  });

  it('keeps the newer count of a room that was touched while everything was counted', async () => {
    const id = await goLive(someActor());
    await announce('gw-1', 'boot1');
    await stores.control.hset(roomKeys(id).nodes, { 'gw-1#boot1': '4' });
    const { rooms, touchedRooms, livestreams } = origin.deps;
    const late: typeof rooms = {
      ...rooms,
      async nodeCounts(ids) {
        const counts = await rooms.nodeCounts(ids);
        await stores.control.hset(roomKeys(id).nodes, { 'gw-1#boot1': '9' });
        await touchedRooms.add([id]);
        await writeTouchedCounts(origin.deps);
        return counts;
      },
    };
    await writeViewerCounts({ ...origin.deps, rooms: late });
    expect((await livestreams.get(id))?.currentViewers).toBe(9);
  });

  it('tells the edge which nodes live and what they hold of the room', async () => {
    const viewer = someActor();
    // Before the broadcast: what the origin knows of gateways is kept for a moment.
    await announce('gw-1', 'boot1');
    await announce('gw-2', 'boot2', { draining: true });
    await announce('gw-3', 'boot3', { atMs: 1 });
    await stores.control.zadd(controlKeys.nodes, origin.clock(), 'gw-4');
    const id = await goLive(someActor());
    await stores.control.hset(roomKeys(id).nodes, { 'gw-1#boot1': '2', 'gw-2#old': '5' });
    const join = (room: string) => origin.call(internalPaths.joinFacts(room), { method: 'POST', actor: viewer });
    const facts = successOf(joinFactsSchema).parse((await join(id)).body).data;
    expect(facts).toMatchObject({ roomRegion: go.region, roomSockets: { 'gw-1': 2 }, spillAtViewers: 3 });
    expect(facts.room).toMatchObject({ id, status: 'live', currentViewers: 2 });
    expect(facts.nodes.map((node) => [node.id, node.draining]).sort()).toEqual([
      ['gw-1', false],
      ['gw-2', true],
    ]);
    expect(await join(newUuidV7(1, random))).toMatchObject({ status: 404, body: { code: 'room_not_found' } });
    await stores.control.del(roomKeys(id).state);
    expect(await join(id)).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    const other = await goLive(someActor());
    await stores.rooms(other).endRoom(other, 'host');
    expect(await join(other)).toMatchObject({ status: 410, body: { code: 'room_ended' } });
  });
});
