import { describe, expect, it } from 'vitest';
import { faultPlan } from '../../testing/fault-plan.ts';
import { defects } from '../../testing/ledger-simulation/defects.ts';
import { playHistory, reportOf } from '../../testing/ledger-simulation/play-history.ts';

const plan = faultPlan(process.env);
const steps = 12;
const [firstSeed = 0] = plan.seeds;
const fresh = Date.now() % 1_000_000;
/** A loaded machine takes ten times as long as an idle one. */
const msPerHistory = 10_000;
const defectHistoriesMax = 60;

async function playAll(name: string, from: number, count: number): Promise<void> {
  const startedMs = performance.now();
  let [entries, lost, virtualMs] = [0, 0, 0];
  for (let seed = from; seed < from + count; seed += 1) {
    const history = await playHistory(seed, { steps });
    expect(history.problems, reportOf(history)).toEqual([]);
    entries += history.entries;
    lost += history.lostByDisk;
    virtualMs += history.virtualMs;
  }
  const seconds = (performance.now() - startedMs) / 1_000;
  const what = `${entries} entries, ${lost} lost with the disk, ${Math.round(virtualMs / 1_000)} virtual seconds`;
  console.log(`${name}: ${count} histories from seed ${from}, ${(count / seconds).toFixed(1)} a second: ${what}`);
}

describe('the ledger, simulated', () => {
  it('keeps every promise, whatever breaks', { timeout: 60_000 + plan.ledgerHistories * msPerHistory }, async () => {
    await playAll('known', firstSeed, plan.ledgerHistories);
  });

  it('keeps every promise in histories nobody has played', { timeout: 60_000 + 4 * msPerHistory }, async () => {
    await playAll('new', fresh, 4);
  });

  it('plays the same history again for the same seed', async () => {
    const [first, again] = [await playHistory(firstSeed, { steps: 8 }), await playHistory(firstSeed, { steps: 8 })];
    expect(again).toEqual(first);
    expect(first.entries).toBeGreaterThan(10);
    expect(first.trace.length).toBeGreaterThan(5);
  });
});

describe('a ledger with a defect is found out: one that', () => {
  for (const [name, defect] of Object.entries(defects)) {
    it(name, { timeout: 60_000 + defectHistoriesMax * msPerHistory }, async () => {
      let found: readonly string[] = [];
      for (let seed = 1; seed <= defectHistoriesMax && found.length === 0; seed += 1) {
        found = (await playHistory(seed, { steps: 10, defect })).problems;
      }
      expect(found.length).toBeGreaterThan(0);
    });
  }
});
