import type { ResultRow } from '../../loadtests/bench/judge-row.ts';
import { appFlood, appMemory } from './app-flood-rows.ts';
import { appFirstRoom } from './app-rows.ts';
import type { BenchContext } from './bench-context.ts';
import { compare, comparisons } from './compared-rows.ts';
import { consoleListsRow } from './console-lists-rows.ts';
import { searchRow, topHostsRow } from './discovery-rows.ts';
import { ledgerDrain, ledgerHotHost } from './ledger-drain-rows.ts';
import { ledgerRebuild, ledgerVerify } from './ledger-proof-rows.ts';
import { ledgerAccept, ledgerConfirm } from './ledger-wallet-rows.ts';
import { metricsCost } from './metrics-rows.ts';
import { peakEvents, peakViewers, twoGateways } from './peak-rows.ts';
import { privacyErasure } from './privacy-erasure-rows.ts';
import { privacyExport } from './privacy-export-rows.ts';
import { gifts, idleMemory, joins } from './socket-rows.ts';

const one =
  (measure: (context: BenchContext) => Promise<ResultRow>) =>
  async (context: BenchContext): Promise<ResultRow[]> => [await measure(context)];

/** Every row of the bench by its id, in the order of the table. */
export const benchRows: ReadonlyMap<string, (context: BenchContext) => Promise<ResultRow[]>> = new Map([
  ...comparisons.map((comparison) => [comparison.id, (context: BenchContext) => compare(context, comparison)] as const),
  ['peak-events', one(peakEvents)],
  ['peak-viewers', one(peakViewers)],
  ['two-gateways', one(twoGateways)],
  ['idle-memory', one(idleMemory)],
  ['joins', one(joins)],
  ['gifts', one(gifts)],
  ['metrics-cost', one(metricsCost)],
  ['ledger-drain', ledgerDrain],
  ['ledger-hot-host', ledgerHotHost],
  ['ledger-accept', ledgerAccept],
  ['ledger-confirm', ledgerConfirm],
  ['ledger-verify', ledgerVerify],
  ['ledger-rebuild', ledgerRebuild],
  ['top-hosts', topHostsRow],
  ['search', searchRow],
  ['console-lists', consoleListsRow],
  ['privacy-export', privacyExport],
  ['privacy-erasure', privacyErasure],
  ['app-first-room', one(appFirstRoom)],
  ['app-flood', appFlood],
  ['app-memory', one(appMemory)],
]);

/** Whether a row measures servers of other makers, which must be there. */
export function hasServerPeers(id: string): boolean {
  return (
    !id.startsWith('ledger-') &&
    !id.startsWith('app-') &&
    !id.startsWith('console-') &&
    !['metrics-cost', 'top-hosts', 'search', 'privacy-export', 'privacy-erasure'].includes(id)
  );
}
