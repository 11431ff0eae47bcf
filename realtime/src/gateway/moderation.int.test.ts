import { errorCodes } from '@halobuzz/core/errors/codes';
import { limits } from '@halobuzz/core/limits';
import { roomKeys } from '@halobuzz/core/rooms/keys';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GatewayBench, type RunningGateway, type TestRoom } from '../../testing/gateway-bench.ts';
import type { GatewayClient } from '../../testing/gateway-client.ts';
import { type TestPerson, testPerson } from '../../testing/rooms.ts';

let bench: GatewayBench;
let first: RunningGateway;
let second: RunningGateway;
let room: TestRoom;
let host: GatewayClient;
const ann = testPerson('ann');
const mod = testPerson('mod');
const staff = testPerson('staff');

beforeAll(async () => {
  bench = await GatewayBench.openOnTestStores();
  [first, second] = [await bench.gateway({ rateProfile: 'load' }), await bench.gateway({ rateProfile: 'load' })];
});
afterAll(() => bench.close());
beforeEach(async () => {
  room = await bench.room(testPerson('host'));
  host = await bench.join(first, room, room.host);
});

const chat = (socket: GatewayClient) => socket.refusal({ t: 'chat', text: 'hi' });
const asAdmin = (gateway: RunningGateway, who = staff) => bench.join(gateway, room, who, {}, { role: 'admin' });
async function refusedAt(gateway: RunningGateway, who: TestPerson): Promise<number | undefined> {
  const socket = await bench.connect(gateway);
  socket.sayHello({ room: room.id, ticket: await bench.ticket(gateway, room, who) });
  await socket.wait(() => socket.closed ?? socket.welcomes[0], 'an answer', true);
  return socket.closed?.code;
}

describe('a mute', () => {
  it('holds on every node in the moment it is given, and at the next join', async () => {
    const [here, there] = [await bench.join(first, room, ann), await bench.join(second, room, ann)];
    const reply = await host.do({ t: 'moderate', act: 'mute', who: ann.account, seconds: 600, reason: 'spam' });
    if (reply.t !== 'moderate') throw new Error('no reply');
    for (const socket of [here, there]) {
      const answer = await socket.ask({ t: 'chat', text: 'hi' });
      if (answer.ok) throw new Error('was said');
      expect(answer.error.code).toBe('muted');
      expect(answer.error.retryAfterMs).toBeGreaterThan(590_000);
      const { event, offset } = await socket.heard((heard) => heard.t === 'moderated');
      expect(event).toMatchObject({ act: 'mute', who: { id: ann.account, name: 'ann' }, untilMs: reply.untilMs });
      expect(event).not.toHaveProperty('reason');
      expect(offset).toBeGreaterThan(0);
    }
    const later = await bench.join(second, room, ann);
    expect(later.welcome.you).toMatchObject({ role: 'viewer', mute: { untilMs: reply.untilMs } });
    expect(await chat(later)).toBe('muted');
    await host.do({ t: 'moderate', act: 'unmute', who: ann.account });
    for (const socket of [here, there, later]) expect(await chat(socket)).toBe('ok');
    expect((await bench.join(first, room, ann)).welcome.you.mute).toBeUndefined();
  });

  it('ends by itself', async () => {
    const socket = await bench.join(second, room, ann);
    await host.do({ t: 'moderate', act: 'mute', who: ann.account, seconds: 1 });
    expect(await chat(socket)).toBe('muted');
    await expect.poll(() => chat(socket), { timeout: 5_000 }).toBe('ok');
    expect((await bench.join(first, room, ann)).welcome.you.mute).toBeUndefined();
  });

  it('without an end says so, and a second one changes nothing', async () => {
    const socket = await bench.join(second, room, ann);
    const mute = { t: 'moderate', act: 'mute', who: ann.account } as const;
    expect(await host.do(mute)).toEqual({ t: 'moderate', changed: true });
    expect(await host.do(mute)).toEqual({ t: 'moderate', changed: false });
    const answer = await socket.ask({ t: 'chat', text: 'hi' });
    expect(!answer.ok && answer.error.retryAfterMs).toBeUndefined();
    expect((await bench.join(first, room, ann)).welcome.you.mute).toEqual({});
  });
});

describe('a ban', () => {
  it('closes every socket on every node and refuses tickets and resume tokens alike', async () => {
    const sockets = [await bench.join(first, room, ann), await bench.join(second, room, ann)];
    const bystander = await bench.join(second, room, testPerson('bob'));
    await host.do({ t: 'moderate', act: 'ban', who: ann.account });
    for (const socket of sockets) {
      expect(await socket.closedBy()).toMatchObject({ code: errorCodes.room_banned.close, reason: 'room_banned' });
      expect(socket.notices.at(-1)).toMatchObject({ t: 'closing', error: { code: 'room_banned' } });
    }
    for (const gateway of [first, second]) expect(await refusedAt(gateway, ann)).toBe(errorCodes.room_banned.close);
    const back = await bench.connect(second);
    back.sayHello({ room: room.id, resume: sockets[0]?.welcome.resume ?? '' });
    expect(await back.closedBy()).toMatchObject({ code: errorCodes.room_banned.close });
    expect(bystander.closed).toBeUndefined();
    await host.do({ t: 'moderate', act: 'unban', who: ann.account });
    expect(await refusedAt(first, ann)).toBeUndefined();
    expect(await host.do({ t: 'moderate', act: 'unban', who: ann.account })).toMatchObject({ changed: false });
  });

  it('reaches a node that missed its event because the room began a new epoch', async () => {
    const socket = await bench.join(second, room, ann);
    await bench.roomsRedis.hset(roomKeys(room.id).rules, `b:${ann.account}`, '0');
    await bench.roomsRedis.hset(roomKeys(room.id).state, 'run', 'a server that lost its tail');
    expect(await socket.closedBy()).toMatchObject({ code: errorCodes.room_banned.close });
    expect(host.closed).toBeUndefined();
  });

  it('is never outrun by a join', async () => {
    for (let round = 0; round < 15; round += 1) {
      const quick = testPerson('quick');
      const socket = await bench.connect(round % 2 === 0 ? first : second);
      const ticket = await bench.ticket(round % 2 === 0 ? first : second, room, quick);
      socket.sayHello({ room: room.id, ticket });
      await host.do({ t: 'moderate', act: 'ban', who: quick.account });
      expect(await socket.closedBy()).toMatchObject({ code: errorCodes.room_banned.close });
    }
    await expect.poll(() => bench.roomsRedis.hlen(roomKeys(room.id).members), { timeout: 5_000 }).toBe(1);
  });

  it('takes the messages along when asked', async () => {
    const socket = await bench.join(second, room, ann);
    for (const text of ['buy', 'buy now', 'buy!']) await socket.do({ t: 'chat', text });
    await host.do({ t: 'chat', text: 'hello' });
    await host.do({ t: 'moderate', act: 'ban', who: ann.account, purge: true });
    const { event } = await host.heard((heard) => heard.t === 'chat.deleted');
    expect(event).toMatchObject({
      by: 'moderator',
      mids: [expect.any(String), expect.any(String), expect.any(String)],
    });
    const { chat: shown } = (await bench.join(first, room, testPerson('new'))).welcome;
    expect(shown.map(({ text }) => text)).toEqual(['hello']);
  });
});

describe('a kick', () => {
  it('keeps away for a while', async () => {
    const socket = await bench.join(second, room, ann);
    await host.do({ t: 'moderate', act: 'kick', who: ann.account, seconds: 1 });
    expect(await socket.closedBy()).toMatchObject({ code: errorCodes.room_kicked.close, reason: 'room_kicked' });
    await expect.poll(() => refusedAt(second, ann), { timeout: 10_000, interval: 200 }).toBeUndefined();
    const reply = await host.do({ t: 'moderate', act: 'kick', who: ann.account });
    expect(reply.t === 'moderate' && (reply.untilMs ?? 0) - Date.now()).toBeGreaterThan(
      (limits.kickSecondsDefault - 10) * 1_000,
    );
    expect(await refusedAt(first, ann)).toBe(errorCodes.room_kicked.close);
  });
});

describe('who may act on whom', () => {
  it('goes by rank', async () => {
    const admin = await asAdmin(second);
    const other = testPerson('other mod');
    for (const who of [mod, other]) await host.do({ t: 'moderate', act: 'mod', who: who.account });
    const [moderator, viewer] = [await bench.join(second, room, mod), await bench.join(first, room, ann)];
    expect([host, admin, moderator, viewer].map((socket) => socket.welcome.you.role)).toEqual([
      ...['host', 'admin', 'moderator', 'viewer'],
    ]);
    const mute = (socket: GatewayClient, who: TestPerson) =>
      socket.refusal({ t: 'moderate', act: 'mute', who: who.account });
    for (const who of [room.host, staff, other, mod]) expect(await mute(moderator, who)).toBe('person_protected');
    for (const who of [room.host, staff]) expect(await mute(host, who)).toBe('person_protected');
    for (const who of [room.host, staff]) expect(await mute(admin, who)).toBe('person_protected');
    for (const who of [room.host, staff, mod, ann]) expect(await mute(viewer, who)).toBe('forbidden');
    expect(await mute(host, other)).toBe('ok');
    expect(await mute(moderator, ann)).toBe('ok');
    expect(await moderator.refusal({ t: 'moderate', act: 'mod', who: ann.account })).toBe('forbidden');
    expect(await moderator.refusal({ t: 'moderate', act: 'unmod', who: other.account })).toBe('forbidden');
  });

  it('changes with the host’s word, at once and on every node', async () => {
    const helper = await bench.join(second, room, mod);
    const act = () => helper.refusal({ t: 'moderate', act: 'mute', who: ann.account });
    expect(await act()).toBe('forbidden');
    await host.do({ t: 'moderate', act: 'mod', who: mod.account });
    expect(await act()).toBe('ok');
    await helper.heard((event) => event.t === 'moderated' && event.act === 'mod');
    await host.do({ t: 'moderate', act: 'unmod', who: mod.account });
    expect(await act()).toBe('forbidden');
    await host.do({ t: 'moderate', act: 'mod', who: mod.account });
    await host.do({ t: 'moderate', act: 'ban', who: mod.account });
    await helper.closedBy();
    await host.do({ t: 'moderate', act: 'unban', who: mod.account });
    expect((await bench.join(first, room, mod)).welcome.you.role).toBe('viewer');
  });

  it('lets staff in wherever they are banned', async () => {
    await host.do({ t: 'moderate', act: 'ban', who: staff.account });
    expect(await refusedAt(first, staff)).toBe(errorCodes.room_banned.close);
    expect((await asAdmin(first)).welcome.you.role).toBe('admin');
  });

  it('leaves nothing of the rank to staff who are staff no more', async () => {
    await asAdmin(second);
    const former = await bench.join(second, room, staff);
    expect(former.welcome.you.role).toBe('viewer');
    expect(await former.refusal({ t: 'moderate', act: 'mod', who: ann.account })).toBe('forbidden');
    expect(await former.refusal({ t: 'settings', slowModeSeconds: 5 })).toBe('forbidden');
    await host.do({ t: 'moderate', act: 'ban', who: staff.account });
    expect(await refusedAt(first, staff)).toBe(errorCodes.room_banned.close);
  });

  it('names at most so many moderators', async () => {
    const fields = Array.from({ length: limits.roomModeratorsMax }, () => [`d:${testPerson('').account}`, '1']).flat();
    await bench.roomsRedis.hset(roomKeys(room.id).rules, ...fields);
    expect(await host.refusal({ t: 'moderate', act: 'mod', who: mod.account })).toBe('room_sanctions_full');
  });
});

describe('acts', () => {
  it('stand in the room’s stream with who, whom and why, and none that changed nothing', async () => {
    const socket = await bench.join(second, room, ann);
    const said = await socket.do({ t: 'chat', text: 'x' });
    await host.do({ t: 'moderate', act: 'mute', who: ann.account, reason: 'spam' });
    await host.do({ t: 'moderate', act: 'mute', who: ann.account, reason: 'again' });
    await host.do({ t: 'settings', slowModeSeconds: 5 });
    await host.do({ t: 'settings', slowModeSeconds: 5 });
    if (said.t === 'chat') await host.do({ t: 'chat.delete', mid: said.mid });
    const acts = await bench.rooms.rules.readActs(room.id, 100);
    expect(acts.map(({ fields }) => fields.get('act'))).toEqual(['mute', 'settings', 'delete']);
    expect(Object.fromEntries(acts[0]?.fields ?? [])).toMatchObject({
      ...{ act: 'mute', by: room.host.account, who: ann.account, host: room.host.account, until: '', reason: 'spam' },
    });
    await bench.rooms.rules.forgetActs(
      room.id,
      acts.map(({ id }) => id),
    );
    expect(await bench.roomsRedis.exists(roomKeys(room.id).acts)).toBe(0);
  });

  it('that could not be stored are not done', async () => {
    const socket = await bench.join(second, room, ann);
    const full = bench.roomsRedis.pipeline();
    for (let i = 0; i < limits.roomActsMax; i += 1) full.xadd(roomKeys(room.id).acts, '*', 'act', 'pin');
    await full.exec();
    expect(await host.refusal({ t: 'moderate', act: 'ban', who: ann.account })).toBe('unavailable');
    expect(await host.refusal({ t: 'settings', slowModeSeconds: 5 })).toBe('unavailable');
    expect(await chat(socket)).toBe('ok');
    await bench.roomsRedis.del(roomKeys(room.id).acts);
  });
});
