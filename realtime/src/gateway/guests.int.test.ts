import { limits } from '@halobuzz/core/limits';
import type { GuestAsks } from '@halobuzz/core/protocol/messages/guests';
import { roomKeys } from '@halobuzz/core/rooms/keys';
import { seededRandom } from '@halobuzz/core/testing/seeded-random';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GatewayBench, type RunningGateway, type TestRoom } from '../../testing/gateway-bench.ts';
import type { GatewayClient } from '../../testing/gateway-client.ts';
import { testStoreUrl } from '../../testing/redis.ts';
import { type TestPerson, testPerson, testUuid } from '../../testing/rooms.ts';
import { TcpProxy } from '../../testing/tcp-proxy.ts';

let bench: GatewayBench;
let first: RunningGateway;
let second: RunningGateway;
let room: TestRoom;
let ann: TestPerson;
let bob: TestPerson;

beforeAll(async () => {
  bench = await GatewayBench.openOnTestStores();
  first = await bench.gateway();
  second = await bench.gateway();
});
afterAll(() => bench.close());
beforeEach(async () => {
  room = await bench.room();
  ann = testPerson('Ann');
  bob = testPerson('Bob');
});

const changed = (seated: boolean) => ({ t: 'guest', changed: true, seated });
const asBefore = (seated: boolean) => ({ t: 'guest', changed: false, seated });
const names = (asks: GuestAsks | undefined) => ({
  requests: asks?.requests.map(({ person }) => person.name),
  invitations: asks?.invitations.map(({ person }) => person.name),
});
/** The newest word of what waits. */
const asksOf = (client: GatewayClient) => client.events.findLast(({ event }) => event.t === 'guest.asks')?.event;
const heardAsks = (client: GatewayClient, requests: string[], invitations: string[] = []) =>
  client.wait(() => {
    const event = asksOf(client);
    if (event?.t !== 'guest.asks') return undefined;
    const now = names(event);
    const same = JSON.stringify(now) === JSON.stringify({ requests, invitations });
    return same ? now : undefined;
  }, `asks ${requests}/${invitations}`);
const heardGuests = (client: GatewayClient, ...who: string[]) =>
  client.heard((event) => event.t === 'guests' && event.guests.map(({ name }) => name).join() === who.join());
const actsOf = async () =>
  (await bench.rooms.rules.readActs(room.id, 100)).map(({ fields }) => Object.fromEntries(fields));

describe('a seat beside the host', () => {
  it('is asked for, accepted, given gifts and left, wherever everybody is connected', async () => {
    const host = await bench.join(first, room, room.host);
    const asker = await bench.join(second, room, ann);
    const watcher = await bench.join(second, room, bob);
    expect(await asker.do({ t: 'guest', act: 'request' })).toEqual(changed(false));
    expect(await asker.do({ t: 'guest', act: 'request' })).toEqual(asBefore(false));
    await heardAsks(host, ['Ann']);
    await heardAsks(asker, ['Ann']);
    // A host who comes later, and one who asks, are shown what stands; nobody else is.
    const again = await bench.join(second, room, room.host);
    expect(names(again.welcome.you.asks)).toEqual({ requests: ['Ann'], invitations: [] });
    expect(names((await bench.join(first, room, ann)).welcome.you.asks)).toEqual({
      requests: ['Ann'],
      invitations: [],
    });
    expect((await bench.join(first, room, testPerson('Cem'))).welcome.you.asks).toBeUndefined();

    expect(await host.do({ t: 'guest', act: 'accept', who: ann.account })).toEqual(changed(true));
    expect(await host.do({ t: 'guest', act: 'accept', who: ann.account })).toEqual(asBefore(true));
    for (const client of [host, asker, watcher]) await heardGuests(client, 'Ann');
    for (const client of [host, again, asker]) await heardAsks(client, []);
    expect(asksOf(watcher)).toBeUndefined();

    // The seat carries the subject of the guest's ticket.
    await bench.fund(bob, 10n);
    await watcher.do({ t: 'gift', clientId: testUuid(), gift: 'rose', quantity: 1, recipient: ann.account });
    expect(bench.wallet.entries.at(-1)?.intent.counterparty).toBe(ann.subject);

    expect(await asker.do({ t: 'guest', act: 'leave' })).toEqual(changed(false));
    expect(await asker.do({ t: 'guest', act: 'leave' })).toEqual(asBefore(false));
    await heardGuests(watcher);
    expect(await actsOf()).toMatchObject([
      { act: 'unseat', who: ann.account, by: ann.account, host: room.host.account, why: 'left' },
    ]);
    expect(await bench.control.sismember('ctl:acts', room.id)).toBe(1);
  });

  it('is neither asked for nor taken by a child whom no parent allowed it', async () => {
    const host = await bench.join(first, room, room.host);
    const child = await bench.join(second, room, ann, {}, { par: true });
    expect(await child.refusal({ t: 'guest', act: 'request' })).toBe('parent_consent_required');
    await host.do({ t: 'guest', act: 'invite', who: ann.account });
    expect(await child.refusal({ t: 'guest', act: 'accept' })).toBe('parent_consent_required');
    expect(await child.do({ t: 'guest', act: 'decline' })).toEqual(changed(false));
    expect(await host.refusal({ t: 'guest', act: 'accept', who: ann.account })).toBe('guest_ask_gone');
  });

  it('is offered by the host and taken or refused by who was invited, and by nobody else', async () => {
    const host = await bench.join(first, room, room.host);
    const invited = await bench.join(second, room, ann);
    const other = await bench.join(second, room, bob);
    expect(await host.do({ t: 'guest', act: 'invite', who: ann.account })).toEqual(changed(false));
    expect(await host.do({ t: 'guest', act: 'invite', who: ann.account })).toEqual(asBefore(false));
    await heardAsks(host, [], ['Ann']);
    await heardAsks(invited, [], ['Ann']);
    expect(names((await bench.join(first, room, ann)).welcome.you.asks).invitations).toEqual(['Ann']);
    expect(await other.refusal({ t: 'guest', act: 'accept' })).toBe('guest_ask_gone');
    expect(await other.refusal({ t: 'guest', act: 'accept', who: ann.account })).toBe('forbidden');
    expect(await other.refusal({ t: 'guest', act: 'decline', who: ann.account })).toBe('forbidden');
    expect(await invited.do({ t: 'guest', act: 'decline' })).toEqual(changed(false));
    await heardAsks(host, []);
    expect(await invited.refusal({ t: 'guest', act: 'accept' })).toBe('guest_ask_gone');

    await host.do({ t: 'guest', act: 'invite', who: ann.account });
    // The host may think better of it; then again not.
    expect(await host.do({ t: 'guest', act: 'decline', who: ann.account })).toEqual(changed(false));
    await host.do({ t: 'guest', act: 'invite', who: ann.account });
    expect(await invited.do({ t: 'guest', act: 'accept' })).toEqual(changed(true));
    await heardGuests(other, 'Ann');
    // Who wants the same thing from both sides has it.
    await host.do({ t: 'guest', act: 'invite', who: bob.account });
    expect(await other.do({ t: 'guest', act: 'request' })).toEqual(changed(true));
    const cem = testPerson('Cem');
    const third = await bench.join(first, room, cem);
    await third.do({ t: 'guest', act: 'request' });
    expect(await host.do({ t: 'guest', act: 'invite', who: cem.account })).toEqual(changed(true));
    await heardGuests(other, 'Ann', 'Bob', 'Cem');
  });

  it('is taken away by host, moderators and admins, not by others', async () => {
    const host = await bench.join(first, room, room.host);
    const guest = await bench.join(second, room, ann);
    const other = await bench.join(second, room, bob);
    const admin = await bench.join(first, room, testPerson('Root'), {}, { role: 'admin' });
    const seat = async () => {
      await host.do({ t: 'guest', act: 'invite', who: ann.account });
      await guest.do({ t: 'guest', act: 'accept' });
    };
    await seat();
    const remove = { t: 'guest', act: 'remove', who: ann.account } as const;
    expect(await other.refusal(remove)).toBe('forbidden');
    expect(await host.do(remove)).toEqual(changed(false));
    expect(await host.do(remove)).toEqual(asBefore(false));
    await seat();
    await host.do({ t: 'moderate', act: 'mod', who: bob.account });
    expect(await other.do(remove)).toEqual(changed(false));
    await seat();
    expect(await admin.do(remove)).toEqual(changed(false));
    // Moderators do not act on each other, nor here.
    await seat();
    await host.do({ t: 'moderate', act: 'mod', who: ann.account });
    expect(await other.refusal(remove)).toBe('person_protected');
    expect((await actsOf()).filter(({ act }) => act === 'unseat').map(({ by, why }) => [by, why])).toEqual([
      [room.host.account, 'removed'],
      [bob.account, 'removed'],
      [admin.welcome.you.id, 'removed'],
    ]);
  });

  it.each(['mute', 'kick', 'ban'] as const)('is lost by a %s, and not given to who is under one', async (act) => {
    const host = await bench.join(first, room, room.host);
    const guest = await bench.join(second, room, ann);
    const asker = await bench.join(second, room, bob);
    await guest.do({ t: 'guest', act: 'request' });
    await host.do({ t: 'guest', act: 'accept', who: ann.account });
    await asker.do({ t: 'guest', act: 'request' });
    await heardAsks(host, ['Bob']);
    await host.do({ t: 'moderate', act, who: ann.account });
    await heardGuests(host);
    expect((await actsOf()).map(({ act: done, why }) => [done, why])).toEqual([
      [act, undefined],
      ['unseat', act],
    ]);
    await host.do({ t: 'moderate', act, who: bob.account });
    await heardAsks(host, []);
    if (act === 'mute') {
      expect(await asker.refusal({ t: 'guest', act: 'request' })).toBe('guest_barred');
      expect(await host.refusal({ t: 'guest', act: 'invite', who: bob.account })).toBe('guest_barred');
      await host.do({ t: 'moderate', act: 'unmute', who: bob.account });
      expect(await asker.refusal({ t: 'guest', act: 'request' })).toBe('ok');
    } else {
      await asker.closedBy();
      await expect
        .poll(async () => host.refusal({ t: 'guest', act: 'invite', who: bob.account }))
        .toBe('guest_not_here');
    }
  });

  it('is kept for a while by who lost the connection, and lost by who stays away', async () => {
    const host = await bench.join(first, room, room.host);
    const guest = await bench.join(second, room, ann);
    await guest.do({ t: 'guest', act: 'request' });
    await host.do({ t: 'guest', act: 'accept', who: ann.account });
    const state = roomKeys(room.id).state;
    const isGone = () => bench.roomsRedis.hexists(state, 'seatsDue');
    guest.close();
    await expect.poll(isGone).toBe(1);
    const back = await bench.join(first, room, ann);
    expect(await isGone()).toBe(0);
    expect(back.welcome.guests.map(({ name }) => name)).toEqual(['Ann']);
    back.close();
    await expect.poll(isGone).toBe(1);
    // As if the grace were over: the next beat of a node takes the seat.
    const seats = JSON.parse((await bench.roomsRedis.hget(state, 'seats')) ?? '[]');
    const longGone = seats.map((seat: object) => ({ ...seat, goneAtMs: 1 }));
    await bench.roomsRedis.hset(state, { seats: JSON.stringify(longGone), seatsDue: 1 });
    await heardGuests(host);
    expect(await actsOf()).toMatchObject([{ act: 'unseat', who: ann.account, why: 'gone' }]);
    // The gateways may have gone with everybody: then the origin looks.
    await bench.rooms.gifts.seat(room.id, { id: bob.account, subject: bob.subject, name: 'Bob' });
    const again = JSON.parse((await bench.roomsRedis.hget(state, 'seats')) ?? '[]');
    const both = again.map((seat: { id: string }) => (seat.id === bob.account ? { ...seat, goneAtMs: 1 } : seat));
    await bench.roomsRedis.hset(state, { seats: JSON.stringify(both), seatsDue: 1 });
    await bench.rooms.gifts.sweepStreaks(room.id);
    expect((await bench.rooms.gifts.seats(room.id)).filter(({ seated }) => seated)).toEqual([]);
  });

  it('is kept for as long by who went with their node, and lost by a ban that came from elsewhere', async () => {
    const state = roomKeys(room.id).state;
    const here = (node: string) =>
      bench.rooms.restore(room.id, node, [{ account: ann.account, name: 'Ann', sockets: 1 }]);
    await here('gw#1');
    await bench.rooms.gifts.seat(room.id, { id: ann.account, subject: ann.subject, name: 'Ann' });
    await here('gw#2');
    await bench.rooms.dropNode(room.id, 'gw#1');
    // Another socket of theirs is still here.
    expect(await bench.roomsRedis.hexists(state, 'seatsDue')).toBe(0);
    await bench.rooms.dropNode(room.id, 'gw#2');
    const [{ goneAtMs }] = JSON.parse((await bench.roomsRedis.hget(state, 'seats')) ?? '[]');
    expect(Number(await bench.roomsRedis.hget(state, 'seatsDue'))).toBe(goneAtMs + limits.guestGraceMs);
    await here('gw#3');
    expect(await bench.roomsRedis.hexists(state, 'seatsDue')).toBe(0);
    const bans = [{ account: ann.account, untilMs: undefined }];
    expect(await bench.rooms.rules.replace(room.id, { bans, mutes: [], moderators: [] })).toBe('ok');
    expect((await bench.rooms.gifts.seats(room.id)).map(({ seated }) => seated)).toEqual([false]);
    expect(await actsOf()).toMatchObject([{ act: 'unseat', who: ann.account, why: 'ban' }]);
  });

  it('is had by so many, asked for by so many, and offered to so many', async () => {
    const host = await bench.join(first, room, room.host);
    const crowd = Array.from({ length: limits.guestRequestsMax }, (_, at) => testPerson(`p${at}`));
    // Asked by themselves on the store, for speed; what a socket adds is tried above.
    const act = (who: TestPerson, what: 'request' | 'accept' | 'cancel') =>
      bench.rooms.guests.act(room.id, { ...who, admin: false }, what, undefined);
    await bench.rooms.restore(
      room.id,
      'gw#test',
      [...crowd, ann, bob].map(({ account, name }) => ({ account, name, sockets: 1 })),
    );
    for (const who of crowd) expect(await act(who, 'request')).toEqual({ kind: 'ok', seated: false });
    expect(await act(ann, 'request')).toEqual({ kind: 'crowded' });
    const accept = (who: TestPerson) => host.ask({ t: 'guest', act: 'accept', who: who.account });
    for (const who of crowd.slice(0, limits.roomGuestsMax)) expect(await accept(who)).toMatchObject({ ok: true });
    const next = crowd[limits.roomGuestsMax] ?? ann;
    expect(await accept(next)).toMatchObject({ error: { code: 'seats_full' } });
    // The request stands still.
    expect(await act(next, 'cancel')).toEqual({ kind: 'ok', seated: false });
    const seated = crowd.slice(0, limits.roomGuestsMax).map(({ name }) => name);
    await heardGuests(host, ...seated);

    const guests = Array.from({ length: limits.guestInvitationsMax + 1 }, (_, at) => testPerson(`q${at}`));
    const named = guests.map(({ account, name }) => ({ account, name, sockets: 1 }));
    await bench.rooms.restore(room.id, 'gw#test', named);
    const invite = (who: TestPerson) =>
      bench.rooms.guests.act(room.id, { ...room.host, admin: false }, 'invite', who.account);
    for (const who of guests.slice(1)) expect(await invite(who)).toEqual({ kind: 'ok', seated: false });
    expect(await invite(guests[0] ?? ann)).toEqual({ kind: 'crowded' });
    expect(await host.refusal({ t: 'guest', act: 'invite', who: guests[0]?.account ?? '' })).toBe('guest_asks_full');
  });

  it('is not there for who has run out of time, is not here, or is the host', async () => {
    const host = await bench.join(first, room, room.host);
    const asker = await bench.join(second, room, ann);
    await asker.do({ t: 'guest', act: 'request' });
    const state = roomKeys(room.id).state;
    const asks = JSON.parse((await bench.roomsRedis.hget(state, 'asks')) ?? '[]');
    await bench.roomsRedis.hset(state, 'asks', JSON.stringify(asks.map((ask: object) => ({ ...ask, untilMs: 1 }))));
    expect(await host.refusal({ t: 'guest', act: 'accept', who: ann.account })).toBe('guest_ask_gone');
    expect(await host.refusal({ t: 'guest', act: 'invite', who: testPerson('Eve').account })).toBe('guest_not_here');
    expect(await host.refusal({ t: 'guest', act: 'request' })).toBe('forbidden');
    expect(await host.refusal({ t: 'guest', act: 'invite', who: room.host.account })).toBe('forbidden');
    expect(await asker.refusal({ t: 'guest', act: 'invite', who: bob.account })).toBe('forbidden');
    expect(await asker.refusal({ t: 'guest', act: 'invite' })).toBe('validation_failed');
    expect(await asker.refusal({ t: 'guest', act: 'leave', who: bob.account })).toBe('validation_failed');
    await bench.rooms.endRoom(room.id, 'host');
    await asker.heard((event) => event.t === 'ended');
    expect(await asker.refusal({ t: 'guest', act: 'request' })).toBe('room_ended');
  });

  it('tells what it lost meanwhile to a node whose subscription broke', async () => {
    const url = new URL(testStoreUrl('TEST_REDIS_ROOMS_URL'));
    const line = await TcpProxy.open(Number(url.port));
    url.port = String(line.port);
    const apart = await bench.gateway({ roomsUrls: [url.href] });
    const host = await bench.join(apart, room, room.host);
    // The store has it, and its message reached nobody.
    const asks = [{ k: 'r', id: ann.account, name: 'Ann', subject: ann.subject, untilMs: Date.now() + 60_000 }];
    await bench.roomsRedis.hset(roomKeys(room.id).state, { asks: JSON.stringify(asks), asksRound: 1 });
    line.cut();
    line.heal();
    await heardAsks(host, ['Ann']);
    await apart.stop();
    await line.close();
  });
});

describe('seats under everything at once', () => {
  const acts = ['request', 'cancel', 'invite', 'accept', 'decline', 'leave', 'remove', 'mute', 'unmute'] as const;
  const seeds = [1, 2, 3].map((at) => at * 7_919);

  it.each(seeds)('are as a model says (seed %i)', async (seed) => {
    const random = seededRandom(seed);
    const people = Array.from({ length: 4 }, (_, at) => testPerson(`m${at}`));
    await bench.rooms.restore(
      room.id,
      'gw#test',
      people.map(({ account, name }) => ({ account, name, sockets: 1 })),
    );
    const model = {
      seated: new Set<string>(),
      asked: new Set<string>(),
      invited: new Set<string>(),
      muted: new Set<string>(),
    };
    const sit = (id: string) => {
      model.asked.delete(id);
      model.invited.delete(id);
      model.seated.add(id);
    };
    for (let step = 0; step < 150; step += 1) {
      const act = acts[random.below(acts.length)] ?? 'request';
      const who = people[random.below(people.length)] ?? ann;
      const id = who.account;
      const byHost =
        act === 'invite' || act === 'remove' || ((act === 'accept' || act === 'decline') && random.below(2) === 0);
      if (act === 'mute' || act === 'unmute') {
        const change = { act, who: id, seconds: undefined, reason: '', purge: false } as const;
        await bench.rooms.chat.moderate(room.id, { account: room.host.account, admin: false }, change);
        if (act === 'unmute') model.muted.delete(id);
        else {
          model.muted.add(id);
          for (const set of [model.seated, model.asked, model.invited]) set.delete(id);
        }
      } else {
        const actor = { ...(byHost ? room.host : who), admin: false };
        await bench.rooms.guests.act(room.id, actor, act, byHost ? id : undefined);
        const free = !model.seated.has(id) && !model.muted.has(id);
        if (act === 'request' && free) {
          if (model.invited.has(id)) sit(id);
          else model.asked.add(id);
        } else if (act === 'invite' && free) {
          if (model.asked.has(id)) sit(id);
          else model.invited.add(id);
        } else if (act === 'accept' && free && (byHost ? model.asked : model.invited).has(id)) sit(id);
        else if (act === 'cancel') model.asked.delete(id);
        else if (act === 'decline') {
          model.invited.delete(id);
          if (byHost) model.asked.delete(id);
        } else if (act === 'leave' || act === 'remove') model.seated.delete(id);
      }
      const seats = await bench.rooms.gifts.seats(room.id);
      const { asks } = await bench.rooms.guests.asks(room.id);
      const among = (kind: 'r' | 'i') => asks.flatMap(({ k, id: asker }) => (k === kind ? [asker] : [])).sort();
      expect(
        {
          seated: seats.flatMap((seat) => (seat.seated ? [seat.id] : [])).sort(),
          asked: among('r'),
          invited: among('i'),
        },
        `step ${step}: ${byHost ? 'host' : 'self'} ${act} ${who.name}`,
      ).toEqual({
        seated: [...model.seated].sort(),
        asked: [...model.asked].sort(),
        invited: [...model.invited].sort(),
      });
    }
  });
});
