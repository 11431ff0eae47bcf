import { seededRandom } from '@halobuzz/core/testing/seeded-random';
import { expect, it } from 'vitest';
import { faultPlan } from '../../../testing/fault-plan.ts';
import { playLedgerHistory } from '../../../testing/ledger-history.ts';
import { ledgerInvariants } from '../../../testing/ledger-invariants.ts';
import { LedgerWorld } from '../../../testing/ledger-world.ts';

const { seeds, steps } = faultPlan(process.env);

it.each(seeds)(
  'a history of the ledger with seed %i: everything is stored and shown once, and adds up',
  async (seed) => {
    const world = await LedgerWorld.open();
    const lines: string[] = [];
    try {
      const first = await world.writer();
      await world.fund();
      expect(await ledgerInvariants(world)).toEqual([]);
      await first.stop();
      const { losable } = await playLedgerHistory(world, seededRandom(seed), steps, (line) => lines.push(line));
      const last = await world.writer();
      await world.drained();
      const lost = await world.forgiveLost(losable);
      const wrong = await ledgerInvariants(world);
      if (lost > 0) console.log(`seed ${seed}: the wallets server lost ${lost} accepted entries that nobody else held`);
      if (wrong.length > 0) console.log(`seed ${seed}\n${lines.join('\n')}`);
      expect(wrong).toEqual([]);
      await last.stop();
    } finally {
      await world.close();
    }
  },
  30_000 + steps * 6_000,
);
