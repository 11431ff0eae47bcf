import { limits } from '@halobuzz/core/limits';
import { seededRandom } from '@halobuzz/core/testing/seeded-random';
import { describe, expect, it } from 'vitest';
import { dueQuery, keepingQuery, refusalQuery } from '../mongo/mongo-battles.ts';
import { endStream } from '../streams/end-stream.ts';
import {
  act,
  battleFrom,
  challenge,
  deps,
  later,
  ledger,
  live,
  one,
  origin,
  states,
  stores,
  three,
  two,
  useBattleStage,
} from '../testing/battle-stage.ts';
import type { StoredBattle } from './battle.ts';
import { battleGiftsQuery } from './battle-ledger.ts';
import { actOnBattle, challengeHost } from './challenge-host.ts';
import { advanceDueBattles, keepBattles } from './run-battles.ts';

useBattleStage(58);

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
          const reachable = new Set<StoredBattle['status']>([before]);
          for (const status of reachable) for (const next of nexts[status]) reachable.add(next);
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
