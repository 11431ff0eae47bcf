import { expect, it } from 'vitest';
import type { BotWorld } from '../demo/bot-world.ts';
import { runDemo } from '../demo/run-demo.ts';
import type { SavedAccount } from '../demo/saved-accounts.ts';
import { newTally } from '../demo/tally.ts';
import { eventually } from './eventually.ts';
import { runningCluster } from './running-cluster.ts';

const cluster = runningCluster();

/** Small steps of a fixed sequence (a linear congruential generator): the bots think briefly and do a bit of everything. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

it('the demo fills rooms, comes back with the same accounts and ends its broadcasts', async () => {
  const accounts: SavedAccount[] = [];
  const run = async (seed: number, until: (world: BotWorld) => boolean) => {
    const ending = new AbortController();
    const world: BotWorld = {
      api: cluster.api,
      random: seededRandom(seed),
      now: Date.now,
      signal: ending.signal,
      changed: () => {},
      slowed: () => {},
      tally: newTally(),
      rooms: new Set(),
    };
    const ended = runDemo(world, { rooms: 1, viewers: 3 }, accounts);
    try {
      await eventually(
        'the bots have done enough',
        () => world.tally,
        () => until(world),
        60_000,
      );
    } finally {
      ending.abort();
    }
    return { tally: world.tally, broadcasts: await ended };
  };
  const first = await run(11, ({ tally }) => tally.chats > 1 && tally.gifts > 0 && tally.likes > 0);
  expect([...first.tally.errors]).toEqual([]);
  expect(first.broadcasts).toHaveLength(1);
  expect(first.broadcasts[0]?.outcome).toMatchObject({ summary: { gifts: first.tally.gifts } });
  expect(first.tally).toMatchObject({ roomsLive: 0, viewersLive: 0, reconnecting: 0 });

  const names = accounts.map(({ username }) => username);
  const second = await run(12, ({ tally }) => tally.viewersLive > 0);
  expect(accounts.map(({ username }) => username)).toEqual(names);
  expect([...second.tally.errors]).toEqual([]);
});
