import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type CommandTable, type LineWorker, startLineWorker } from '../../loadtests/bench/line-worker.ts';
import { cpuMsOf } from '../../loadtests/bench/process-usage.ts';
import { repositoryRoot } from '../paths.ts';
import { type BenchContext, scaled } from './bench-context.ts';
import type { Drained } from './ledger-drained.ts';
import type { GiftPlan } from './ledger-gifts.ts';
import type { GiverCommands } from './ledger-giver.ts';
import type { LedgerStores } from './ledger-stores.ts';
import type { LedgerCommands } from './ledger-worker.ts';

/** Starts a program of this folder as a worker, and ends it after use. */
export async function withWorker<Table extends CommandTable, T>(
  program: readonly string[],
  use: (worker: LineWorker<Table>) => Promise<T>,
): Promise<T> {
  const [file = '', ...nodeOptions] = program;
  const worker = startLineWorker<Table>(process.execPath, [...nodeOptions, join(repositoryRoot, file)]);
  try {
    return await use(worker);
  } finally {
    await worker.stop();
  }
}

export const giverProgram = ['scripts/bench/ledger-giver.ts'] as const;
export const ledgerProgram = ['scripts/bench/ledger-worker.ts'] as const;

export function perSecond({ entries, tookMs }: Drained): number {
  return (entries / tookMs) * 1_000;
}

/** A plan of the run's scale, with people of its own. */
export function planOf(context: BenchContext, senders: number, hosts: number): GiftPlan {
  return {
    seed: randomUUID(),
    senders: scaled(senders, context.settings),
    hosts: hosts === 1 ? 1 : scaled(hosts, context.settings),
    rooms: hosts === 1 ? 1 : scaled(hosts, context.settings),
  };
}

/** CPU of processes over some work, ms of each. */
export async function cpuOver<T>(
  pids: readonly number[],
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly cpuMs: readonly number[]; readonly tookMs: number }> {
  const before = pids.map(cpuMsOf);
  const startedMs = performance.now();
  const result = await work();
  const tookMs = performance.now() - startedMs;
  return { result, tookMs, cpuMs: pids.map((pid, at) => cpuMsOf(pid) - (before[at] ?? 0)) };
}

/** A ledger on fresh stores whose senders hold coins, and the process that gives for them. */
export async function withFundedLedger<T>(
  stores: LedgerStores,
  plan: GiftPlan,
  options: { readonly roomsUrl?: string },
  use: (parts: {
    readonly ledger: LineWorker<LedgerCommands>;
    readonly giver: LineWorker<GiverCommands>;
    readonly wallets: { readonly url: string; readonly pid: number };
    readonly database: string;
  }) => Promise<T>,
): Promise<T> {
  const database = await stores.freshDatabase();
  const wallets = await stores.freshWallets();
  return withWorker<LedgerCommands, T>(ledgerProgram, (ledger) =>
    withWorker<GiverCommands, T>(giverProgram, async (giver) => {
      await ledger.ask('open', { mongoUri: stores.mongo.uri, database, walletsUrl: wallets.url, ...options });
      await giver.ask('open', { walletsUrl: wallets.url, plan });
      await ledger.ask('start', {});
      const { accepted } = await giver.ask('fund', {});
      if (accepted !== plan.senders) throw new Error(`${accepted} of ${plan.senders} wallets were funded`);
      await ledger.ask('committed', { count: accepted });
      return use({ ledger, giver, wallets, database });
    }),
  );
}
