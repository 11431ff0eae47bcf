import { internalPaths } from '@halobuzz/core/api/internal';
import { limits } from '@halobuzz/core/limits';
import { roomKeys } from '@halobuzz/core/rooms/keys';
import { publicPrivacy } from '@halobuzz/core/streams/privacy';
import { describe, expect, it } from 'vitest';
import { coinsOf, type LiveRoom } from '../../../testing/battle-world.ts';
import { type TestPerson, testPerson, testUuid } from '../../../testing/rooms.ts';
import { endStream } from '../streams/end-stream.ts';
import {
  act,
  battleFrom,
  begun,
  call,
  challenge,
  challengeSeen,
  deps,
  later,
  ledger,
  live,
  one,
  origin,
  pass,
  project,
  replaceParts,
  rung,
  see,
  states,
  stores,
  three,
  told,
  two,
  useBattleStage,
} from '../testing/battle-stage.ts';
import { advanceDueBattles, keepBattles } from './run-battles.ts';

useBattleStage(47);

describe('a battle', () => {
  it('is asked for, taken on, fought and won, and both rooms know', async () => {
    const asked = await battleFrom(challenge());
    expect(asked).toMatchObject({ status: 'invited', seconds: 60 });
    expect(asked.sides.map(({ streamId, host }) => [streamId, host.handle])).toEqual([
      [one.id, 'sita'],
      [two.id, 'hari'],
    ]);
    for (const room of [one, two]) {
      expect(await challengeSeen(room)).toMatchObject({ battle: asked.id, state: 'invited' });
    }
    // Only the two hosts know of it.
    expect((await battleFrom(call(internalPaths.battleOf(two.id), two.host))).id).toBe(asked.id);
    expect((await battleFrom(see(asked.id, one.host))).id).toBe(asked.id);
    for (const path of [internalPaths.battle(asked.id), internalPaths.battleOf(two.id)]) {
      expect(await call(path, three.host)).toMatchObject({ status: 404, body: { code: 'battle_not_found' } });
    }
    // The same again is the same.
    expect((await battleFrom(challenge())).id).toBe(asked.id);

    const running = await battleFrom(act(asked.id, 'accept', two.host));
    expect((await battleFrom(act(asked.id, 'accept', two.host))).status).toBe('running');
    const startsAtMs = Date.parse(running.startsAt ?? '');
    expect(Date.parse(running.endsAt ?? '') - startsAtMs).toBe(60_000);
    expect(startsAtMs).toBeGreaterThan(origin.clock());
    expect(await states(one)).toEqual(['running']);
    expect(await challengeSeen(one)).toMatchObject({ state: 'accepted' });

    // Gifts of the room count by when they were accepted; the edges are the start and, no more, the bell.
    const endsAtMs = startsAtMs + 60_000;
    const [early, first, last, late] = [startsAtMs - 1, startsAtMs, endsAtMs - 1, endsAtMs];
    await project(one, 1_000n, early, 1);
    await project(one, 40n, first, 2);
    const best = await project(one, 50n, last, 3);
    await project(one, 7_000n, late, 4);
    await project(two, 80n, first, 1);
    await pass();
    expect(coinsOf(await battleFrom(see(asked.id, three.host)))).toEqual(['90', '80']);
    expect(await stores.control.hget(roomKeys(one.id).state, 'battleRival')).toBe('80');
    expect(await stores.control.hget(roomKeys(two.id).state, 'battleRival')).toBe('90');

    ledger.coins.set(one.id, 90n);
    ledger.coins.set(two.id, 80n);
    ledger.settled = false;
    await rung();
    expect((await battleFrom(see(asked.id, three.host))).status).toBe('settling');
    expect((await told(two)).at(-1)?.sides.map(({ coins }) => coins)).toEqual(['90', '80']);
    await later(limits.battleSettleRetryMs);
    expect((await battleFrom(see(asked.id, three.host))).status).toBe('settling');
    ledger.settled = true;
    await later(limits.battleSettleRetryMs);
    const over = await battleFrom(see(asked.id, three.host));
    expect(over).toMatchObject({ status: 'final', outcome: { kind: 'won', winner: one.id } });
    expect(coinsOf(over)).toEqual(['90', '80']);
    expect(over.sides[0]?.top?.[0]).toEqual({ id: best.account, name: 'maya', coins: '50' });
    for (const room of [one, two]) {
      expect(await states(room)).toEqual(['running', 'settling', 'final']);
      expect((await told(room)).at(-1)?.outcome).toEqual({ kind: 'won', winner: one.id });
    }
    const metric = async (name: string) =>
      Object.fromEntries(
        (await origin.registry.getSingleMetric(name)?.get())?.values.map(({ labels, value }) => [
          labels.status,
          value,
        ]) ?? [],
      );
    expect(await metric('halobuzz_origin_battles_total')).toEqual({ invited: 1, running: 1, settling: 1, final: 1 });
    await pass();
    expect(await metric('halobuzz_origin_battles_open')).toEqual({ invited: 0, running: 0, settling: 0 });
    // Its rooms are free, and it can be seen until the next one.
    expect((await battleFrom(call(internalPaths.battleOf(one.id), three.host))).id).toBe(asked.id);
    expect((await challenge()).status).toBe(201);
  });

  it('has no winner when both were given as much', async () => {
    const { id } = await begun();
    await rung();
    const over = await battleFrom(see(id, one.host));
    expect(over).toMatchObject({ status: 'final', outcome: { kind: 'draw' } });
    expect(over.outcome?.winner).toBeUndefined();
  });

  it('is lost by who gives it up, whatever the score; what was given until then is told', async () => {
    const { id } = await begun();
    ledger.coins.set(two.id, 500n);
    expect(await act(id, 'cancel', three.host)).toMatchObject({ status: 403, body: { code: 'battle_not_yours' } });
    const given = await battleFrom(act(id, 'cancel', two.host));
    expect(given.status).toBe('settling');
    expect((await battleFrom(act(id, 'cancel', two.host))).status).toBe('settling');
    expect(await act(id, 'cancel', one.host)).toMatchObject({ body: { code: 'battle_closed' } });
    await later(limits.battleForfeitBellMs + limits.battleClaimMs);
    const over = await battleFrom(see(id, one.host));
    expect(over.outcome).toEqual({ kind: 'forfeit', winner: one.id });
    expect(coinsOf(over)).toEqual(['0', '500']);
    expect(await states(one)).toEqual(['running', 'settling', 'final']);
  });

  it('is lost by whose broadcast ends, and goes on while a host is only away', async () => {
    const { id } = await begun();
    await stores.control.hset(roomKeys(one.id).state, 'hostOnline', '0');
    await pass();
    expect((await battleFrom(see(id, two.host))).status).toBe('running');
    await endStream(deps, one.id, 'host_lost');
    await pass();
    await later(limits.battleForfeitBellMs + limits.battleClaimMs);
    expect((await battleFrom(see(id, two.host))).outcome).toEqual({ kind: 'forfeit', winner: two.id });
    expect(await states(two)).toEqual(['running', 'settling', 'final']);
    // Nothing is told in a room behind its end.
    expect(await states(one)).toEqual(['running']);
  });

  it('is given up by nobody once its bell has rung, however late an origin looks', async () => {
    const [first, second] = [await begun(), await begun(three, await live('nima'))];
    for (const room of [one, three]) ledger.coins.set(room.id, 9n);
    origin.time.aheadMs += limits.battleLeadMs + 60_000 + 1;
    expect(await act(first.id, 'cancel', one.host)).toMatchObject({ status: 409, body: { code: 'battle_closed' } });
    await endStream(deps, three.id, 'host');
    // By the rooms server's clock, which the test cannot move.
    const broadcasts = stores.db.collection<{ _id: string }>('livestreams');
    await broadcasts.updateOne({ _id: three.id }, { $set: { endedAt: new Date(origin.clock()) } });
    await keepBattles(deps);
    await later(limits.battleClaimMs);
    for (const [{ id, endsAt }, room] of [[first, one] as const, [second, three] as const]) {
      const over = await battleFrom(see(id, room.host));
      expect([over.outcome, over.endsAt]).toEqual([{ kind: 'won', winner: room.id }, endsAt]);
    }
  });

  it('is lost by whose broadcast ended before the bell, even if an origin sees that behind it', async () => {
    const { id, endsAt } = await begun();
    ledger.coins.set(two.id, 5n);
    await endStream(deps, two.id, 'host');
    origin.time.aheadMs += limits.battleLeadMs + 60_000 + 1;
    await advanceDueBattles(deps);
    await later(limits.battleClaimMs);
    const over = await battleFrom(see(id, one.host));
    expect([over.outcome, over.endsAt]).toEqual([{ kind: 'forfeit', winner: one.id }, endsAt]);
  });

  it('is decided by the score when both broadcasts end, and taken back when one ends before an answer', async () => {
    const { id } = await begun();
    ledger.coins.set(two.id, 5n);
    for (const room of [one, two]) await endStream(deps, room.id, 'moderation');
    await pass();
    await later(limits.battleForfeitBellMs + limits.battleClaimMs);
    expect((await battleFrom(see(id, two.host))).outcome).toEqual({ kind: 'won', winner: two.id });
    const other = await live('nima');
    const waiting = await battleFrom(challenge(three, other));
    await endStream(deps, other.id, 'host');
    await pass();
    expect((await battleFrom(see(waiting.id, three.host))).status).toBe('cancelled');
    expect(await challengeSeen(three)).toMatchObject({ state: 'cancelled' });
  });

  it('keeps its rooms from no other for long when the ledger stands still, and comes to its end later', async () => {
    const { id } = await begun();
    ledger.settled = false;
    await rung();
    expect((await challenge(one, three)).body.code).toBe('battle_busy');
    await later(limits.battleRoomsHeldMs);
    const next = await begun(one, three);
    await project(one, 3n, Date.parse(next.startsAt ?? ''), 1);
    ledger.settled = true;
    await later(limits.battleSettleRetryMs);
    expect((await battleFrom(see(id, one.host))).status).toBe('final');
    // The end of the first is told, and the second goes on.
    expect((await told(one)).map(({ battle, state }) => [battle === id, state])).toEqual([
      [true, 'running'],
      [true, 'settling'],
      [false, 'running'],
      [true, 'final'],
    ]);
    expect(coinsOf(await battleFrom(see(next.id, one.host)))).toEqual(['3', '0']);
  });

  it('comes to its score while the store of a room is away, which hears of it when it is back', async () => {
    const { id } = await begun();
    ledger.coins.set(one.id, 7n);
    const lost = () => Promise.reject(new Error('out of reach'));
    const whole = deps.battleRooms;
    replaceParts({ battleRooms: { ...whole, tell: lost, exchange: lost, givers: lost } });
    await rung();
    const decided = await deps.battles.get(id);
    expect([decided?.status, decided?.outcome]).toEqual(['final', { kind: 'won', winner: one.id }]);
    expect(await states(one)).toEqual(['running']);
    replaceParts({ battleRooms: whole });
    await later(limits.battleClaimMs);
    expect(await states(one)).toEqual(['running', 'final']);
    expect(await states(two)).toEqual(['running', 'final']);
    expect(origin.log.lines.filter(({ level }) => level === 'warn').length).toBeGreaterThan(0);
  });

  it('is told to a room whose store lost it', async () => {
    const { id } = await begun();
    await stores.control.hdel(roomKeys(two.id).state, 'battle', 'battleRank', 'battleFacts');
    await pass();
    expect(await states(two)).toEqual(['running', 'running']);
    expect(await stores.control.hget(roomKeys(two.id).state, 'battle')).toBe(id);
    expect(await states(one)).toEqual(['running']);
  });
});

describe('a challenge', () => {
  it('is refused with what is wrong with it', async () => {
    const to = (opponent: string, from = one, who = from.host) =>
      call(internalPaths.battlesOf(from.id), who, { opponent, seconds: 60 });
    expect(await to(one.id)).toMatchObject({ status: 409, body: { code: 'battle_own_room' } });
    expect(await to(two.id, one, three.host)).toMatchObject({ status: 403, body: { code: 'stream_not_yours' } });
    const nowhere = await to(testUuid());
    expect(nowhere).toMatchObject({ status: 404, body: { code: 'room_not_found', errors: [{ field: 'opponent' }] } });
    expect((await call(internalPaths.battlesOf(testUuid()), one.host, { opponent: two.id })).status).toBe(404);
    await stores.db.collection('livestreams').updateOne({ hostId: three.host.account }, { $set: { listed: false } });
    expect((await to(three.id)).body.code).toBe('room_not_found');
    await endStream(deps, three.id, 'host');
    await stores.db.collection('livestreams').updateOne({ hostId: three.host.account }, { $set: { listed: true } });
    const ended = await to(three.id);
    expect(ended).toMatchObject({ status: 409, body: { code: 'stream_not_live', errors: [{ field: 'opponent' }] } });
    for (const seconds of [limits.battleSecondsMin - 1, limits.battleSecondsMax + 1, 60.5, '60']) {
      const bad = await call(internalPaths.battlesOf(one.id), one.host, { opponent: two.id, seconds });
      expect(bad).toMatchObject({ status: 400, body: { code: 'validation_failed', errors: [{ field: 'seconds' }] } });
    }
    expect((await call(internalPaths.battlesOf(one.id), one.host, { opponent: 'x' })).status).toBe(400);
    expect((await call(internalPaths.battle('bt_x'), one.host)).status).toBe(400);
    expect((await act(`bt_${'a'.repeat(26)}`, 'accept', one.host)).body.code).toBe('battle_not_found');
    await deps.relations.block(two.host.account, one.host.account);
    expect(await to(two.id)).toMatchObject({ status: 403, body: { code: 'battle_refused' } });
    expect((await to(one.id, two)).body.code).toBe('battle_refused');
    expect(await stores.db.collection('battles').countDocuments()).toBe(0);
  });

  it('of a private broadcast is told to who may see one of its sides, and of the private one to nobody else', async () => {
    const { id } = await begun();
    const shut = { visibility: 'private' } as const;
    const make = (room: LiveRoom) => deps.streamSettings.change(room.id, 0, { privacy: { ...publicPrivacy, ...shut } });
    await make(one);
    const asked = async (who: TestPerson) =>
      [
        await call(internalPaths.battleOf(one.id), who),
        await call(internalPaths.battleOf(two.id), who),
        await see(id, who),
      ].map(({ status }) => status);
    expect(await asked(three.host)).toEqual([404, 200, 200]);
    await make(two);
    expect(await asked(three.host)).toEqual([404, 404, 404]);
    expect(await asked(one.host), 'whom it concerns').toEqual([200, 200, 200]);
    const guest = testPerson('maya');
    await deps.streamSettings.invite(two.id, { account: guest.account, handle: 'maya', atMs: 1 }, 5);
    expect(await asked(guest)).toEqual([404, 200, 200]);
  });

  it('is one of a room at a time, however many come at once', async () => {
    const rivals = await Promise.all(Array.from({ length: 6 }, (_, at) => live(`r${at}`)));
    const answers = await Promise.all(rivals.flatMap((rival) => [challenge(rival, one), challenge(one, rival)]));
    const codes = answers.map(({ status, body }) => (status === 201 ? 'asked' : body.code));
    expect(codes.filter((code) => code === 'asked')).toHaveLength(1);
    expect(codes.filter((code) => code !== 'asked')).toEqual(Array.from({ length: 11 }, () => 'battle_busy'));
  });

  it('is answered by who was asked, once, in time', async () => {
    const first = await battleFrom(challenge());
    for (const what of ['accept', 'decline'] as const) {
      expect((await act(first.id, what, one.host)).body.code).toBe('battle_not_yours');
      expect((await act(first.id, what, three.host)).body.code).toBe('battle_not_found');
    }
    expect((await act(first.id, 'cancel', two.host)).body.code).toBe('battle_not_yours');
    expect((await battleFrom(act(first.id, 'decline', two.host))).status).toBe('declined');
    expect((await battleFrom(act(first.id, 'decline', two.host))).status).toBe('declined');
    expect((await act(first.id, 'accept', two.host)).body.code).toBe('battle_closed');
    expect(await challengeSeen(one)).toMatchObject({ state: 'declined' });
    // A no holds for a while, for that host alone.
    const again = await challenge();
    expect(again).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect((await challenge(one, three)).status).toBe(201);
    origin.time.aheadMs += limits.battleChallengeLifeMs;
    const late = await battleFrom(call(internalPaths.battleOf(three.id), three.host));
    expect((await act(late.id, 'accept', three.host)).body.code).toBe('battle_expired');
    expect((await battleFrom(see(late.id, one.host))).status).toBe('expired');
    expect((await act(late.id, 'accept', three.host)).body.code).toBe('battle_expired');
    origin.time.aheadMs += limits.battleRepeatMs;
    const taken = await battleFrom(challenge());
    expect((await battleFrom(act(taken.id, 'cancel', one.host))).status).toBe('cancelled');
    expect((await act(taken.id, 'accept', two.host)).body.code).toBe('battle_closed');
    origin.time.aheadMs += limits.battleRepeatMs;
    // Nobody answers, and nobody looks: it runs out by itself.
    const unanswered = await battleFrom(challenge());
    await later(limits.battleChallengeLifeMs);
    expect((await battleFrom(see(unanswered.id, one.host))).status).toBe('expired');
  });

  it('comes to nothing when a broadcast has ended meanwhile', async () => {
    const { id } = await battleFrom(challenge());
    await endStream(deps, one.id, 'host');
    expect((await act(id, 'accept', two.host)).body.code).toBe('stream_not_live');
  });
});
