import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Actor } from '@halobuzz/core/tokens';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { crashing, orDefect, seeded } from '../../../testing/crashing.ts';
import { createRealOrigin, openStores, type RealOrigin, someActor, type TestStores } from '../testing/real-origin.ts';
import { changeStream } from './change-stream.ts';
import { endStream } from './end-stream.ts';
import type { Livestream } from './livestream.ts';
import { healLive, reapDue } from './reaper.ts';
import { draftStream, startDraft, startStream } from './start-stream.ts';
import { watchDrafts } from './watch-drafts.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await openStores(62);
});
afterAll(() => stores.close());

/** `pick` chooses the broadcast of its host that an act is about; `crash`: whether the process may die in it. */
interface Step {
  readonly act: 'go' | 'draft' | 'start' | 'change' | 'end' | 'cancel' | 'pass' | 'wait';
  readonly host: number;
  readonly pick: number;
  readonly crash: boolean;
}

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    act: fc.constantFrom<Step['act']>('go', 'go', 'draft', 'start', 'start', 'change', 'end', 'cancel', 'pass', 'wait'),
    host: fc.nat(1),
    pick: fc.nat(5),
    crash: fc.boolean(),
  }),
  { minLength: 5, maxLength: 30 },
);

const place = { country: 'NP', region: 'r1' } as const;

/** A life of two hosts' broadcasts, in which processes die before and after any call to a store. */
class World {
  readonly #origin: RealOrigin;
  readonly #chance: () => number;
  readonly hosts: readonly Actor[] = [someActor(), someActor()];
  /** Every id that was ever answered, by host. */
  readonly known = new Map<string, string[]>(this.hosts.map(({ account }) => [account, []]));
  /** Broadcasts whose end was answered. */
  readonly ended = new Set<string>();

  constructor(origin: RealOrigin, seed: number) {
    this.#origin = origin;
    this.#chance = seeded(seed);
  }

  /** The same stores, under a process that may die. */
  #deps(crash: boolean) {
    const { deps } = this.#origin;
    if (!crash) return deps;
    // Ten times as likely as the helper's own.
    const chance = (): number => this.#chance() / 10;
    const { livestreams, streamSettings, rooms, deadlines, rules } = deps;
    return {
      ...deps,
      livestreams: crashing(livestreams, chance),
      streamSettings: crashing(streamSettings, chance),
      rooms: crashing(rooms, chance),
      deadlines: crashing(deadlines, chance),
      rules: crashing(rules, chance),
    };
  }

  async run(step: Step): Promise<void> {
    const host = this.hosts[step.host % this.hosts.length];
    if (host === undefined) return;
    try {
      await this.#act(step, host);
    } catch (error) {
      orDefect(error);
    }
  }

  async #act({ act, pick, crash }: Step, host: Actor): Promise<void> {
    const deps = this.#deps(crash);
    const mine = this.known.get(host.account) ?? [];
    const id = mine[pick % Math.max(1, mine.length)];
    const facts = { title: `Show ${pick % 2}`, category: 'music', ...place } as const;
    switch (act) {
      case 'go':
        return this.#note(host, await startStream(deps, host, facts));
      case 'draft':
        return this.#note(host, await draftStream(deps, host, { ...facts, draft: true }));
      case 'start':
        if (id !== undefined) this.#note(host, await startDraft(deps, host, id, place));
        return;
      case 'change':
        if (id !== undefined) await changeStream(deps, host, id, { privacy: { adultsOnly: pick % 2 === 0 } });
        return;
      case 'end':
        if (id === undefined) return;
        if ((await endStream(deps, id, 'host'))?.status === 'ended') this.ended.add(id);
        return;
      case 'cancel':
        if (id !== undefined) await deps.streamSettings.discard(id, host.account);
        return;
      case 'pass':
        return await this.pass(crash);
      case 'wait':
        this.#origin.time.aheadMs += (pick + 1) * 5_000;
        return;
      default:
        act satisfies never;
    }
  }

  #note({ account }: Actor, { id, status }: Livestream): void {
    const mine = this.known.get(account) ?? [];
    if (!mine.includes(id)) mine.push(id);
    if (status !== 'ended') expect(this.ended.has(id), `${id} came back after its end`).toBe(false);
  }

  async pass(crash: boolean): Promise<void> {
    const deps = this.#deps(crash);
    await reapDue(deps);
    await healLive(deps);
    await watchDrafts(deps);
  }

  /** What holds at any time. */
  async check(): Promise<void> {
    const { livestreams } = this.#origin.deps;
    for (const { account } of this.hosts) {
      const live = await stores.db.collection('livestreams').countDocuments({ hostId: account, status: 'live' });
      expect(live, 'live at once').toBeLessThanOrEqual(1);
    }
    for (const id of this.ended) expect((await livestreams.get(id))?.status, 'over for good').toBe('ended');
  }

  /** What holds once those who clean up have been around: nothing is left half-way. */
  async settle(): Promise<void> {
    this.#origin.time.aheadMs += limits.orphanStreamAgeMs + limits.deadlineClaimMs;
    await this.pass(false);
    await this.check();
    const { livestreams, rooms } = this.#origin.deps;
    for (const { account } of this.hosts) {
      const all = await stores.db.collection<{ _id: string }>('livestreams').find({ hostId: account }).toArray();
      const found = await Promise.all(all.map(({ _id }) => livestreams.get(_id)));
      const statuses = await rooms.statuses(all.map(({ _id }) => _id));
      for (const one of found) {
        if (one === undefined) continue;
        const room = statuses.get(one.id);
        const deadline = await stores.control.zscore(controlKeys.deadlines, one.id);
        if (one.status === 'live') {
          expect([room, deadline === null], 'a live broadcast has its room and its deadline').toEqual(['live', false]);
          const head = (await rooms.heads([one.id])).get(one.id);
          expect(head?.doorVersion, 'and its door').toBe(one.doorVersion ?? 0);
        } else {
          expect(room, `no room is live for one that is ${one.status}`).not.toBe('live');
          // Of a start that died before it stored anything; it ends nothing.
          const left = Number(deadline ?? 0) - this.#origin.clock();
          expect(left, 'nor waits long for its host').toBeLessThanOrEqual(limits.hostFirstJoinMs);
        }
      }
    }
  }

  /** No host ever comes: everything ends by itself, and nothing is left behind. */
  async abandon(): Promise<void> {
    this.#origin.time.aheadMs += limits.hostFirstJoinMs + limits.hostGraceMs;
    await this.pass(false);
    expect(await stores.db.collection('livestreams').countDocuments({ status: 'live' })).toBe(0);
    expect(await stores.control.zcard(controlKeys.deadlines), 'deadlines').toBe(0);
  }

  /** Whatever died before: a host can go live, be live once, and end it. */
  async canGoOn(): Promise<void> {
    const { deps } = this.#origin;
    for (const host of this.hosts) {
      const before = await deps.livestreams.liveOfHost(host.account);
      if (before !== undefined) await endStream(deps, before.id, 'host');
      const facts = { title: 'At last', category: 'music', ...place } as const;
      const live = await startStream(deps, host, facts);
      const second = await startStream(deps, host, { ...facts, title: 'Another' }).catch((error: unknown) => error);
      expect(second).toBeInstanceOf(AppError);
      expect(second).toMatchObject({ code: 'stream_already_live' });
      expect((await endStream(deps, live.id, 'host'))?.status).toBe('ended');
    }
  }
}

it('is never live twice, and heals, whatever dies at whichever store', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.integer(), async (history, seed) => {
      await Promise.all([stores.db.collection('livestreams').deleteMany({}), stores.control.flushdb()]);
      const world = new World(await createRealOrigin(stores), seed);
      for (const step of history) {
        await world.run(step);
        await world.check();
      }
      await world.settle();
      await world.abandon();
      await world.canGoOn();
    }),
    // The failure names the seed and the path that repeat it.
    { numRuns: 15 },
  );
});
