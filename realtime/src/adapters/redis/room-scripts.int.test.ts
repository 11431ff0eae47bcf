import { limits } from '@halobuzz/core/limits';
import { decodeEvent, encode } from '@halobuzz/core/protocol/codec';
import type { DownEvent } from '@halobuzz/core/protocol/down';
import type { RoomBattle } from '@halobuzz/core/protocol/messages/battle';
import { decodeEnvelope, type Envelope } from '@halobuzz/core/rooms/envelope';
import { roomKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestRedis, testStoreUrl } from '../../../testing/redis.ts';
import { plainMessage, testPerson, testRoomOf, testUuid } from '../../../testing/rooms.ts';
import { battleOf } from './room-battle-scripts.ts';
import { RoomScripts } from './room-scripts.ts';

const host = testPerson('Host');
const ann = testPerson('Ann');
const bob = testPerson('Bob');
const joinedEvent = encode({ t: 'joined', who: { id: ann.account, name: ann.name } });
const comingEvents = {
  joined: joinedEvent,
  entered: encode({ t: 'entered', who: { id: ann.account, name: ann.name } }),
};
const nobody = { account: '', admin: false };
const leftEvent = encode({ t: 'left', who: { id: ann.account, name: ann.name } });
const place = { shard: 7, epoch: 3, sequence: 10 };

let redis: Redis;
let subscriber: Redis;
let rooms: RoomScripts;
let room = '';
let heard: { envelope: Envelope; event: DownEvent | undefined }[] = [];

beforeAll(async () => {
  redis = await openTestRedis(testStoreUrl('TEST_REDIS_ROOMS_URL'));
  subscriber = await openTestRedis(testStoreUrl('TEST_REDIS_ROOMS_URL'));
  rooms = new RoomScripts(redis);
  subscriber.on('messageBuffer', (channel: Buffer, message: Buffer) => {
    if (channel.toString() !== roomKeys(room).channel) return;
    const envelope = decodeEnvelope(message);
    if (envelope !== undefined) heard.push({ envelope, event: decodeEvent(envelope.body) });
  });
});
afterAll(() => {
  redis.disconnect();
  subscriber.disconnect();
});

beforeEach(async () => {
  room = testUuid();
  heard = [];
  await subscriber.subscribe(roomKeys(room).channel);
  await rooms.createRoom(room, testRoomOf(host));
});

function gift(tx: string): Uint8Array {
  return encode({
    t: 'gift',
    tx,
    from: { id: ann.account, name: ann.name },
    gift: 'rose',
    quantity: 2,
    coins: '2',
    atMs: Date.now(),
  });
}
const enter = (who = ann, node = 'n1#b1', point?: { epoch: number; offset: number }) =>
  rooms.enter(room, node, who, comingEvents, point);
const projection = (tx: string, at = place) => ({
  ...at,
  tx,
  event: gift(tx),
  account: ann.account,
  name: ann.name,
  coins: 9_007_199_254_740_000n,
  earned: 1n,
  payee: host.subject,
  acceptedAtMs: 1_790_000_000_000,
});
const project = async (...gifts: readonly ReturnType<typeof projection>[]) =>
  (await rooms.projectGifts(room, gifts)).map(({ kind }) => kind);
const heardTypes = (): (string | undefined)[] => heard.map(({ event }) => event?.t);

describe('room scripts', () => {
  it('creates a room once', async () => {
    expect((await rooms.createRoom(room, testRoomOf(bob))).kind).toBe('exists');
    const read = await rooms.readRoom(room);
    expect(read.kind === 'ok' && read.snapshot.state.get('host')).toBe(host.account);
    expect(read.kind === 'ok' && read.snapshot.offset).toBe(0);
  });

  it('gives contiguous offsets, publishes the envelope of core and keeps a bounded history', async () => {
    const event = encode({ t: 'host', online: true, atMs: 1_790_000_000_123 });
    const first = await rooms.appendReliable(room, 2, event);
    const second = await rooms.appendReliable(room, 2, event);
    if (first.kind !== 'ok' || second.kind !== 'ok') throw new Error('not appended');
    expect([first.offset, second.offset]).toEqual([1, 2]);
    await expect.poll(() => heard.length).toBe(2);
    const { envelope } = heard[1] ?? {};
    expect(envelope).toMatchObject({ lane: 'reliable', eventCode: 2, events: 1, epoch: first.epoch, firstOffset: 2 });
    expect(Math.abs((envelope?.publishedAtMs ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(heard[1]?.event).toEqual({ t: 'host', online: true, atMs: 1_790_000_000_123 });

    await Promise.all(Array.from({ length: limits.roomHistoryEventsMax }, () => rooms.appendReliable(room, 2, event)));
    const late = await rooms.recover(room, { epoch: first.epoch, offset: 0 });
    expect(late).toMatchObject({ kind: 'ok', events: undefined });
    const near = await rooms.recover(room, { epoch: first.epoch, offset: limits.roomHistoryEventsMax });
    expect(near.kind === 'ok' && near.events?.length).toBe(2);
  });

  it('refuses what is gone', async () => {
    const nowhere = testUuid();
    expect(await rooms.appendReliable(nowhere, 2, joinedEvent)).toEqual({ kind: 'missing' });
    expect(await rooms.like(nowhere, 1)).toEqual({ kind: 'missing' });
    expect(await rooms.chat.append(nowhere, plainMessage('m', joinedEvent))).toEqual({ kind: 'missing' });
    expect(await rooms.enter(nowhere, 'n#b', ann, comingEvents, undefined)).toEqual({ kind: 'missing' });
    expect(await rooms.projectGifts(nowhere, [projection('t')])).toEqual([{ kind: 'missing' }]);
    expect(await rooms.leave(nowhere, 'n#b', ann.account, leftEvent)).toBe('missing');
    expect(await redis.keys(`r:{${nowhere}}:*`)).toEqual([]);
    // Ended before it was made: a go-live that comes late makes none any more.
    expect(await rooms.endRoom(nowhere, 'host')).toEqual({ kind: 'missing' });
    expect(await rooms.createRoom(nowhere, testRoomOf(host))).toMatchObject({ kind: 'ended' });
    expect(await rooms.readRoom(nowhere)).toEqual({ kind: 'missing' });
    expect(await rooms.endRoom(nowhere, 'host')).toEqual({ kind: 'missing' });
    expect(await redis.pttl(roomKeys(nowhere).state)).toBeGreaterThan(0);

    await rooms.endRoom(room, 'host');
    expect(await rooms.appendReliable(room, 2, joinedEvent)).toEqual({ kind: 'ended' });
    expect(await rooms.like(room, 1)).toEqual({ kind: 'ended' });
    expect(await rooms.chat.append(room, plainMessage('m', joinedEvent))).toEqual({ kind: 'ended' });
    expect(await enter()).toEqual({ kind: 'ended' });
  });

  it('shows a gift once, whoever comes first, and moves totals once', async () => {
    expect((await rooms.showGift(room, 'tx1', place, gift('tx1'))).kind).toBe('ok');
    expect((await rooms.showGift(room, 'tx1', place, gift('tx1'))).kind).toBe('shown');
    expect(await project(projection('tx1'))).toEqual(['ok']);
    expect(await project(projection('tx1'))).toEqual(['applied']);
    expect((await rooms.showGift(room, 'tx1', place, gift('tx1'))).kind).toBe('applied');

    const next = { ...place, sequence: 11 };
    expect(await project(projection('tx2', next))).toEqual(['shown']);
    expect((await rooms.showGift(room, 'tx2', next, gift('tx2'))).kind).toBe('applied');
    const afterRebuild = { ...place, epoch: 4, sequence: 1 };
    expect(await project({ ...projection('tx3', afterRebuild), coins: 1n })).toEqual(['shown']);

    await expect.poll(() => heardTypes()).toEqual(['gift', 'gift', 'gift']);
    const read = await rooms.readRoom(room);
    if (read.kind !== 'ok') throw new Error('no room');
    expect(read.snapshot.state.get('gifts')).toBe('3');
    expect(read.snapshot.state.get('coins')).toBe('18014398509480001');
    expect(read.snapshot.top[0]).toMatchObject({ account: ann.account, name: 'Ann' });
    expect(await redis.scard(roomKeys(room).shown)).toBe(0);
  });

  it('applies many gifts of several shards in one call, each once, and tells the goal once', async () => {
    await rooms.gifts.setGoal(room, host.account, { title: 'A guitar', target: '10' });
    const at = (shard: number, sequence: number) => {
      const facts = { shard, epoch: 3, sequence };
      return { ...projection(`${shard}-${sequence}`, facts), coins: 4n };
    };
    expect((await rooms.showGift(room, '7-2', { shard: 7, epoch: 3, sequence: 2 }, gift('7-2'))).kind).toBe('ok');
    const list = [at(7, 1), at(8, 1), at(7, 2), at(7, 2), at(8, 2)];
    expect(await project(...list)).toEqual(['shown', 'shown', 'ok', 'applied', 'shown']);
    expect(await project(...list)).toEqual(list.map(() => 'applied'));

    const tail = ['gift', 'gift', 'gift', 'gift', 'goal.progress', 'goal.reached'];
    await expect.poll(() => heardTypes()).toEqual(['goal', ...tail]);
    const read = await rooms.readRoom(room);
    if (read.kind !== 'ok') throw new Error('no room');
    const { state } = read.snapshot;
    expect(['gifts', 'coins', 'goalProgress'].map((name) => state.get(name))).toEqual(['4', '16', '16']);
  });

  it('counts a gift of before the end, without an event, and lets nothing outlive the room', async () => {
    await enter();
    const ended = await rooms.endRoom(room, 'host_lost');
    expect((await rooms.showGift(room, 'tx1', place, gift('tx1'))).kind).toBe('ended');
    expect(await project(projection('tx1'))).toEqual(['ok']);
    await rooms.leave(room, 'n1#b1', ann.account, leftEvent);
    const again = await rooms.endRoom(room, 'host');
    if (ended.kind !== 'ok' || again.kind !== 'ended') throw new Error('not ended once');
    expect(again.snapshot.state.get('endReason')).toBe('host_lost');
    expect(again.snapshot.state.get('gifts')).toBe('1');
    expect(again.snapshot.offset).toBe(ended.snapshot.offset);
    expect(ended.uniqueViewers).toBe(1);
    await expect.poll(() => heardTypes()).toEqual(['joined', 'ended']);
    expect(heard[1]?.event).toMatchObject({ reason: 'host_lost', uniqueViewers: 1, coins: '0' });
    for (const key of await redis.keys(`r:{${room}}:*`)) expect(await redis.pttl(key), key).toBeGreaterThan(0);
  });

  it('lets a user join once and leave once, over sockets and nodes', async () => {
    await enter();
    await enter();
    await enter(ann, 'n2#b1');
    const entered = await enter(bob);
    if (entered.kind !== 'ok') throw new Error('not entered');
    expect(entered.snapshot?.nodes).toEqual(
      new Map([
        ['n1#b1', 3],
        ['n2#b1', 1],
      ]),
    );
    expect(await rooms.leave(room, 'n1#b1', ann.account, leftEvent)).toBe('ok');
    expect(await rooms.leave(room, 'n1#b1', ann.account, leftEvent)).toBe('ok');
    expect(await rooms.leave(room, 'n1#b1', ann.account, leftEvent)).toBe('absent');
    expect(await rooms.leave(room, 'n2#b1', ann.account, leftEvent)).toBe('ok');
    await expect.poll(() => heardTypes()).toEqual(['joined', 'joined', 'left']);
  });

  it('says nothing of comings and goings in a large room', async () => {
    const crowd = Array.from({ length: limits.presenceEventsViewersMax + 1 }, (_, i) => testPerson(`p${i}`));
    for (const person of crowd) await enter(person);
    await rooms.like(room, 1);
    await expect.poll(() => heardTypes().includes('likes')).toBe(true);
    expect(heardTypes().filter((type) => type === 'joined')).toHaveLength(limits.presenceEventsViewersMax);
  });

  it('takes a dead node out, tells that its host is gone, and restores a node that was forgotten', async () => {
    await enter(host, 'n1#b1');
    await enter(ann, 'n1#b1');
    await enter(ann, 'n2#b1');
    await rooms.dropNode(room, 'n1#b1');
    const beat = await rooms.beat(room, 'n2#b1', 1, 1);
    expect(beat).toMatchObject({ kind: 'ok', nodes: new Map([['n2#b1', 1]]), nodeAccounts: 1, nodeSockets: 1 });
    expect((await rooms.viewers(room, '', 10, nobody)).kind).toBe('ok');
    await expect.poll(() => heardTypes()).toEqual(['host', 'joined', 'joined', 'host']);
    expect(heard[3]?.event).toMatchObject({ t: 'host', online: false });

    const members = [{ account: host.account, name: host.name, sockets: 2 }];
    await rooms.restore(room, 'n1#b1', members);
    await rooms.restore(room, 'n1#b1', members);
    expect(await redis.hget(roomKeys(room).members, host.account)).toBe('2');
    const read = await rooms.readRoom(room);
    expect(read.kind === 'ok' && read.snapshot.state.get('hostOnline')).toBe('1');
  });

  it('recovers the events behind a point, and never a part of them', async () => {
    const first = await rooms.appendReliable(room, 1, gift('tx1'));
    if (first.kind !== 'ok') throw new Error('not appended');
    await rooms.appendReliable(room, 1, gift('tx2'));
    const behind = await enter(ann, 'n1#b1', { epoch: first.epoch, offset: 1 });
    expect(behind.kind === 'ok' && behind.recovered?.map((e) => decodeEvent(e.bytes))).toMatchObject([{ tx: 'tx2' }]);
    const abreast = await enter(ann, 'n1#b1', { epoch: first.epoch, offset: 2 });
    expect(abreast.kind === 'ok' && abreast.recovered).toEqual([]);
    const ahead = await enter(ann, 'n1#b1', { epoch: first.epoch, offset: 3 });
    expect(ahead.kind === 'ok' && ahead.recovered).toBeUndefined();
    const elsewhere = await enter(ann, 'n1#b1', { epoch: first.epoch - 1, offset: 2 });
    expect(elsewhere.kind === 'ok' && elsewhere.recovered).toBeUndefined();
  });

  it('opens a new epoch when the server is another run than the one that wrote last', async () => {
    const before = await rooms.appendReliable(room, 1, gift('tx1'));
    await redis.hset(roomKeys(room).state, 'run', 'another');
    const beat = await rooms.beat(room, 'n1#b1', 1, 1);
    const after = await rooms.appendReliable(room, 1, gift('tx2'));
    if (before.kind !== 'ok' || beat.kind !== 'ok' || after.kind !== 'ok') throw new Error('gone');
    expect(beat.epoch).toBeGreaterThan(before.epoch);
    expect(after).toMatchObject({ epoch: beat.epoch, offset: before.offset + 1 });
    expect(await rooms.recover(room, before)).toMatchObject({ events: undefined });
  });

  it('shows a repeated chat message once and keeps the newest for newcomers', async () => {
    const say = (n: number) =>
      encode({ t: 'chat', mid: `m${n}`, from: { id: ann.account, name: 'Ann' }, text: `${n}`, atMs: n });
    expect((await rooms.chat.append(room, plainMessage('m0', say(0), { repeatable: true }))).kind).toBe('ok');
    expect((await rooms.chat.append(room, plainMessage('m0', say(0), { repeatable: true }))).kind).toBe('duplicate');
    for (let n = 1; n <= limits.roomChatHistoryMax; n += 1)
      await rooms.chat.append(room, plainMessage(`m${n}`, say(n)));
    const read = await rooms.readRoom(room);
    const texts = read.kind === 'ok' ? read.snapshot.chat.map((bytes) => decodeEvent(bytes)) : [];
    expect(texts).toHaveLength(limits.roomChatHistoryMax);
    expect([texts[0], texts.at(-1)]).toMatchObject([{ text: '1' }, { text: `${limits.roomChatHistoryMax}` }]);
  });

  it('keeps a newer battle when the end of an older one is told late', async () => {
    const fought = (battle: string, state: RoomBattle['state'], startsAtMs: number, own: string): RoomBattle => ({
      ...{ battle, state, startsAtMs, endsAtMs: startsAtMs + 60_000 },
      sides: [
        { room, host: { id: host.account, name: host.name }, coins: own, top: [] },
        { room: testUuid(), host: { id: bob.account, name: bob.name }, coins: '1', top: [] },
      ],
    });
    const tell = (battle: RoomBattle) =>
      rooms.battles.tell(room, battle, encode({ t: 'battle', now: battle, atMs: battle.endsAtMs }));
    const older = `bt_${'b'.repeat(26)}`;
    const newer = `bt_${'c'.repeat(26)}`;
    const newest = `bt_${'d'.repeat(26)}`;
    for (const state of ['running', 'settling', 'final'] as const) await tell(fought(newer, state, 200_000, '7'));
    expect(await tell(fought(older, 'settling', 100_000, '3'))).toBe('told');
    expect(await tell(fought(older, 'final', 100_000, '3'))).toBe('ok');
    const state = new Map(Object.entries(await redis.hgetall(roomKeys(room).state)));
    expect(battleOf(room, state)).toMatchObject({ battle: newer, state: 'final', startsAtMs: 200_000 });
    expect(battleOf(room, state)?.sides[0]?.coins).toBe('7');
    await tell(fought(newest, 'running', 300_000, '0'));
    const now = new Map(Object.entries(await redis.hgetall(roomKeys(room).state)));
    expect(battleOf(room, now)).toMatchObject({ battle: newest, state: 'running' });
  });

  it('adds likes beyond 32 bits', async () => {
    await redis.hset(roomKeys(room).state, 'likes', '5000000000');
    expect(await rooms.like(room, 50)).toEqual({ kind: 'ok', total: 5_000_000_050 });
    await expect.poll(() => heard[0]?.event).toEqual({ t: 'likes', total: 5_000_000_050 });
  });

  it('pages the viewers of a small room in order, and walks a large one whole', async () => {
    const few = Array.from({ length: 5 }, (_, i) => testPerson(`few${i}`));
    for (const person of few) await enter(person);
    const pages: string[] = [];
    let cursor: string | undefined = '';
    while (cursor !== undefined) {
      const page = await rooms.viewers(room, cursor, 2, nobody);
      if (page.kind !== 'ok') throw new Error('no page');
      expect(page.viewers.length).toBeLessThanOrEqual(2);
      pages.push(...page.viewers.map((viewer) => viewer.id));
      cursor = page.next;
    }
    expect(pages).toEqual(few.map((person) => person.account).sort());
    expect(await rooms.viewers(room, 's:nonsense', 2, nobody)).toEqual({ kind: 'cursor' });

    const many = Array.from({ length: 600 }, (_, i) => ({ ...testPerson(`m${i}`), sockets: 1 }));
    await rooms.restore(room, 'n1#b1', many);
    const page = await rooms.viewers(room, '', 50, nobody);
    expect(page.kind === 'ok' && page.next).toMatch(/^s:/);
    expect(page.kind === 'ok' && page.viewers.length).toBeLessThanOrEqual(50);
    // A client that names the small rooms' cursor does not get a large one sorted; one past the hash is no bug of ours.
    const forced = await rooms.viewers(room, 'a:', 50, nobody);
    expect(forced.kind === 'ok' && forced.next).toMatch(/^s:/);
    expect(await rooms.viewers(room, `s:${'9'.repeat(26)}`, 2, nobody)).toEqual({ kind: 'cursor' });
  });
});
