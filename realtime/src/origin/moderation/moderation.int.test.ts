import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { successOf } from '@halobuzz/core/api/conventions';
import { hostViewersSchema, internalPaths } from '@halobuzz/core/api/internal';
import { moderatorsSchema, type SanctionView, sanctionPageSchema, sanctionSchema } from '@halobuzz/core/api/moderation';
import { streamSchema } from '@halobuzz/core/api/streams';
import { controlKeys, roomKeys } from '@halobuzz/core/rooms/keys';
import type { Actor } from '@halobuzz/core/tokens';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startValkey } from '../../../../scripts/cluster/valkey.ts';
import { openTestRedis } from '../../../testing/redis.ts';
import { testRoomOf, testUuid } from '../../../testing/rooms.ts';
import { RoomScripts } from '../../adapters/redis/room-scripts.ts';
import { createRealOrigin, openStores, type RealOrigin, someActor, type TestStores } from '../testing/real-origin.ts';
import { drainHinted, drainRoom, healRules } from './drain-acts.ts';
import { redisRoomRules } from './room-rules.ts';
import { storeAct } from './store-act.ts';

let stores: TestStores;
let origin: RealOrigin;
let host: Actor;
let staff: Actor;
let ann: Actor;
let room: string;
beforeAll(async () => {
  stores = await openStores(8);
});
afterAll(() => stores.close());
beforeEach(async () => {
  await stores.control.flushdb();
  origin = await createRealOrigin(stores);
  [host, ann] = [someActor(), someActor()];
  staff = { ...someActor(), roles: ['viewer', 'moderator'] };
  room = await goLive();
});

const noEvents = { joined: new Uint8Array(1), entered: new Uint8Array(1) };
const scripts = (): RoomScripts => stores.rooms(room);
const act = (what: 'mute' | 'unmute' | 'kick' | 'ban' | 'unban' | 'mod' | 'unmod', who: Actor, seconds?: number) =>
  scripts().chat.moderate(
    room,
    { account: host.account, admin: false },
    { act: what, who: who.account, seconds, reason: 'spam', purge: false },
  );
const enter = (who: Actor) =>
  scripts().enter(room, 'n#b', { account: who.account, name: who.name }, noEvents, undefined);

async function goLive(): Promise<string> {
  const body = { title: 'Songs', category: 'music', country: 'NP', region: 'r1' };
  const answer = await origin.call(internalPaths.streams, { method: 'POST', actor: host, body });
  return successOf(z.object({ stream: streamSchema })).parse(answer.body).data.stream.id;
}
async function nextBroadcast(): Promise<void> {
  await origin.call(internalPaths.endStream(room), { method: 'POST', actor: host });
  room = await goLive();
}
async function sanctionsOf(who: Actor): Promise<readonly SanctionView[]> {
  const answer = await origin.call(internalPaths.sanctions, { actor: who });
  return successOf(sanctionPageSchema).parse(answer.body).data.items;
}
const auditOf = (subject: Actor) =>
  stores.db.collection('audit_log').find({ subject: subject.account }).sort({ sequence: 1 }).toArray();

describe('acts of a room', () => {
  it('are stored in order, once, however often and by however many they are read', async () => {
    await act('mute', ann, 600);
    await act('ban', ann);
    await act('unban', ann);
    await act('kick', ann);
    const acts = await scripts().rules.readActs(room, 100);
    for (const one of [...acts, ...acts]) await storeAct(origin.deps, room, one);
    const other = await createRealOrigin(stores);
    await Promise.all([drainRoom(origin.deps, room), drainRoom(other.deps, room), drainRoom(origin.deps, room)]);

    const [ban, mute] = await sanctionsOf(ann);
    expect(mute).toMatchObject({ kind: 'mute', reason: 'spam', roomId: room, hostId: host.account, inForce: true });
    expect(Date.parse(mute?.endsAt ?? '') - Date.parse(mute?.at ?? '')).toBe(600_000);
    expect(ban).toMatchObject({ kind: 'ban', inForce: false, liftedAt: expect.any(String) });
    expect(await sanctionsOf(ann)).toHaveLength(2);
    const audit = await auditOf(ann);
    expect(audit.map(({ action }) => action)).toEqual([
      ...['sanction.set', 'sanction.set', 'sanction.lifted', 'room.kicked'],
    ]);
    expect(audit[0]).toMatchObject({ actor: host.account, reason: 'spam', details: { act: 'mute', room } });
    expect(await scripts().rules.readActs(room, 100)).toEqual([]);
  });

  it('are found after the end, and without a hint while the room is live', async () => {
    await act('mute', ann);
    await healRules(origin.deps);
    expect(await sanctionsOf(ann)).toHaveLength(1);
    await act('ban', ann);
    await origin.call(internalPaths.endStream(room), { method: 'POST', actor: host });
    expect(await stores.control.pttl(roomKeys(room).acts)).toBe(-1);
    await drainHinted(origin.deps);
    expect((await sanctionsOf(ann)).map(({ kind }) => kind)).toEqual(['ban', 'mute']);
    expect(await stores.control.smembers(controlKeys.acts)).toEqual([]);
    expect(await stores.control.exists(roomKeys(room).acts)).toBe(0);
  });

  it('of a kind unknown here hold up nothing', async () => {
    await stores.control.xadd(roomKeys(room).acts, '*', 'act', 'levitate', 'by', host.account);
    await act('mute', ann);
    await drainRoom(origin.deps, room);
    expect(await sanctionsOf(ann)).toHaveLength(1);
    expect(origin.log.lines.some(({ level }) => level === 'error')).toBe(true);
  });
});

describe('the next broadcast', () => {
  it('begins with the bans, mutes and moderators of the last', async () => {
    const [muted, named, free, timed] = [someActor(), someActor(), someActor(), someActor()];
    await act('ban', ann);
    await act('mute', muted, 3_600);
    await act('mod', named);
    await act('ban', free);
    await act('unban', free);
    await act('mute', timed, 60);
    await drainRoom(origin.deps, room);
    origin.time.aheadMs = 61_000;
    await nextBroadcast();
    expect(await enter(ann)).toEqual({ kind: 'banned' });
    expect(await enter(muted)).toMatchObject({ kind: 'ok', mute: { untilMs: expect.any(Number) }, moderator: false });
    expect(await enter(named)).toMatchObject({ moderator: true, mute: undefined });
    for (const who of [free, timed]) expect(await enter(who)).toMatchObject({ kind: 'ok', mute: undefined });
    expect(await stores.control.pttl(roomKeys(room).rules)).toBe(-1);
    await act('unmod', named);
    await drainRoom(origin.deps, room);
    await nextBroadcast();
    expect(await enter(named)).toMatchObject({ moderator: false });
  });

  it('hears of what was stored only after it began, behind what it has to store itself', async () => {
    await act('ban', ann);
    await nextBroadcast();
    expect(await enter(ann)).toMatchObject({ kind: 'ok' });
    await act('mod', staff);
    await drainHinted(origin.deps);
    await drainRoom(origin.deps, room);
    await drainHinted(origin.deps);
    expect([await enter(ann), await enter(staff)]).toMatchObject([{ kind: 'banned' }, { moderator: true }]);
    expect(await stores.control.smembers(controlKeys.acts)).toEqual([]);
  });

  it('of another host knows nothing of them', async () => {
    await act('ban', ann);
    await drainRoom(origin.deps, room);
    host = someActor();
    room = await goLive();
    expect(await enter(ann)).toMatchObject({ kind: 'ok' });
  });
});

describe('joining', () => {
  it('is refused by the edge’s way too, but not to staff', async () => {
    const joins = (actor: Actor) => origin.call(internalPaths.joinFacts(room), { method: 'POST', actor });
    await act('ban', ann);
    await act('ban', staff);
    const kicked = someActor();
    await act('kick', kicked);
    expect(await joins(ann)).toMatchObject({ status: 403, body: { code: 'room_banned' } });
    expect(await joins(kicked)).toMatchObject({ status: 403, body: { code: 'room_kicked' } });
    expect(await joins(staff)).toMatchObject({ status: 200 });
    await act('unban', ann);
    expect(await joins(ann)).toMatchObject({ status: 200 });
  });
});

describe('a rooms store that lost its tail', () => {
  it('gets the rules back from MongoDB, and who slipped in is sent away', async () => {
    await act('ban', ann);
    await drainRoom(origin.deps, room);
    await stores.control.hdel(roomKeys(room).rules, `b:${ann.account}`);
    await stores.control.hset(roomKeys(room).state, 'run', 'another life');
    expect(await enter(ann)).toMatchObject({ kind: 'ok' });
    const before = await scripts().readRoom(room);
    await healRules(origin.deps);
    expect(await enter(ann)).toEqual({ kind: 'banned' });
    if (before.kind !== 'ok') throw new Error('gone');
    const told = await scripts().recover(room, before.snapshot);
    expect(told.kind === 'ok' && told.events?.length).toBe(1);
  });

  it('keeps acts that are not stored yet, and is brought up to date once they are', async () => {
    await stores.control.hset(roomKeys(room).state, 'rulesEpoch', '0');
    await act('mute', ann);
    expect(await scripts().rules.replace(room, { bans: [], mutes: [], moderators: [] })).toBe('busy');
    await healRules(origin.deps);
    expect(await origin.deps.rules.outdated([room])).toEqual([]);
    expect(await enter(ann)).toMatchObject({ mute: {} });
  });

  it('by a crash refuses the banned again', { timeout: 60_000 }, async () => {
    const dir = mkdtempSync(join(tmpdir(), 'halobuzz-rooms-'));
    let valkey = await startValkey({ dir, appendfsync: 'everysec' });
    const redis = await openTestRedis(valkey.url);
    try {
      const own = new RoomScripts(redis);
      const id = testUuid();
      const [livestream] = await origin.deps.livestreams.scanLive('', 1);
      if (livestream === undefined) throw new Error('nobody is live');
      await own.createRoom(id, testRoomOf({ account: host.account, subject: host.subject, name: host.name }));
      await redis.call('WAITAOF', '1', '0', '5000');
      const deps = {
        ...origin.deps,
        rules: redisRoomRules(() => own),
        livestreams: {
          ...origin.deps.livestreams,
          scanLive: async () => [{ ...livestream, id, hostId: host.account }],
        },
      };
      const actor = { account: host.account, admin: false };
      await own.chat.moderate(id, actor, {
        act: 'ban',
        who: ann.account,
        seconds: undefined,
        reason: '',
        purge: false,
      });
      await drainRoom(deps, id);
      valkey.signal('SIGKILL');
      await valkey.exited;
      valkey = await startValkey({ dir, port: valkey.port, appendfsync: 'everysec' });
      await expect
        .poll(() => own.beat(id, 'n#b', 0, 0).catch(() => undefined), { timeout: 20_000 })
        .toMatchObject({
          kind: 'ok',
        });
      await healRules(deps);
      const person = { account: ann.account, name: ann.name };
      expect(await own.enter(id, 'n#b', person, noEvents, undefined)).toEqual({ kind: 'banned' });
    } finally {
      redis.disconnect();
      await valkey.stop();
      rmSync(dir, { recursive: true, force: true });
    }
  });
});

describe('appeals', () => {
  const sanctionAnswer = successOf(z.strictObject({ sanction: sanctionSchema }));
  const appeal = (id: string, actor: Actor, text = 'I did not') =>
    origin.call(internalPaths.appealSanction(id), { method: 'POST', actor, body: { text } });
  const decide = (id: string, actor: Actor, outcome: 'upheld' | 'lifted', note = 'seen') =>
    origin.call(internalPaths.decideAppeal(id), { method: 'POST', actor, body: { outcome, note } });
  async function banned(): Promise<string> {
    await act('ban', ann);
    await drainRoom(origin.deps, room);
    return (await sanctionsOf(ann))[0]?.id ?? '';
  }

  it('are made once by the person concerned and lifted by somebody else, at once and for good', async () => {
    const id = await banned();
    expect(await appeal(id, someActor())).toMatchObject({ status: 404 });
    const made = await appeal(id, ann);
    expect(made.status).toBe(201);
    const { sanction } = sanctionAnswer.parse(made.body).data;
    expect(sanction).toMatchObject({ appeal: { text: 'I did not', status: 'open' } });
    expect(sanction).not.toHaveProperty('by');
    expect(await appeal(id, ann)).toMatchObject({ status: 201 });
    expect(await appeal(id, ann, 'other words')).toMatchObject({ status: 409 });

    const queue = await origin.call(internalPaths.appeals, { actor: staff });
    expect(
      successOf(sanctionPageSchema)
        .parse(queue.body)
        .data.items.map((one) => one.id),
    ).toContain(id);
    expect(await origin.call(internalPaths.appeals, { actor: ann })).toMatchObject({ status: 403 });
    expect(await decide(id, someActor(), 'lifted')).toMatchObject({ status: 403 });
    for (const concerned of [ann, host]) {
      expect(await decide(id, { ...concerned, roles: ['admin'] }, 'lifted')).toMatchObject({ status: 403 });
    }
    expect(await decide(id, staff, 'lifted')).toMatchObject({
      ...{
        status: 200,
        body: { data: { sanction: { inForce: false, by: host.account, appeal: { status: 'lifted' } } } },
      },
    });
    expect(await decide(id, staff, 'lifted')).toMatchObject({ status: 200 });
    expect(await decide(id, { ...someActor(), roles: ['admin'] }, 'upheld')).toMatchObject({ status: 409 });
    expect(await enter(ann)).toMatchObject({ kind: 'ok' });
    await nextBroadcast();
    expect(await enter(ann)).toMatchObject({ kind: 'ok' });
    const audit = await auditOf(ann);
    expect(audit.filter(({ action }) => action === 'appeal.decided')).toHaveLength(1);
    expect(audit.at(-1)).toMatchObject({ actor: staff.account, details: { sanction: id, outcome: 'lifted' } });
  });

  it('that are upheld change nothing', async () => {
    const id = await banned();
    await appeal(id, ann);
    await decide(id, staff, 'upheld');
    expect((await sanctionsOf(ann))[0]).toMatchObject({ inForce: true, appeal: { status: 'upheld', note: 'seen' } });
    expect(await enter(ann)).toEqual({ kind: 'banned' });
  });

  it('are not for what is over', async () => {
    const id = await banned();
    await act('unban', ann);
    await drainRoom(origin.deps, room);
    expect(await appeal(id, ann)).toMatchObject({ status: 409 });
  });
});

describe('a host', () => {
  it('sees the sanctions of their own rooms, page by page', async () => {
    const people = [ann, someActor(), someActor()];
    for (const who of people) await act('mute', who);
    await drainRoom(origin.deps, room);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const target = `${internalPaths.roomSanctions}?limit=2${cursor === undefined ? '' : `&cursor=${cursor}`}`;
      const { items, next } = successOf(sanctionPageSchema).parse(
        (await origin.call(target, { actor: host })).body,
      ).data;
      seen.push(...items.map(({ accountId }) => accountId));
      for (const { by } of items) expect(by).toBe(host.account);
      cursor = next;
    } while (cursor !== undefined);
    expect(seen.sort()).toEqual(people.map(({ account }) => account).sort());
  });
});

describe('the lists of a host', () => {
  it('name people by their handles, as far as they can be shown', async () => {
    const known = someActor('anjali');
    await origin.project(known);
    for (const who of [known, ann]) await act('mod', who);
    await act('mute', known);
    await drainRoom(origin.deps, room);
    const { body: moderators } = await origin.call(internalPaths.roomModerators, { actor: host });
    const { items } = successOf(moderatorsSchema).parse(moderators).data;
    expect(new Map(items.map((one) => [one.accountId, one.handle]))).toEqual(
      new Map([
        [known.account, 'anjali'],
        [ann.account, undefined],
      ]),
    );
    const { body: sanctions } = await origin.call(internalPaths.roomSanctions, { actor: host });
    expect(successOf(sanctionPageSchema).parse(sanctions).data.items).toMatchObject([
      { accountId: known.account, handle: 'anjali' },
    ]);
    expect((await sanctionsOf(known))[0]).not.toHaveProperty('handle');
  });
});

describe('viewers of a host', () => {
  it('are counted once over all broadcasts', async () => {
    const enterAll = async (people: readonly Actor[]) => {
      for (const who of people) await enter(who);
      await scripts().beat(room, 'n#b', people.length, people.length);
    };
    const viewers = async () => {
      const { body } = await origin.call(internalPaths.hostViewers(host.account));
      return successOf(hostViewersSchema).parse(body).data;
    };
    const regulars = [someActor(), someActor(), someActor()];
    await enterAll([...regulars, someActor()]);
    expect(await viewers()).toMatchObject({ peak: 4, unique: 4 });
    await nextBroadcast();
    expect(await viewers()).toEqual({ current: 0, peak: 4, unique: 4 });
    await enterAll([...regulars.slice(1), someActor()]);
    await origin.call(internalPaths.endStream(room), { method: 'POST', actor: host });
    expect(await viewers()).toEqual({ current: 0, peak: 4, unique: 5 });
    const sketch = await origin.deps.rooms.uniqueSketch(room);
    if (sketch === undefined) throw new Error('no sketch');
    const again = Array.from({ length: 4 }, () => origin.deps.hostViewers.add(host.account, sketch, 3));
    await Promise.all(again);
    expect(await origin.deps.hostViewers.of(host.account)).toEqual({ unique: 5, peak: 4 });
    expect(await stores.control.exists(...controlKeys.hostSketches(host.account))).toBe(0);
  });
});
