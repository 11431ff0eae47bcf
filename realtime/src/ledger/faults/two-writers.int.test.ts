import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LedgerStep } from '../../../testing/die-at.ts';
import { faultPlan } from '../../../testing/fault-plan.ts';
import { ledgerInvariants } from '../../../testing/ledger-invariants.ts';
import { LedgerWorld } from '../../../testing/ledger-world.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await LedgerWorld.open();
  const first = await world.writer();
  await world.fund();
  await first.stop();
});
afterAll(() => world.close());

const { long } = faultPlan(process.env);
const steps: readonly LedgerStep[] = [
  'after it read',
  'in the transaction, when all is written',
  'after the commit, before anything else',
  'when gifts are applied, before the cursor moves',
];

describe('a writer that stalls beyond its lease and wakes up', () => {
  it.each(long ? steps : steps.slice(1, 3))(
    '%s: its successor and it write each entry once between them',
    { timeout: 120_000 },
    async (step) => {
      await world.give(20);
      const stalled = world.process({ dieAt: { step, occurrence: 1, freeze: true } });
      await world.frozen(stalled);
      const successor = await world.writer();
      await world.give(20);
      stalled.kill('SIGCONT');
      await world.give(20);
      expect(await ledgerInvariants(world)).toEqual([]);
      await successor.stop();
      // It may own everything again by now; nothing of what it held in mind may come through.
      await world.give(10);
      expect(await ledgerInvariants(world)).toEqual([]);
      stalled.kill('SIGKILL');
      await world.death(stalled);
    },
  );
});

describe('two writers that start together', () => {
  it('with clocks an hour apart from each other and from the stores: nothing is decided by a clock', {
    timeout: 120_000,
  }, async () => {
    const hour = 3_600_000;
    await world.give(20);
    const ahead = world.process({ clockAheadMs: hour });
    const behind = world.process({ clockAheadMs: -hour });
    await world.give(20);
    expect(await ledgerInvariants(world)).toEqual([]);
    ahead.kill('SIGKILL');
    await world.death(ahead);
    await world.give(20);
    expect(await ledgerInvariants(world)).toEqual([]);
    behind.kill('SIGKILL');
    await world.death(behind);
  });
});
