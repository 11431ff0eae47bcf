import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { ResultRow } from '../../loadtests/bench/judge-row.ts';
import { resultTable } from '../../loadtests/bench/result-table.ts';
import type { BenchContext } from '../bench/bench-context.ts';
import { benchHelp, parseBenchOptions } from '../bench/bench-options.ts';
import { describeMachine, writeBenchResult } from '../bench/bench-result.ts';
import { benchRows, hasServerPeers } from '../bench/bench-rows.ts';
import { openBenchStores } from '../bench/bench-stores.ts';
import { checkRatios, checkTable, readBaselines, readBenchFiles, withoutBaseline } from '../bench/check-ratios.ts';
import { type LedgerStores, openLedgerStores } from '../bench/ledger-stores.ts';
import { preparePeers } from '../bench/peer-servers.ts';
import { repositoryRoot, stateFolder } from '../paths.ts';
import { describeProblem } from '../problem.ts';
import { provideUws } from '../provision/uws-patch.ts';

/** Measures the rows asked for and writes the result. Resolves with the exit status: 1 when a bar was missed. */
async function main(): Promise<number> {
  const options = parseBenchOptions(process.argv.slice(2), [...benchRows.keys()]);
  if (options.kind === 'help') {
    console.log(benchHelp([...benchRows.keys()]));
    return 0;
  }
  if (options.kind === 'check') return check();
  const startedAt = new Date();
  const machine = describeMachine(startedAt);
  console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, ${machine.commit ?? 'no commit'}`);
  await provideUws();
  const folder = join(stateFolder, 'bench', String(process.pid));
  const stores = await openBenchStores(join(folder, 'stores'));
  let ledgerStores: Promise<LedgerStores> | undefined;
  const rows: ResultRow[] = [];
  try {
    const say = (line: string): void => console.log(line);
    const peers = await preparePeers(join(stateFolder, 'bench'), say, options.rows.some(hasServerPeers));
    const context: BenchContext = {
      ...{ settings: options.settings, stores, peers, folder: join(folder, 'logs'), say },
      ledgerStores: () => (ledgerStores ??= openLedgerStores(join(folder, 'ledger'))),
    };
    for (const id of options.rows) {
      console.log(id);
      rows.push(...((await benchRows.get(id)?.(context)) ?? []));
    }
  } finally {
    await (await ledgerStores?.catch(() => undefined))?.stop();
    await stores.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  const name = `bench-${startedAt.toISOString().replaceAll(/[:.]/g, '-')}.json`;
  const file = options.out ?? join(repositoryRoot, 'loadtests', 'results', name);
  writeBenchResult(file, machine, options.settings, rows);
  console.log(`\n${resultTable(rows)}\n\n${relative(process.cwd(), file)}`);
  return rows.every((row) => row.ok) ? 0 : 1;
}

/** Resolves the exit status of the comparison of what is committed. */
function check(): number {
  const baselines = readBaselines(repositoryRoot);
  const results = readBenchFiles(repositoryRoot);
  const rows = checkRatios(baselines, results);
  const unnamed = withoutBaseline(baselines, results);
  console.log(checkTable(rows));
  if (unnamed.length > 0) console.error(`without a baseline: ${unnamed.join(', ')}`);
  return unnamed.length === 0 && rows.every(({ state }) => state === 'held') ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(describeProblem(error));
  process.exitCode = 1;
}
