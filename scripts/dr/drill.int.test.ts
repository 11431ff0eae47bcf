import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkpointKeyOf } from '../../realtime/src/ledger/checkpoint.ts';
import { losses } from './drill-options.ts';
import { missedBars, reportText } from './drill-report.ts';
import { runDrill } from './run-drill.ts';

/** `npm run test:faults` gives the number: all losses then, with a ledger of so many legs. */
const legs = Number(process.env.FAULTS_DRILL_LEGS ?? 0);
const pair = generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' });
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'halobuzz-drill-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it(
  'MongoDB lost with its disk while gifts flow: no confirmed gift and no accepted one is lost',
  async () => {
    const reports = await runDrill({
      ...{ legs: legs === 0 ? 4_000 : legs, losses: legs === 0 ? ['mongodb'] : losses, giftsPerSecond: 100 },
      ...{ folder, signing: checkpointKeyOf(pair.toString('base64url')), say: () => {} },
    });
    if (legs > 0) console.log(reportText(reports));
    // How long it takes is no matter of a test that shares its machine; test:faults runs alone.
    const missed = legs > 0 ? reports.flatMap(missedBars) : reports.flatMap((one) => missedBars({ ...one, rtoMs: 0 }));
    expect(missed).toEqual([]);
    expect(reports.every(({ confirmed }) => confirmed.told > 0)).toBe(true);
  },
  legs > 0 ? 900_000 : 120_000,
);
