import { successOf } from '@halobuzz/core/api/conventions';
import { internalPaths } from '@halobuzz/core/api/internal';
import { ownStreamsSchema, type Stream, streamSchema, summarySchema } from '@halobuzz/core/api/streams';
import { limits } from '@halobuzz/core/limits';
import { controlKeys, roomKeys } from '@halobuzz/core/rooms/keys';
import type { Actor } from '@halobuzz/core/tokens';
import { Binary } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { transactions } from '../../adapters/mongo/ledger-collections.ts';
import { barsPipeline } from '../mongo/mongo-gift-bars.ts';
import { createRealOrigin, openStores, type RealOrigin, someActor, type TestStores } from '../testing/real-origin.ts';
import type { DraftLivestream } from './livestream.ts';
import { healLive, reapDue, settleEnded } from './reaper.ts';
import { writeViewerCounts } from './viewer-counts.ts';
import { plotViewers } from './viewer-plots.ts';
import { watchDrafts } from './watch-drafts.ts';

let stores: TestStores;
let origin: RealOrigin;
let host: Actor;
beforeAll(async () => {
  stores = await openStores(61);
});
afterAll(() => stores.close());
beforeEach(async () => {
  await stores.db.collection('livestreams').deleteMany({});
  await stores.control.flushdb();
  origin = await createRealOrigin(stores);
  host = someActor();
});

const oneStream = successOf(z.object({ stream: streamSchema }));
const place = { country: 'NP', region: 'ap-southeast-1' } as const;
const go = { title: 'Evening songs', category: 'music', ...place } as const;
const codeSchema = z.object({ code: z.string() });

async function post(facts: object = {}, by: Actor = host, from: RealOrigin = origin) {
  return await from.call(internalPaths.streams, { method: 'POST', actor: by, body: { ...go, ...facts } });
}
async function made(facts: object = {}, by: Actor = host): Promise<Stream> {
  const answer = await post(facts, by);
  expect(answer).toMatchObject({ status: 201 });
  return oneStream.parse(answer.body).data.stream;
}
const start = (id: string, by: Actor = host, from: RealOrigin = origin) =>
  from.call(internalPaths.startDraft(id), { method: 'POST', actor: by, body: place });
const end = (id: string, by: Actor = host) => origin.call(internalPaths.endStream(id), { method: 'POST', actor: by });
const cancel = (id: string, by: Actor = host) => origin.call(internalPaths.stream(id), { method: 'DELETE', actor: by });
const change = (id: string, body: object) =>
  origin.call(internalPaths.stream(id), { method: 'PATCH', actor: host, body });
const inMs = (aheadMs: number) => new Date(origin.clock() + aheadMs).toISOString();
function codeOf({ status, body }: { readonly status: number; readonly body: unknown }): string {
  return status < 300 ? 'ok' : codeSchema.parse(body).code;
}
async function statusOf(id: string, actor: Actor = host): Promise<string> {
  const answer = await origin.call(internalPaths.stream(id), { actor });
  return answer.status === 200 ? oneStream.parse(answer.body).data.stream.status : codeOf(answer);
}

describe('a draft', () => {
  it('is its host’s alone until it goes live, under the same id', async () => {
    const draft = await made({ draft: true, tags: ['folk'] });
    expect(draft).toMatchObject({ status: 'draft', tags: ['folk'], currentViewers: 0 });
    expect(draft).not.toHaveProperty('startedAt');
    expect([await statusOf(draft.id), await statusOf(draft.id, someActor())]).toEqual(['draft', 'room_not_found']);
    expect(codeOf(await end(draft.id))).toBe('stream_not_live');
    const target = { kind: 'room', id: draft.id } as const;
    const report = { method: 'POST', actor: someActor(), body: { target, reason: 'spam' } } as const;
    const others = [await end(draft.id, someActor()), await origin.call(internalPaths.reports, report)];
    expect(others.map(codeOf), 'to others there is none').toEqual(['room_not_found', 'room_not_found']);
    expect(codeOf(await origin.call(internalPaths.summary(draft.id), { actor: host }))).toBe('stream_not_live');
    expect(codeOf(await change(draft.id, { title: 'Morning songs', privacy: { adultsOnly: true } }))).toBe('ok');
    expect(codeOf(await start(draft.id, someActor()))).toBe('room_not_found');
    const answer = await start(draft.id);
    expect(oneStream.parse(answer.body).data.stream).toMatchObject({
      ...{ id: draft.id, status: 'live', title: 'Morning songs', privacy: { adultsOnly: true } },
      startedAt: expect.any(String),
    });
    expect(await stores.control.hgetall(roomKeys(draft.id).state)).toMatchObject({
      ...{ status: 'live', title: 'Morning songs', hostSubject: host.subject, door: '1' },
    });
    expect(await statusOf(draft.id, someActor())).toBe('live');
    expect(codeOf(await start(draft.id)), 'again').toBe('ok');
    await end(draft.id);
    expect(codeOf(await start(draft.id))).toBe('room_ended');
    expect(codeOf(await cancel(draft.id))).toBe('room_ended');
  });

  it('can be cancelled by its host, before it is live', async () => {
    const { id } = await made({ draft: true });
    expect(codeOf(await cancel(id, someActor()))).toBe('room_not_found');
    expect(codeOf(await cancel(id))).toBe('ok');
    expect(await statusOf(id)).toBe('room_not_found');
    expect(codeOf(await start(id))).toBe('room_not_found');
    const live = await made();
    expect(codeOf(await cancel(live.id))).toBe('stream_not_draft');
  });

  it('waits while another broadcast of its host is live', async () => {
    const draft = await made({ draft: true });
    const live = await made();
    expect(codeOf(await start(draft.id))).toBe('stream_already_live');
    expect(await stores.control.zscore(controlKeys.deadlines, draft.id)).toBeNull();
    const answer = await origin.call(internalPaths.ownStreams, { actor: host });
    const { items } = successOf(ownStreamsSchema).parse(answer.body).data;
    expect(items.map(({ id, status }) => [id, status])).toEqual([
      [live.id, 'live'],
      [draft.id, 'draft'],
    ]);
    expect(items[1]?.settings.expiresAt).toBeDefined();
    await end(live.id);
    expect(codeOf(await start(draft.id))).toBe('ok');
  });

  it('is one of a bounded number, also when many are made at once', async () => {
    const wanted = limits.streamDraftsMax + 5;
    const codes = (await Promise.all(Array.from({ length: wanted }, () => post({ draft: true })))).map(codeOf);
    // Those that see each other all give way, so it may be that none of so many stays.
    expect(codes).toContain('drafts_full');
    expect(codes.filter((code) => code !== 'ok' && code !== 'drafts_full')).toEqual([]);
    const kept = await stores.db.collection('livestreams').countDocuments({ hostId: host.account });
    expect(kept).toBeLessThanOrEqual(limits.streamDraftsMax);
    expect(kept).toBe(codes.filter((code) => code === 'ok').length);
    while (codeOf(await post({ draft: true })) === 'ok');
    expect(await stores.db.collection('livestreams').countDocuments({ hostId: host.account })).toBe(
      limits.streamDraftsMax,
    );
  });

  it('goes with its host’s account, and when nobody cared for it', async () => {
    const [old, kept] = [await made({ draft: true }), await made({ draft: true })];
    origin.time.aheadMs = limits.streamDraftLifeMs - 60_000;
    expect(codeOf(await change(kept.id, { tags: ['later'] }))).toBe('ok');
    origin.time.aheadMs += 120_000;
    await watchDrafts(origin.deps);
    expect([await statusOf(old.id), await statusOf(kept.id)]).toEqual(['room_not_found', 'draft']);
    await origin.project(host, { version: 9, email: '', emailVerified: false, status: 'deleted' });
    expect(await statusOf(kept.id)).toBe('room_not_found');
  });
});

describe('a scheduled broadcast', () => {
  it('starts within bounds, can be moved, and becomes a draft again', async () => {
    const wrong = async (scheduledAt: unknown) => {
      const answer = await post({ scheduledAt });
      const errors = [{ field: 'scheduledAt' }];
      expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed', errors } });
    };
    await wrong('tomorrow');
    await wrong(inMs(-1_000));
    await wrong(inMs(limits.streamScheduleAheadMinMs - 5_000));
    await wrong(inMs(limits.streamScheduleAheadMaxMs + 60_000));
    expect(await stores.db.collection('livestreams').countDocuments({})).toBe(0);
    const scheduledAt = inMs(3_600_000);
    const { id } = await made({ scheduledAt });
    expect(await statusOf(id, someActor()), 'everybody may look forward to it').toBe('scheduled');
    const moved = inMs(7_200_000);
    expect(await change(id, { scheduledAt: moved })).toMatchObject({
      body: { data: { stream: { status: 'scheduled', scheduledAt: moved } } },
    });
    expect(await change(id, { scheduledAt: null })).toMatchObject({ body: { data: { stream: { status: 'draft' } } } });
    expect(await statusOf(id, someActor())).toBe('room_not_found');
    await change(id, { scheduledAt: moved });
    expect(codeOf(await start(id)), 'also before its time').toBe('ok');
    expect(oneStream.parse((await origin.call(internalPaths.stream(id))).body).data.stream).toMatchObject({
      ...{ status: 'live', scheduledAt: moved },
    });
  });

  it('reminds once, and goes when it is never started', async () => {
    const [soon, later, moved] = [
      await made({ scheduledAt: inMs(10 * 60_000) }),
      await made({ scheduledAt: inMs(5 * 3_600_000) }),
      await made({ scheduledAt: inMs(10 * 60_000) }),
    ];
    const told: string[] = [];
    const remind = async ({ id }: DraftLivestream): Promise<void> => void told.push(id);
    const second = await createRealOrigin(stores);
    await Promise.all([origin, second, origin].map(({ deps }) => watchDrafts({ ...deps, remind })));
    expect([...told].sort()).toEqual([soon.id, moved.id].sort());
    await change(moved.id, { scheduledAt: inMs(3 * 3_600_000) });
    await watchDrafts({ ...origin.deps, remind });
    expect(told).toHaveLength(2);
    origin.time.aheadMs = 3 * 3_600_000 - 60_000;
    await watchDrafts({ ...origin.deps, remind });
    expect(told.slice(2), 'it was moved, so once more').toEqual([moved.id]);
    // Two hours after its time.
    expect([await statusOf(soon.id), await statusOf(later.id)]).toEqual(['room_not_found', 'scheduled']);
  });

  it('is not reminded of by one that fails, and the others are', async () => {
    await made({ scheduledAt: inMs(10 * 60_000) });
    await made({ scheduledAt: inMs(11 * 60_000) });
    let tries = 0;
    const remind = async (): Promise<void> => {
      tries += 1;
      throw new Error('no such server');
    };
    await watchDrafts({ ...origin.deps, remind });
    await watchDrafts({ ...origin.deps, remind });
    expect(tries).toBe(2);
    expect(origin.log.lines.filter(({ level }) => level === 'warn')).toHaveLength(2);
  });

  it('is found by indexes alone', async () => {
    const plan = async (filter: object, sort: Record<string, 1 | -1>, hint: string) => {
      const found = stores.db.collection('livestreams').find(filter).sort(sort).hint(hint);
      return JSON.stringify((await found.explain('queryPlanner')).queryPlanner.winningPlan);
    };
    const drafts = { status: 'draft' };
    for (const text of [
      await plan({ ...drafts, hostId: 'h' }, { _id: 1 }, 'drafts'),
      await plan({ ...drafts, expiresAt: { $lte: new Date() } }, {}, 'draft_expiry'),
      await plan(
        { ...drafts, scheduledAt: { $exists: true, $lte: new Date() }, reminded: false },
        { scheduledAt: 1 },
        'reminders',
      ),
    ]) {
      expect(text).toContain('IXSCAN');
      expect(text).not.toContain('COLLSCAN');
      expect(text).not.toContain('"SORT"');
    }
  });
});

describe('a start that died half-way', () => {
  const died = (): Promise<never> => Promise.reject(new Error('the process died'));

  it('is finished at once by the same host who repeats it', async () => {
    const { rooms } = origin.deps;
    const dying = await createRealOrigin(stores);
    dying.deps.rooms.create = died;
    expect(codeOf(await post({}, host, dying))).toBe('internal');
    const [left] = await stores.db.collection<{ _id: string }>('livestreams').find({ hostId: host.account }).toArray();
    expect((await rooms.statuses([left?._id ?? ''])).get(left?._id ?? '')).toBe('absent');
    const again = await made();
    expect(again.id).toBe(left?._id);
    expect(await stores.control.zcard(controlKeys.deadlines)).toBe(1);
    expect((await rooms.statuses([again.id])).get(again.id)).toBe('live');
  });

  it('gives way to another one of the same host, and can make its room no more', async () => {
    const { rooms } = origin.deps;
    const dying = await createRealOrigin(stores);
    let late: (() => Promise<unknown>) | undefined;
    dying.deps.rooms.create = (room) => {
      late = () => rooms.create(room);
      return died();
    };
    await post({}, host, dying);
    const other = await made({ title: 'Other songs' });
    expect(other.title).toBe('Other songs');
    expect(await late?.()).toBe('ended');
    const all = await stores.db.collection<{ _id: string }>('livestreams').find({ hostId: host.account }).toArray();
    const left = all.find(({ _id }) => _id !== other.id)?._id ?? '';
    expect(await origin.deps.livestreams.get(left)).toMatchObject({ status: 'ended', endReason: 'host_lost' });
    expect(await origin.deps.livestreams.liveOfHost(host.account)).toMatchObject({ id: other.id });
  });

  it('of a draft is finished at once, too', async () => {
    const { id } = await made({ draft: true });
    const dying = await createRealOrigin(stores);
    dying.deps.rooms.create = died;
    expect(codeOf(await start(id, host, dying))).toBe('internal');
    expect(codeOf(await start(id))).toBe('ok');
    expect((await origin.deps.rooms.statuses([id])).get(id)).toBe('live');
  });

  it('is ended by the reaper when nobody repeats it', async () => {
    const dying = await createRealOrigin(stores);
    dying.deps.rooms.create = died;
    await post({}, host, dying);
    origin.time.aheadMs = limits.orphanStreamAgeMs + 1_000;
    await healLive(origin.deps);
    expect(await origin.deps.livestreams.liveOfHost(host.account)).toBeUndefined();
    expect(codeOf(await post())).toBe('ok');
  });
});

describe('an interruption', () => {
  const atDoor = { admin: false, door: 0 };
  const noEvents = { joined: new Uint8Array(1), entered: new Uint8Array(1) };
  const comes = (id: string) =>
    stores.rooms(id).enter(id, 'gw#b', { account: host.account, name: host.name, ...atDoor }, noEvents, undefined);
  const goes = (id: string) => stores.rooms(id).leave(id, 'gw#b', host.account, new Uint8Array(1));
  const announce = (boot: string) =>
    Promise.all([
      stores.control.zadd(controlKeys.nodes, origin.clock(), 'gw'),
      stores.control.set(
        controlKeys.node('gw'),
        JSON.stringify({
          ...{ id: 'gw', boot, url: 'ws://gw', region: 'r', sockets: 1, socketsMax: 10, draining: false },
          atMs: origin.clock(),
        }),
      ),
    ]);

  it('is seen within a pass, and over when the host is back; a host who never came is none', async () => {
    const { id } = await made();
    await announce('b');
    const passed = async () => {
      await writeViewerCounts(origin.deps);
      return await statusOf(id);
    };
    expect(await passed()).toBe('live');
    await comes(id);
    expect(await passed()).toBe('live');
    await goes(id);
    expect(await passed()).toBe('interrupted');
    const since = (await origin.deps.livestreams.get(id))?.status;
    expect(since).toBe('live');
    const found = oneStream.parse((await origin.call(internalPaths.stream(id))).body).data.stream.interruptedAt ?? '';
    expect(Math.abs(Date.parse(found) - Date.now())).toBeLessThan(60_000);
    expect(await passed()).toBe('interrupted');
    await comes(id);
    expect(await passed()).toBe('live');
    await goes(id);
    await passed();
    // Nobody comes back within the grace period.
    origin.time.aheadMs = limits.hostFirstJoinMs + 1_000;
    await reapDue(origin.deps);
    const ended = oneStream.parse((await origin.call(internalPaths.stream(id))).body).data.stream;
    expect(ended.status).toBe('ended');
    expect(ended).not.toHaveProperty('interruptedAt');
  });
});

describe('how a broadcast went', () => {
  it('is plotted through a change of origins, and shown with its gifts to the host and staff', async () => {
    const { id } = await made();
    const startedAtMs = Date.now() - 150_000;
    const startedAt = new Date(startedAtMs).toISOString();
    await stores.db
      .collection<{ _id: string }>('livestreams')
      .updateOne({ _id: id }, { $set: { startedAt: new Date(startedAtMs) } });
    for (const [viewers, atMs] of [
      [3, 0],
      [8, limits.plotStepMs],
      [5, 3 * limits.plotStepMs],
    ] as const) {
      await origin.deps.livestreams.setViewers(new Map([[id, viewers]]));
      // Another process, which remembers nothing.
      const next = await createRealOrigin(stores);
      next.time.aheadMs = startedAtMs + atMs - Date.now() + 50;
      await plotViewers(next.deps);
    }
    expect(await stores.control.pttl(roomKeys(id).plot)).toBeGreaterThan(0);
    const hash = new Binary(new Uint8Array(32));
    const gift = (sequence: bigint, atMs: number, amount: bigint) => ({
      ...{ _id: `${id}-${sequence}`, userId: 's', type: 'gift' as const, status: 'completed' as const, amount },
      ...{ currency: 'COIN' as const, counterparty: host.subject, roomId: id, giftId: 'rose', giftVersion: 1n },
      ...{ quantity: 1n, shard: 5, epoch: 1n, sequence, balanceAfter: 0n, hash, previousHash: hash, intent: hash },
      ...{ createdAt: new Date(startedAtMs + atMs), metadata: { earned: '1' } },
    });
    const gifts = [gift(901n, 1_000, 5n), gift(902n, 2_000, 7n), gift(903n, 61_000, 90n), gift(904n, 9_999_999, 1n)];
    await transactions(stores.db).insertMany(gifts);
    await end(id);
    await settleEnded(origin.deps);
    await stores.control.flushdb();
    const seen = async (actor: Actor) =>
      successOf(summarySchema).parse((await origin.call(internalPaths.summary(id), { actor })).body).data;
    const own = await seen(host);
    expect(own).toMatchObject({ final: true, coins: '103' });
    expect(own.viewersOverTime).toEqual({
      from: startedAt,
      stepSeconds: limits.plotStepMs / 1_000,
      points: [3, 8, 8, 5],
    });
    expect(own.giftsOverTime).toEqual({
      ...{ from: startedAt, stepSeconds: 60 },
      bars: [
        { gifts: 2, coins: '12' },
        { gifts: 1, coins: '90' },
        // Accepted before the end, as far as the ledger knows, and behind what the plot shows.
        { gifts: 1, coins: '1' },
      ],
    });
    const others = await seen(someActor());
    expect(others.viewersOverTime).toEqual(own.viewersOverTime);
    expect(others).not.toHaveProperty('giftsOverTime');
    expect(await seen({ ...someActor(), roles: ['support'] })).toHaveProperty('giftsOverTime');
    const plan = await transactions(stores.db)
      .aggregate(barsPipeline(id, 0, 60_000), { hint: 'room' })
      .explain('queryPlanner');
    const text = JSON.stringify(plan, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    expect(text).toContain('"indexName":"room"');
    expect(text).not.toContain('COLLSCAN');
  });

  it('is asked for too early with a code of its own', async () => {
    const { id } = await made();
    const answer = await origin.call(internalPaths.summary(id), { actor: host });
    expect(answer).toMatchObject({ status: 409, body: { code: 'summary_not_ready' } });
  });
});
