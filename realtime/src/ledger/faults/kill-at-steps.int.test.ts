import { walletShardOf } from '@halobuzz/core/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LedgerStep, ledgerSteps } from '../../../testing/die-at.ts';
import { faultPlan } from '../../../testing/fault-plan.ts';
import { ledgerInvariants } from '../../../testing/ledger-invariants.ts';
import { LedgerWorld } from '../../../testing/ledger-world.ts';
import { ledgerHeads } from '../../adapters/mongo/ledger-collections.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await LedgerWorld.open();
  const first = await world.writer();
  await world.fund();
  await first.stop();
});
afterAll(() => world.close());

/** What `npm test` plays; `npm run test:faults` plays all. */
const short: readonly LedgerStep[] = [
  'before it reads',
  'after it read',
  'in the transaction, when the entries are written',
  'after the commit, before anything else',
  'after projecting, before it trims',
  'before the kept id of an order ends',
  'when a rebuild wrote half of the wallets',
  'when a checkpoint is a file, before MongoDB has it',
];
const { long } = faultPlan(process.env);
// The names of the very object above.
const steps = long ? (Object.keys(ledgerSteps) as LedgerStep[]) : short;
/** Where "half" of something is meant. */
const third = new Set<LedgerStep>(['when a rebuild wrote half of the wallets', 'when a rebuild wrote half of the ids']);

describe('a writer killed', () => {
  it.each(steps)('%s: nothing is lost, doubled or shown twice', { timeout: 120_000 }, async (step) => {
    // Nobody drains; gates stay open, as after any death of a writer.
    await world.give(20);
    const order = await world.buy(1, 50n);
    if (step.includes('rebuild')) {
      // Whoever asks for a rebuild of a shard that was not drained gives up what waits in it.
      const drains = await world.writer();
      expect(await ledgerInvariants(world)).toEqual([]);
      await drains.stop();
      const shards = world.people.map(({ subject }) => walletShardOf(subject));
      const { db } = world.bench.database;
      await ledgerHeads(db).updateMany({ _id: { $in: shards } }, { $set: { state: 'rebuilding' } });
    }
    const child = world.process({
      dieAt: { step, occurrence: third.has(step) ? 3 : 1 },
      checkpoint: step.includes('checkpoint'),
    });
    expect(await world.death(child)).toBe('SIGKILL');
    // Senders who got no confirmation ask again; the shop's webhook comes a second time.
    const again = [...world.asked.values()].filter(({ intent }) => intent.kind === 'gift').slice(-5);
    await Promise.all(again.map(({ intent }) => world.ask(intent)));
    await world.post(order);
    const successor = await world.writer();
    try {
      await world.give(5);
      await world.post(order);
      expect(await ledgerInvariants(world)).toEqual([]);
    } finally {
      await successor.stop();
    }
  });
});
