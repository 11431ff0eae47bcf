import { successOf } from '@halobuzz/core/api/conventions';
import { internalPaths } from '@halobuzz/core/api/internal';
import { streamSchema } from '@halobuzz/core/api/streams';
import { type WatchList, watchedRoomDetailSchema, watchListSchema } from '@halobuzz/core/api/watch';
import { limits } from '@halobuzz/core/limits';
import type { Actor } from '@halobuzz/core/tokens';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { GatewayBench, type RunningGateway } from '../../../testing/gateway-bench.ts';
import { testPerson, testUuid } from '../../../testing/rooms.ts';
import { drainChat } from '../chat-log/drain-chat.ts';
import { createRealOrigin, openStores, type RealOrigin, someActor, type TestStores } from '../testing/real-origin.ts';
import { blankedTitle } from './act-in-room.ts';
import { platformPerson } from './room-staff.ts';

let stores: TestStores;
let bench: GatewayBench;
let gateways: readonly [RunningGateway, RunningGateway];
let origin: RealOrigin;
let staff: Actor;
let host: Actor;
let room: string;
beforeAll(async () => {
  stores = await openStores(29);
  bench = await GatewayBench.open(stores.roomsUrl, stores.roomsUrl);
  gateways = [await bench.gateway({ rateProfile: 'load' }), await bench.gateway({ rateProfile: 'load' })];
});
afterAll(async () => {
  await bench.close();
  await stores.close();
});
beforeEach(async () => {
  await Promise.all(
    ['livestreams', 'reports', 'chat_messages', 'room_acts'].map((name) => stores.db.collection(name).deleteMany({})),
  );
  origin = await createRealOrigin(stores);
  staff = { ...someActor(), roles: ['viewer', 'moderator'] };
  host = someActor();
  room = await goLive(host);
});

async function goLive(who: Actor): Promise<string> {
  const answer = await start(who);
  return successOf(z.object({ stream: streamSchema })).parse(answer.body).data.stream.id;
}
const start = (actor: Actor) =>
  origin.call(internalPaths.streams, {
    method: 'POST',
    actor,
    body: { title: 'Songs', category: 'music', country: 'NP', region: 'r1' },
  });
const join = (gateway: RunningGateway, who = testPerson('viewer'), door = 0) =>
  bench.join(
    gateway,
    { id: room, host: { account: host.account, name: host.name, subject: host.subject } },
    who,
    {},
    { dor: door },
  );
const hostSocket = () => join(gateways[0], { account: host.account, name: host.name, subject: host.subject });
const end = (body: object = {}, actor = staff, id = room) =>
  origin.call(internalPaths.endWatched(id), {
    method: 'POST',
    actor,
    body: { code: 'violence', reason: 'a fight on camera', ...body },
  });
const act = (body: object, actor = staff) =>
  origin.call(internalPaths.roomActs(room), {
    method: 'POST',
    actor,
    body: { code: 'harassment', reason: 'insults', ...body },
  });
const watch = async (): Promise<WatchList> =>
  successOf(watchListSchema).parse((await origin.call(internalPaths.watch, { actor: staff })).body).data;
const detail = async () =>
  successOf(watchedRoomDetailSchema).parse((await origin.call(internalPaths.watchedRoom(room), { actor: staff })).body)
    .data;
const auditOf = (subject: Actor) =>
  stores.db.collection('audit_log').find({ subject: subject.account }).sort({ sequence: 1 }).toArray();

describe('the end by staff', () => {
  it('is told to every socket on every node, once and recorded, and makes a summary', async () => {
    const sockets = [await hostSocket()];
    for (const gateway of gateways) for (let at = 0; at < 5; at += 1) sockets.push(await join(gateway));
    const answers = await Promise.all([end(), end()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    for (const socket of sockets) {
      const { event } = await socket.heard(({ t }) => t === 'ended');
      expect(event).toMatchObject({ reason: 'moderation', uniqueViewers: 11 });
    }
    expect(sockets.map(({ events }) => events.filter(({ event }) => event.t === 'ended').length)).toEqual(
      sockets.map(() => 1),
    );
    await expect(join(gateways[1])).rejects.toThrow();
    expect(await auditOf(host)).toMatchObject([
      { action: 'room.ended', actor: staff.account, reason: 'a fight on camera', details: { room, code: 'violence' } },
    ]);
    const summary = await origin.call(internalPaths.summary(room), { actor: host });
    expect(summary).toMatchObject({ status: 200, body: { data: { uniqueViewers: 11 } } });
    expect(await detail()).toMatchObject({ room: { status: 'ended' }, history: { acts: [{ act: 'end' }] } });
  });

  it('keeps the host from going live for as long as was decided, or until it is lifted', async () => {
    expect(await end({ barMinutes: 60 })).toMatchObject({ status: 200 });
    const barred = await start(host);
    expect(barred).toMatchObject({ status: 403, body: { code: 'broadcast_barred' } });
    expect(await act({ act: 'lift_bar', code: undefined })).toMatchObject({ status: 200 });
    expect(await act({ act: 'lift_bar', code: undefined })).toMatchObject({ status: 409 });
    room = await goLive(host);
    await end({ barMinutes: 60 });
    expect((await start(host)).status).toBe(403);
    origin.time.aheadMs = 3_600_001;
    expect((await start(host)).status).toBe(201);
    room = await goLive(someActor());
    expect((await auditOf(host)).map(({ action }) => action)).toEqual(['room.ended', 'host.bar_lifted', 'room.ended']);
  });

  it('is finished under its first record when whoever began it died', async () => {
    const put = {
      id: `${room}.end`,
      roomId: room,
      hostId: host.account,
      act: 'end',
      code: 'spam',
      reason: 'first',
    } as const;
    const rest = {
      by: staff.account,
      atMs: origin.clock(),
      message: undefined,
      before: undefined,
      barredUntilMs: undefined,
    };
    await origin.deps.roomActs.put({ ...put, ...rest });
    expect(await end()).toMatchObject({ status: 200, body: { data: { act: { reason: 'first', code: 'spam' } } } });
    expect(await end()).toMatchObject({ status: 200, body: { data: { act: { reason: 'first' } } } });
    expect(await auditOf(host)).toHaveLength(1);
  });

  it('is not for hosts, viewers or the host who is staff; a colleague is told that it is over', async () => {
    expect(await end({}, someActor())).toMatchObject({ status: 403 });
    expect(await end({}, { ...host, roles: ['viewer', 'moderator'] })).toMatchObject({
      body: { code: 'not_yourself' },
    });
    expect(await end({}, staff, testUuid())).toMatchObject({ status: 404, body: { code: 'room_not_found' } });
    await end();
    const late = await end({}, { ...someActor(), roles: ['viewer', 'admin'] });
    expect(late).toMatchObject({ status: 409, body: { code: 'conflict', errors: [{ field: 'id' }] } });
  });

  it.each([
    ['code', { code: 'because' }],
    ['reason', { reason: 'x'.repeat(limits.staffReasonCharsMax + 1) }],
    ['reason', { reason: '' }],
    ['barMinutes', { barMinutes: limits.hostBarMinutesMax + 1 }],
    ['by', { by: 'somebody' }],
  ])('says that %s is wrong', async (field, body) => {
    expect(await end(body)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
    expect((await origin.deps.livestreams.get(room))?.status).toBe('live');
  });
});

describe('acts short of the end', () => {
  it('warn the room from the platform, above its chat', async () => {
    const [viewer, streamer] = [await join(gateways[1]), await hostSocket()];
    expect(await act({ act: 'warn', message: 'Mind your words.' })).toMatchObject({ status: 200 });
    for (const socket of [viewer, streamer]) {
      const { event } = await socket.heard(({ t }) => t === 'pinned');
      expect(event).toMatchObject({ message: { from: platformPerson, text: 'Mind your words.' } });
    }
    expect((await join(gateways[0])).welcome.pinned).toMatchObject({ text: 'Mind your words.' });
    expect((await detail()).chat.map(({ text }) => text)).toEqual(['Mind your words.']);
  });

  it('close the chat for all but staff, and open it', async () => {
    const [viewer, streamer] = [await join(gateways[1]), await hostSocket()];
    const outcomes = await Promise.all([act({ act: 'close_chat' }), act({ act: 'close_chat' })]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await viewer.refusal({ t: 'chat', text: 'hello' })).toBe('muted');
    expect(await streamer.refusal({ t: 'chat', text: 'hello' })).toBe('muted');
    expect((await detail()).figures).toMatchObject({ chatClosed: true, hostOnline: true });
    expect(await act({ act: 'open_chat' })).toMatchObject({ status: 200 });
    expect(await viewer.refusal({ t: 'chat', text: 'hello' })).toBe('ok');
  });

  it('blank the title everywhere and keep what it was; take the cover with its files', async () => {
    expect(await act({ act: 'blank_title' })).toMatchObject({ body: { data: { act: { before: 'Songs' } } } });
    expect(await act({ act: 'blank_title' })).toMatchObject({ status: 409 });
    expect((await join(gateways[0], testPerson('late'), 1)).welcome.room.title).toBe(blankedTitle);
    expect((await origin.deps.livestreams.get(room))?.title).toBe(blankedTitle);

    expect(await act({ act: 'take_cover' })).toMatchObject({ status: 409 });
    await origin.deps.images.add({ key: 'k1', account: host.account, kind: 'cover', roomId: room });
    await origin.deps.images.show('k1', host.account);
    expect(await act({ act: 'take_cover' })).toMatchObject({ status: 200 });
    expect((await origin.deps.livestreams.get(room))?.cover).toBeUndefined();
    expect(await origin.deps.images.doomed(10)).toContain('k1');
    expect((await auditOf(host)).map(({ action }) => action)).toEqual(['room.title_blanked', 'room.cover_taken']);
  });

  it('are for staff, not about themselves, and not in a room that is over', async () => {
    expect(await act({ act: 'close_chat' }, someActor())).toMatchObject({ status: 403 });
    expect(await act({ act: 'close_chat' }, { ...host, roles: ['moderator'] })).toMatchObject({
      body: { code: 'not_yourself' },
    });
    expect(await act({ act: 'explode' })).toMatchObject({ status: 400 });
    expect(await act({ act: 'warn', message: 'x'.repeat(limits.roomWarningCharsMax + 1) })).toMatchObject({
      status: 400,
    });
    await end();
    expect(await act({ act: 'close_chat' })).toMatchObject({ status: 410, body: { code: 'room_ended' } });
    expect((await auditOf(host)).map(({ action }) => action)).toEqual(['room.ended']);
  });
});

describe('the watch list', () => {
  it('has the riskiest first, with why, and without what is quiet', async () => {
    const flagged = room;
    const [reported, quiet] = [await goLive(someActor()), await goLive(someActor())];
    const reporters = [someActor(), someActor()];
    for (const reporter of reporters) await origin.project(reporter);
    for (const actor of reporters) {
      const body = { target: { kind: 'room', id: reported }, reason: 'violence' };
      expect(await origin.call(internalPaths.reports, { method: 'POST', actor, body })).toMatchObject({ status: 201 });
    }
    const message = {
      roomId: flagged,
      fromId: staff.account,
      text: 'a bad word',
      atMs: origin.clock(),
      flagged: 'bad word',
    };
    await origin.deps.chatLog.store([{ id: 'm1', ...message }]);
    const { items, weighed } = await watch();
    expect(weighed).toBe(3);
    const shown = items.filter(({ risk }) => risk.why.some(({ reason }) => reason !== 'drawn'));
    expect(shown.map(({ id }) => id)).toEqual([reported, flagged]);
    expect(shown[0]?.risk).toMatchObject({ why: [{ reason: 'reports', points: 40, value: 2 }, {}] });
    expect(shown[1]?.risk.why[0]).toEqual({ reason: 'flagged', points: 2, value: 1 });
    expect(items.some(({ id }) => id === quiet)).toBe(true);
    origin.time.aheadMs = limits.watchSignalsMs + 1;
    expect((await watch()).items.every(({ risk }) => risk.why.every(({ reason }) => reason === 'drawn'))).toBe(true);
  });

  it('is for staff, within its bounds', async () => {
    expect(await origin.call(internalPaths.watch, { actor: someActor() })).toMatchObject({ status: 403 });
    expect(
      await origin.call(`${internalPaths.watch}?limit=${limits.watchRoomsShownMax + 1}`, { actor: staff }),
    ).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'limit' }] },
    });
    expect(await origin.call(internalPaths.watchedRoom(testUuid()), { actor: staff })).toMatchObject({ status: 404 });
  });

  it('reads by indexes alone', async () => {
    const { db } = stores;
    const hour = new Date(Date.now() - limits.watchSignalsMs);
    const plans = await Promise.all([
      db
        .collection('reports')
        .find(
          { createdAt: { $gte: hour }, roomId: { $gt: '' } },
          { hint: 'rooms_lately', projection: { _id: 0, roomId: 1 } },
        )
        .sort({ createdAt: -1 })
        .limit(10)
        .explain('queryPlanner'),
      db
        .collection('livestreams')
        .find({ status: 'live', listed: true }, { hint: 'lobby', projection: { _id: 1 } })
        .sort({ currentViewers: -1, _id: -1 })
        .limit(10)
        .explain('queryPlanner'),
      db
        .collection('sanctions')
        .find({ accountId: { $in: ['a', 'b'] }, createdAt: { $gte: hour } }, { hint: 'account' })
        .explain('queryPlanner'),
      db
        .collection('room_acts')
        .find({ hostId: { $in: ['a', 'b'] }, at: { $gte: hour }, act: 'end' }, { hint: 'host' })
        .explain('queryPlanner'),
      db
        .collection('room_acts')
        .find({ hostId: 'a', barredUntil: { $gt: hour } }, { hint: 'barred' })
        .sort({ barredUntil: -1 })
        .limit(1)
        .explain('queryPlanner'),
      db
        .collection('room_acts')
        .find({ roomId: room }, { hint: 'room' })
        .sort({ at: -1 })
        .limit(50)
        .explain('queryPlanner'),
    ]);
    for (const plan of plans) {
      const words = JSON.stringify(plan);
      expect(words).toContain('IXSCAN');
      expect(words).not.toMatch(/"stage":"(COLLSCAN|SORT)"/);
    }
  });
});

describe('reading a room’s chat', () => {
  it('takes a reason, which is in the log before anything is shown; a gateway’s chat is there, deleted or not', async () => {
    const viewer = await join(gateways[1]);
    const said = await viewer.do({ t: 'chat', text: 'hello there' });
    if (said.t !== 'chat') throw new Error('not said');
    await viewer.do({ t: 'chat.delete', mid: said.mid });
    const read = (body: object, actor = staff) =>
      origin.call(internalPaths.watchedChat(room), { method: 'POST', actor, body });
    expect(await read({})).toMatchObject({ status: 400, body: { errors: [{ field: 'reason' }] } });
    expect(await read({ reason: 'a report' }, someActor())).toMatchObject({ status: 403 });
    const texts = async () => {
      await drainChat(origin.deps);
      return (await origin.deps.chatLog.before(room, undefined, 10)).map(({ text }) => text);
    };
    await expect.poll(texts, { timeout: 10_000 }).toEqual(['hello there']);
    const answer = await read({ reason: 'a report', around: said.mid });
    expect(answer).toMatchObject({ status: 200, body: { data: { found: true, items: [{ text: 'hello there' }] } } });
    expect(await auditOf(host)).toMatchObject([
      { action: 'chat.read', reason: 'a report', details: { message: said.mid } },
    ]);
  });

  it('shows the chat behind a door with a reason alone', async () => {
    await stores.db.collection('livestreams').updateMany({}, { $set: { 'privacy.visibility': 'private' } });
    await origin.deps.roomStaff.announce(room, { id: 'b'.repeat(32), text: 'secret', atMs: 1 });
    expect((await detail()).chat).toEqual([]);
  });
});
