import { limits } from '@halobuzz/core/limits';
import type { DownEvent } from '@halobuzz/core/protocol/down';
import { boardExpiresAtMs, boardPeriods, leaderboardKeys, periodStart } from '@halobuzz/core/rooms/leaderboards';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GatewayBench, type RunningGateway, type TestRoom } from '../../testing/gateway-bench.ts';
import type { GatewayClient } from '../../testing/gateway-client.ts';
import { type TestPerson, testPerson, testUuid } from '../../testing/rooms.ts';
import { redisLeaderboards } from '../adapters/redis/leaderboards.ts';

let bench: GatewayBench;
let first: RunningGateway;
let second: RunningGateway;
let room: TestRoom;
let ann: TestPerson;

beforeAll(async () => {
  bench = await GatewayBench.openOnTestStores();
  first = await bench.gateway();
  second = await bench.gateway();
});
afterAll(() => bench.close());
beforeEach(async () => {
  room = await bench.room();
  ann = testPerson('Ann');
  await bench.fund(ann, 1_000n);
});

/** A committed gift that nobody showed, as the projector brings it. */
const project = (shard: number, sequence: number, coins: bigint, from = ann) =>
  bench.rooms.projectGifts(room.id, [
    {
      ...{ shard, epoch: 1, sequence, tx: `${shard}-${sequence}`, event: new Uint8Array(0), acceptedAtMs: Date.now() },
      ...{ account: from.account, name: from.name, coins, earned: coins / 2n, payee: room.host.subject },
    },
  ]);
const events = (client: GatewayClient, t: DownEvent['t']): DownEvent[] =>
  client.events.flatMap(({ event }) => (event.t === t ? [event] : []));

describe('a gift goal', () => {
  it('is set by the host, moved by the projector alone, and reached once however gifts race', async () => {
    const host = await bench.join(first, room, room.host);
    const watcher = await bench.join(second, room, testPerson('Bob'));
    await project(9, 1, 40n);
    expect(await host.do({ t: 'goal', title: 'A new guitar', target: '100' })).toEqual({ t: 'goal', goal: 1 });
    const now = { goal: 1, title: 'A new guitar', target: '100', progress: '0' };
    expect((await watcher.heard((event) => event.t === 'goal')).event).toMatchObject({ now });

    // Shown, but not in the ledger yet: counts for nothing.
    const giver = await bench.join(second, room, ann);
    await giver.do({ t: 'gift', clientId: testUuid(), gift: 'rose', quantity: 200 });
    await watcher.heard((event) => event.t === 'gift');
    const racing = Array.from({ length: 16 }, (_, shard) => project(shard, 2, 10n));
    const again = Array.from({ length: 16 }, (_, shard) => project(shard, 2, 10n));
    await Promise.all([...racing, ...again]);
    await watcher.heard((event) => event.t === 'goal.progress' && event.progress === '160');
    expect(events(watcher, 'goal.reached')).toMatchObject([{ goal: 1, title: 'A new guitar', target: '100' }]);
    const { welcome } = await bench.join(first, room, testPerson('Late'));
    expect(welcome.goal).toEqual({ ...now, progress: '160' });

    // The next one begins at nothing and may be reached as well.
    expect(await host.do({ t: 'goal', title: 'Strings', target: '5' })).toEqual({ t: 'goal', goal: 2 });
    await project(1, 3, 5n);
    await watcher.heard((event) => event.t === 'goal.reached' && event.goal === 2);
    await host.do({ t: 'goal.clear' });
    await host.do({ t: 'goal.clear' });
    await watcher.heard((event) => event.t === 'goal' && event.now === undefined);
    expect((await bench.join(first, room, testPerson('Later'))).welcome.goal).toBeUndefined();
    expect(events(watcher, 'goal')).toHaveLength(3);
  });

  it('is nobody else’s to set, and has a title and a target', async () => {
    const viewer = await bench.join(first, room, ann);
    const admin = await bench.join(first, room, testPerson('Admin'), {}, { role: 'admin' });
    const host = await bench.join(first, room, room.host);
    const goal = { t: 'goal', title: 'Mine', target: '1' } as const;
    expect(await viewer.refusal(goal)).toBe('forbidden');
    expect(await admin.refusal(goal)).toBe('forbidden');
    expect(await viewer.refusal({ t: 'goal.clear' })).toBe('forbidden');
    for (const bad of [{ title: '' }, { target: '0' }, { target: '-1' }, { target: '1.5' }, { target: 'x' }]) {
      expect(await host.refusal({ ...goal, ...bad })).toBe('validation_failed');
    }
    expect(await host.refusal({ ...goal, target: (limits.goalCoinsMax + 1n).toString() })).toBe('validation_failed');
    expect(await host.refusal({ ...goal, target: limits.goalCoinsMax.toString() })).toBe('ok');
    await bench.rooms.endRoom(room.id, 'host');
    await host.heard((event) => event.t === 'ended');
    expect(await host.refusal(goal)).toBe('room_ended');
  });
});

describe('a gift to a guest', () => {
  const nima = testPerson('Nima');
  const toNima = (clientId = testUuid()) =>
    ({ t: 'gift', clientId, gift: 'rose', quantity: 2, recipient: nima.account }) as const;
  const sit = (who = nima) =>
    bench.rooms.gifts.seat(room.id, { id: who.account, subject: who.subject, name: who.name });

  it('is refused before any money moves while they do not sit there, and names their subject when they do', async () => {
    const giver = await bench.join(first, room, ann);
    const watcher = await bench.join(second, room, testPerson('Bob'));
    const before = bench.wallet.entries.length;
    expect(await giver.refusal(toNima())).toBe('recipient_not_in_room');
    expect(bench.wallet.entries).toHaveLength(before);
    expect(await sit()).toBe('ok');
    expect(await sit()).toBe('same');
    for (const client of [giver, watcher]) {
      const { event } = await client.heard((heard) => heard.t === 'guests');
      expect(event).toMatchObject({ guests: [{ id: nima.account, name: 'Nima' }] });
    }
    const paid = toNima();
    expect(await giver.do(paid)).toMatchObject({ result: 'created', balance: '998' });
    expect(bench.wallet.entries.at(-1)?.intent).toMatchObject({ counterparty: nima.subject, roomId: room.id });
    const { event } = await watcher.heard((heard) => heard.t === 'gift');
    expect(event).toMatchObject({ recipient: nima.account, coins: '2' });
    const { recipient, ...sameToHost } = paid;
    expect(await giver.refusal(sameToHost)).toBe('gift_id_reused');

    expect(await bench.rooms.gifts.unseat(room.id, nima.account)).toBe('ok');
    await giver.heard((heard) => heard.t === 'guests' && heard.guests.length === 0);
    expect(await giver.refusal(toNima())).toBe('recipient_not_in_room');
    // What was paid is never refused.
    expect(await giver.do(paid)).toMatchObject({ result: 'exists', balance: '998' });
    expect(bench.wallet.entries).toHaveLength(before + 1);
    expect(recipient).toBe(nima.account);
  });

  it('may come from the host, but not from themselves; the host may be named too', async () => {
    await bench.fund(room.host, 10n);
    await bench.fund(nima, 10n);
    await sit();
    const host = await bench.join(first, room, room.host);
    const guest = await bench.join(second, room, nima);
    expect(guest.welcome.guests).toEqual([{ id: nima.account, name: 'Nima' }]);
    expect(await host.do(toNima())).toMatchObject({ result: 'created' });
    expect(await guest.refusal(toNima())).toBe('gift_to_self');
    const toHost = { ...toNima(), recipient: room.host.account };
    expect(await guest.do(toHost)).toMatchObject({ result: 'created' });
    expect(bench.wallet.entries.at(-1)?.intent.counterparty).toBe(room.host.subject);
    expect(await host.refusal({ ...toHost, clientId: testUuid() })).toBe('gift_to_self');
  });

  it('counts for the room, not for what the host earned', async () => {
    const given = {
      ...{ shard: 3, epoch: 1, sequence: 1, tx: 'aa', event: new Uint8Array(0), acceptedAtMs: Date.now() },
      ...{ account: ann.account, name: 'Ann', coins: 8n, earned: 4n, payee: nima.subject },
    };
    await bench.rooms.projectGifts(room.id, [given]);
    await project(3, 2, 6n);
    const read = await bench.rooms.readRoom(room.id);
    const state = read.kind === 'ok' ? read.snapshot.state : new Map();
    expect([state.get('coins'), state.get('diamonds'), state.get('gifts')]).toEqual(['14', '3', '2']);
  });

  it('finds only so many seats; who left longest ago is forgotten first', async () => {
    const guests = Array.from({ length: limits.roomGuestsKnownMax + 1 }, (_, i) => testPerson(`G${i}`));
    for (const guest of guests.slice(0, limits.roomGuestsMax)) expect(await sit(guest)).toBe('ok');
    expect(await sit(nima)).toBe('full');
    expect(await bench.rooms.gifts.seat(room.id, { id: room.host.account, subject: 's', name: 'Host' })).toBe('same');
    for (const [at, guest] of guests.slice(limits.roomGuestsMax).entries()) {
      expect(await bench.rooms.gifts.unseat(room.id, guests[at]?.account ?? '')).toBe('ok');
      expect(await sit(guest)).toBe('ok');
    }
    const known = await bench.rooms.gifts.seats(room.id);
    expect(new Set(known.map(({ id }) => id))).toEqual(new Set(guests.slice(1).map(({ account }) => account)));
    expect(known.filter(({ seated }) => seated)).toHaveLength(limits.roomGuestsMax);
    expect(await bench.rooms.gifts.unseat(room.id, nima.account)).toBe('same');
  });
});

describe('the leaderboard of a room', () => {
  it('names the best givers of what is in the ledger, and the asker’s place', async () => {
    const people = ['Bob', 'Cem', 'Dan'].map(testPerson);
    for (const [at, who] of people.entries()) await project(1, at + 1, BigInt(10 * (at + 1)), who);
    const asker = await bench.join(second, room, people[0] ?? ann);
    const reply = await asker.do({ t: 'leaderboard', scope: 'room', limit: 2 });
    expect(reply).toEqual({
      ...{ t: 'leaderboard', scope: 'room', own: { rank: 3, coins: '10' } },
      entries: [
        { rank: 1, person: { id: people[2]?.account, name: 'Dan' }, coins: '30' },
        { rank: 2, person: { id: people[1]?.account, name: 'Cem' }, coins: '20' },
      ],
    });
    const stranger = await bench.join(first, room, testPerson('Eve'));
    expect(await stranger.do({ t: 'leaderboard', scope: 'day' })).toEqual({
      t: 'leaderboard',
      scope: 'day',
      entries: [],
    });
  });

  it('and of its host tells the periods apart', async () => {
    const boards = redisLeaderboards(() => bench.roomsRedis);
    const nowMs = Date.now();
    const owner = room.host.account;
    const score = { account: ann.account, name: 'Ann' };
    for (const [at, period] of boardPeriods.entries()) {
      const board = { owner, period, start: periodStart(period, nowMs) };
      await boards.raise(board, [{ ...score, coins: BigInt(30 - at) }]);
    }
    const asker = await bench.join(second, room, ann);
    for (const [scope, coins] of Object.entries({ host: '30', day: '29', week: '28' } as const)) {
      const person = { id: ann.account, name: 'Ann' };
      // Object.entries forgets the names of its keys.
      const reply = await asker.do({ t: 'leaderboard', scope: scope as 'host' | 'day' | 'week' });
      const entries = [{ rank: 1, person, coins }];
      expect(reply).toEqual({ t: 'leaderboard', scope, entries, own: { rank: 1, coins } });
    }
    expect(await asker.refusal({ t: 'leaderboard', scope: 'host', limit: 0 })).toBe('validation_failed');
  });

  it('holds so many, the best, and its day ends some time after the day', async () => {
    const boards = redisLeaderboards(() => bench.roomsRedis);
    const board = { owner: room.host.account, period: 'day', start: periodStart('day', Date.now()) } as const;
    const people = Array.from({ length: limits.leaderboardEntriesMax + 20 }, (_, i) => ({
      ...{ account: `p${i}`, name: `P${i}`, coins: BigInt(i + 1) },
    }));
    await boards.raise(board, people);
    const keys = leaderboardKeys(board.owner, board.period, board.start);
    expect(await bench.roomsRedis.zcard(keys.board)).toBe(limits.leaderboardEntriesMax);
    expect(await bench.roomsRedis.hlen(keys.names)).toBe(limits.leaderboardEntriesMax);
    const [best] = (await boards.read(board, 1)).entries;
    expect(best).toMatchObject({ account: people.at(-1)?.account, coins: String(people.length) });
    // Who fell out comes back with all they gave, not with the last step alone.
    await boards.raise(board, [{ account: 'p0', name: 'P0', coins: 5_000n }]);
    expect((await boards.read(board, 1, 'p0')).own).toEqual({ rank: 1, coins: '5000' });
    for (const key of Object.values(keys)) {
      expect(await bench.roomsRedis.pexpiretime(key)).toBe(boardExpiresAtMs('day', board.start));
    }
  });
});
