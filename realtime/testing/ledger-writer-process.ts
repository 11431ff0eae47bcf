import { pathToFileURL } from 'node:url';
import { MongoClient } from 'mongodb';
import { Registry } from 'prom-client';
import { checkpointKeyOf } from '../src/ledger/checkpoint.ts';
import { ledgerMetrics } from '../src/ledger/ledger-metrics.ts';
import { runLedger } from '../src/ledger/run-ledger.ts';
import { createLifecycle } from '../src/lifecycle.ts';
import { silentLog } from './ledger-stores.ts';

/** A writer in a process of its own, for tests that kill it: `node ledger-writer-process.ts <settings as JSON>`. */
export interface WriterProcessSettings {
  readonly owner: string;
  readonly mongoUri: string;
  readonly database: string;
  readonly walletsUrl: string;
  readonly checkpointDir: string;
  readonly checkpointKey: string;
  readonly leaseMs: number;
}

async function main(settings: WriterProcessSettings): Promise<void> {
  const lifecycle = createLifecycle(silentLog);
  const client = await new MongoClient(settings.mongoUri, { writeConcern: { w: 'majority', journal: true } }).connect();
  const writer = runLedger(
    {
      client,
      db: client.db(settings.database),
      owner: settings.owner,
      walletsUrl: settings.walletsUrl,
      targets: { projectGift: async () => 'ok', rank: async () => {}, confirm: async () => {} },
      checkpoint: { key: checkpointKeyOf(settings.checkpointKey), dir: settings.checkpointDir },
      log: silentLog,
      metrics: ledgerMetrics(new Registry()),
      leaseMs: settings.leaseMs,
    },
    lifecycle,
  );
  // Whoever started this process must not leave it behind: it ends when its input does.
  process.stdin.resume();
  process.stdin.on('end', () => process.exit(1));
  process.stdout.write(`${writer.shards.size}\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  // The settings come from the test that starts this process.
  await main(JSON.parse(process.argv[2] ?? '{}') as WriterProcessSettings);
}
