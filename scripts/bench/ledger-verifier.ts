import { serveLines } from '../../loadtests/bench/line-worker.ts';
import { connectMongo } from '../../realtime/src/adapters/mongo/connection.ts';
import { verifyLedger } from '../../realtime/src/ledger/verify-ledger.ts';
import { createLifecycle } from '../../realtime/src/lifecycle.ts';
import { silentLog } from './bench-stores.ts';

/** The process that verifies. */
export type VerifierCommands = {
  readonly verify: {
    readonly args: { readonly mongoUri: string; readonly database: string; readonly entries: number };
    readonly answer: {
      readonly entries: number;
      readonly legs: number;
      readonly tookMs: number;
      /** First break or problem; empty when all holds. */
      readonly problem: string;
      /** Resident memory at a third, two thirds and the end of the walk. */
      readonly rssMiB: readonly [number, number, number];
    };
  };
};

/** `npm run ledger -- verify` without its output, in a process whose memory is watched. */

const lifecycle = createLifecycle(silentLog);
const rssMiB = (): number => process.memoryUsage.rss() / 1024 ** 2;

serveLines<VerifierCommands>({
  async verify({ mongoUri, database, entries }) {
    const client = await connectMongo(mongoUri, lifecycle);
    const marks: number[] = [];
    const startedMs = performance.now();
    const summary = await verifyLedger({
      ...{ client, db: client.db(database), wallets: undefined, checkpoints: undefined },
      threads: { uri: mongoUri },
      onProgress: (done) => {
        if (done.entries >= ((marks.length + 1) * entries) / 3 && marks.length < 2) marks.push(rssMiB());
      },
    });
    const tookMs = performance.now() - startedMs;
    const at = (mark: number): number => marks[mark] ?? rssMiB();
    const [first] = summary.breaks;
    const problem = first === undefined ? (summary.problems[0] ?? '') : `shard ${first.shard}: ${first.problem}`;
    return {
      ...{ entries: summary.entries, legs: summary.legs, tookMs, problem },
      rssMiB: [at(0), at(1), rssMiB()],
    };
  },
});
