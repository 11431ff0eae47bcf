import { type Battle, battleDataSchema } from '@halobuzz/core/api/battles';
import { successOf } from '@halobuzz/core/api/conventions';
import { internalPaths } from '@halobuzz/core/api/internal';
import { limits, WALLET_SHARDS } from '@halobuzz/core/limits';
import { decodeEvent } from '@halobuzz/core/protocol/codec';
import type { RoomBattle } from '@halobuzz/core/protocol/messages/battle';
import { roomKeys } from '@halobuzz/core/rooms/keys';
import { seededRandom } from '@halobuzz/core/testing/seeded-random';
import type { Actor } from '@halobuzz/core/tokens';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { coinsOf, goLive, type LiveRoom } from '../../../testing/battle-world.ts';
import { type TestPerson, testPerson, testUuid } from '../../../testing/rooms.ts';
import { createOriginApp } from '../app.ts';
import { dueQuery, keepingQuery, refusalQuery } from '../mongo/mongo-battles.ts';
import { endStream } from '../streams/end-stream.ts';
import { createRealOrigin, openStores, type RealOrigin, type TestStores } from '../testing/real-origin.ts';
import type { StoredBattle } from './battle.ts';
import { type BattleLedger, battleGiftsQuery } from './battle-ledger.ts';
import { actOnBattle, challengeHost } from './challenge-host.ts';
import { advanceDueBattles, keepBattles } from './run-battles.ts';

let stores: TestStores;
let origin: RealOrigin;
let deps: RealOrigin['deps'];
let app: ReturnType<typeof createOriginApp>;
/** What the ledger would say: scores by room, and whether all that stands before the bell is committed. */
let ledger: { readonly coins: Map<string, bigint>; settled: boolean };
let one: LiveRoom;
let two: LiveRoom;
let three: LiveRoom;

const heads = Array.from({ length: WALLET_SHARDS }, (_, shard) => ({ shard, epoch: 1, sequence: 1 }));

beforeAll(async () => {
  stores = await openStores(47);
});
afterAll(() => stores.close());
beforeEach(async () => {
  origin = await createRealOrigin(stores);
  ledger = { coins: new Map(), settled: true };
  const battleLedger: BattleLedger = {
    walletNowMs: async () => origin.clock(),
    bellHeads: async (endsAtMs) => (origin.clock() >= endsAtMs ? heads : undefined),
    progress: async () => (ledger.settled ? { committed: heads, projected: heads } : { committed: [], projected: [] }),
    coinsWithin: async (roomId) => ledger.coins.get(roomId) ?? 0n,
  };
  deps = { ...origin.deps, battleLedger };
  app = createOriginApp(deps);
  [one, two, three] = await Promise.all([live('sita'), live('hari'), live('gita')]);
});
afterEach(async () => {
  await stores.db.collection('battles').deleteMany({});
  await stores.db.collection('livestreams').deleteMany({});
});

const live = (name: string) => goLive(stores.db, stores.rooms, name);
const actorOf = ({ account, subject, name }: TestPerson): Actor => ({
  ...{ account, subject, name, roles: ['host'], session: 'se_1', emailVerified: true, country: 'NP' },
});
async function call(target: string, who: TestPerson, body?: unknown) {
  const method = body === undefined ? {} : { method: 'POST', body };
  const response = await app.request(await origin.signer.request(target, { ...method, actor: actorOf(who) }));
  // Whatever it is; the tests compare it.
  return { status: response.status, body: (await response.json()) as { code?: string; errors?: unknown } };
}
async function battleFrom(answer: Promise<{ readonly body: unknown }>): Promise<Battle> {
  return successOf(battleDataSchema).parse((await answer).body).data.battle;
}
const challenge = (from = one, to = two, seconds = 60) =>
  call(internalPaths.battlesOf(from.id), from.host, { opponent: to.id, seconds });
const act = (id: string, what: 'accept' | 'decline' | 'cancel', who: TestPerson) =>
  call(internalPaths.battleAct(id, what), who, {});
const see = (id: string, who: TestPerson) => call(internalPaths.battle(id), who);
const begun = async (from = one, to = two) => {
  const { id } = await battleFrom(challenge(from, to));
  return battleFrom(act(id, 'accept', to.host));
};
const pass = async () => {
  await keepBattles(deps);
  await advanceDueBattles(deps);
};
const later = async (ms: number) => {
  origin.time.aheadMs += ms;
  await pass();
};
/** The bell, and whatever comes behind it. */
const rung = () => later(limits.battleLeadMs + 60_000 + limits.battleClaimMs);

/** What a room's viewers were told, in order. */
async function told(room: LiveRoom): Promise<readonly RoomBattle[]> {
  const epoch = Number(await stores.control.hget(roomKeys(room.id).state, 'epoch'));
  const found = await stores.rooms(room.id).recover(room.id, { epoch, offset: 0 });
  const events = found.kind === 'ok' ? (found.events ?? []).map(({ bytes }) => decodeEvent(bytes)) : [];
  return events.flatMap((event) => (event?.t === 'battle' ? [event.now] : []));
}
const states = async (room: LiveRoom) => (await told(room)).map(({ state }) => state);
const challengeSeen = async (room: LiveRoom) =>
  JSON.parse((await stores.control.hget(roomKeys(room.id).state, 'challenge')) ?? '{}');
/** A gift that is in the ledger and comes to its room. */
async function project(room: LiveRoom, coins: bigint, acceptedAtMs: number, sequence: number) {
  const giver = testPerson('maya');
  ledger.coins.set(room.id, (ledger.coins.get(room.id) ?? 0n) + coins);
  const facts = { shard: 1, epoch: 1, sequence, tx: `${sequence}`, event: new Uint8Array(0), acceptedAtMs };
  await stores
    .rooms(room.id)
    .projectGifts(room.id, [
      { ...facts, account: giver.account, name: giver.name, coins, earned: 0n, payee: room.host.subject },
    ]);
  return giver;
}

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
    expect(await metric('origin_battles_total')).toEqual({ invited: 1, running: 1, settling: 1, final: 1 });
    await pass();
    expect(await metric('origin_battles_open')).toEqual({ invited: 0, running: 0, settling: 0 });
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
    deps = { ...deps, battleRooms: { ...whole, tell: lost, exchange: lost, givers: lost } };
    await rung();
    const decided = await deps.battles.get(id);
    expect([decided?.status, decided?.outcome]).toEqual(['final', { kind: 'won', winner: one.id }]);
    expect(await states(one)).toEqual(['running']);
    deps = { ...deps, battleRooms: whole };
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

function unlessAlive(error: unknown): void {
  if (!(error instanceof Error) || !['died', 'dead'].includes(error.message)) throw error;
}

/** Ports of a process that dies at its `at`-th call: before it takes place, or when it has and nobody hears of it. */
function dyingAt(at: number, after: boolean) {
  const state = { calls: 0, dead: false };
  const dying = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, name) {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        return async (...args: unknown[]) => {
          if (state.dead) throw new Error('dead');
          state.calls += 1;
          const last = state.calls === at;
          if (last) state.dead = true;
          if (last && !after) throw new Error('died');
          const result: unknown = await method.apply(target, args);
          if (last) throw new Error('died');
          return result;
        };
      },
    });
  const { battles, battleRooms, battleLedger } = deps;
  const ports = { battles: dying(battles), battleRooms: dying(battleRooms), battleLedger: dying(battleLedger) };
  return { state, deps: { ...deps, ...ports } };
}

describe('an origin that dies', () => {
  it('at any call of a battle’s life, before or behind it, leaves the rest to another, told once', async () => {
    ledger.coins.set(one.id, 12n);
    let played = 0;
    for (let at = 1; ; at += 1) {
      const lived: boolean[] = [];
      for (const after of [false, true]) {
        const [first, second] = await Promise.all([live(`a${at}`), live(`b${at}`)]);
        ledger.coins.set(first.id, 12n);
        const dying = dyingAt(at, after);
        const process = () => (dying.state.dead ? deps : dying.deps);
        /** People ask again when nothing came back. */
        const twice = async <T>(work: () => Promise<T>): Promise<T> => work().catch(work);
        const asked = await twice(() =>
          challengeHost(process(), first.host, first.id, { opponent: second.id, seconds: 60 }),
        );
        await twice(() => actOnBattle(process(), second.host, asked.id, 'accept'));
        const look = async () => {
          // As the origin's periodic work: a pass that fails is followed by another.
          for (const work of [keepBattles, advanceDueBattles])
            await Promise.resolve(work(process())).catch(unlessAlive);
        };
        await look();
        origin.time.aheadMs += limits.battleLeadMs + 60_000;
        for (let passes = 0; passes < 4; passes += 1) {
          await look();
          origin.time.aheadMs += limits.battleClaimMs;
        }
        const over = await deps.battles.get(asked.id);
        const what = `call ${at}, ${after ? 'behind' : 'before'} it`;
        expect([over?.status, over?.outcome, over?.sides.map(({ coins }) => coins)], what).toEqual([
          ...['final', { kind: 'won', winner: first.id }],
          [12n, 0n],
        ]);
        for (const room of [first, second]) {
          expect(await states(room), what).toEqual(['running', 'settling', 'final']);
        }
        lived.push(!dying.state.dead);
        played += 1;
      }
      if (lived.every(Boolean)) break;
    }
    // Some thirty calls: a test that dies at none of them would show nothing.
    expect(played).toBeGreaterThan(40);
    expect(await stores.db.collection('battles').countDocuments({ dueAt: { $exists: true } })).toBe(0);
  }, 120_000);
});

const nexts: Readonly<Record<StoredBattle['status'], readonly StoredBattle['status'][]>> = {
  invited: ['running', 'declined', 'expired', 'cancelled'],
  running: ['settling'],
  settling: ['final'],
  ...{ final: [], declined: [], expired: [], cancelled: [] },
};

describe('battles of three rooms under whatever their hosts do', () => {
  it.each([11, 4_077, 90_210])(
    'go only where they may, and all come to an end (seed %i)',
    async (seed) => {
      const random = seededRandom(seed);
      const rooms = [one, two, three];
      const pick = () => rooms[random.below(rooms.length)] ?? one;
      const known = new Map<string, StoredBattle['status']>();
      const check = async (what: string) => {
        for (const id of known.keys()) {
          const battle = await deps.battles.get(id);
          const [before, now] = [known.get(id), battle?.status];
          if (before === undefined || now === undefined) throw new Error(`${id} is gone`);
          const reachable = new Set<string>([before]);
          for (const status of reachable)
            for (const next of nexts[status as StoredBattle['status']]) reachable.add(next);
          expect(reachable.has(now), `${what}: ${before} became ${now}`).toBe(true);
          known.set(id, now);
          if (now === 'final') {
            const [first, second] = battle?.sides.map(({ coins }) => coins ?? 0n) ?? [];
            const { outcome, forfeitedBy } = battle ?? {};
            if (forfeitedBy !== undefined) expect(outcome?.kind).toBe('forfeit');
            else expect(outcome?.kind).toBe(first === second ? 'draw' : 'won');
          }
        }
      };
      for (let step = 0; step < 90; step += 1) {
        const what = random.below(9);
        const ids = [...known.keys()];
        const id = ids[random.below(ids.length)] ?? '';
        const who = pick().host;
        if (what <= 1) {
          const answer = await challenge(pick(), pick());
          if (answer.status === 201) known.set((await battleFrom(Promise.resolve(answer))).id, 'invited');
        } else if (what <= 4 && id !== '')
          await act(id, (['accept', 'decline', 'cancel'] as const)[random.below(3)] ?? 'accept', who);
        else if (what === 5) {
          const at = random.below(rooms.length);
          const gone = rooms[at] ?? one;
          await endStream(deps, gone.id, 'host');
          rooms[at] = await live(`next${step}`);
        } else if (what === 6) ledger.coins.set(pick().id, BigInt(random.below(5)));
        else await later(random.below(40_000));
        await check(`step ${step}, act ${what}`);
      }
      for (let passes = 0; passes < 8; passes += 1) await later(limits.battleSecondsMax * 200);
      await check('at the end');
      expect([...known.values()].filter((status) => nexts[status].length > 0)).toEqual([]);
      expect(known.size).toBeGreaterThan(4);
    },
    60_000,
  );
});

describe('what is asked of MongoDB', () => {
  const plan = (collection: string, query: object, hint: string, sort: object = {}) =>
    stores.db
      .collection(collection)
      .find(query)
      .sort({ ...sort })
      .hint(hint)
      .explain('queryPlanner');

  it('is found by its index, in order, without a look at the rest', async () => {
    const now = origin.clock();
    const queries = [
      ['battles', keepingQuery(one.id), 'one_per_room', {}],
      ['battles', dueQuery(now), 'due', { dueAt: 1 }],
      ['battles', { open: true, _id: { $gt: '' } }, 'open', { _id: 1 }],
      ['battles', { 'sides.roomId': one.id, status: { $in: ['final'] } }, 'room_newest', { invitedAt: -1 }],
      ['battles', refusalQuery(one.id, two.id, now), 'room_newest', { invitedAt: -1 }],
      ['transactions', battleGiftsQuery(one.id, now, now + 1), 'room', {}],
    ] as const;
    for (const [collection, query, hint, sort] of queries) {
      const found = JSON.stringify((await plan(collection, query, hint, sort)).queryPlanner.winningPlan);
      expect(found, hint).toContain(`"indexName":"${hint}"`);
      expect(found, hint).toContain('IXSCAN');
      expect(found, hint).not.toMatch(/COLLSCAN|"SORT"/);
    }
  });
});
