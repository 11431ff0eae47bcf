import { flushCompileCache } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import { Registry } from 'prom-client';
import { createRoomStore } from '../src/adapters/redis/room-redis.ts';
import { checkpointKeyOf, writeCheckpoint } from '../src/ledger/checkpoint.ts';
import { ledgerMetrics } from '../src/ledger/ledger-metrics.ts';
import type { ProjectionTargets } from '../src/ledger/project-gifts.ts';
import { roomTargets } from '../src/ledger/room-targets.ts';
import { runLedger } from '../src/ledger/run-ledger.ts';
import { createLifecycle } from '../src/lifecycle.ts';
import { type DieAt, dieAt } from './die-at.ts';
import { silentLog } from './ledger-stores.ts';

/** A writer in a process of its own, for tests that kill it: `node ledger-writer-process.ts <settings as JSON>`. */
export interface WriterProcessSettings {
  readonly owner: string;
  readonly mongoUri: string;
  readonly database: string;
  readonly walletsUrl: string;
  /** Where gifts are shown; absent: nowhere. */
  readonly roomsUrl?: string;
  readonly checkpointDir: string;
  readonly checkpointKey: string;
  readonly leaseMs: number;
  readonly dieAt?: DieAt;
  /** Signs a checkpoint as soon as everything runs. */
  readonly checkpoint?: boolean;
  /** This process believes that it is so much later. */
  readonly clockAheadMs?: number;
}

const noTargets: ProjectionTargets = {
  projectGifts: async (_room, gifts) => gifts.map(() => 'ok'),
  rank: async () => {},
  confirm: async () => {},
};

async function main(settings: WriterProcessSettings): Promise<void> {
  // A process that is killed writes none, and the next one would compile everything again.
  flushCompileCache();
  const { clockAheadMs = 0 } = settings;
  if (clockAheadMs !== 0) shiftClock(clockAheadMs);
  const lifecycle = createLifecycle(silentLog);
  const client = new MongoClient(settings.mongoUri, {
    writeConcern: { w: 'majority', journal: true },
    monitorCommands: true,
  });
  await client.connect();
  const db = client.db(settings.database);
  const { roomsUrl } = settings;
  const open = (connectionName: string): Redis | undefined =>
    roomsUrl === undefined ? undefined : new Redis(roomsUrl, { connectionName });
  const [rooms, control] = [open('rooms'), open('control')];
  const checkpoint = { key: checkpointKeyOf(settings.checkpointKey), dir: settings.checkpointDir };
  if (settings.dieAt !== undefined) dieAt(client, settings.dieAt);
  const writer = runLedger(
    {
      ...{ client, db, checkpoint, owner: settings.owner, walletsUrl: settings.walletsUrl, leaseMs: settings.leaseMs },
      targets:
        rooms === undefined || control === undefined
          ? noTargets
          : roomTargets(createRoomStore([rooms]), 1, control, { db, onBoardsBehind: () => {} }),
      log: silentLog,
      metrics: ledgerMetrics(new Registry()),
    },
    lifecycle,
  );
  // Whoever started this process must not leave it behind: it ends when its input does.
  process.stdin.resume();
  process.stdin.on('end', () => process.exit(1));
  process.stdout.write(`${writer.shards.size}\n`);
  if (settings.checkpoint === true) await writeCheckpoint(db, checkpoint.dir, checkpoint.key, Date.now());
}

/** As a machine whose clock is wrong. */
function shiftClock(aheadMs: number): void {
  const now = Date.now.bind(Date);
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    constructor(...given: [] | [number | string | Date]) {
      if (given.length === 0) super(now() + aheadMs);
      else super(given[0]);
    }
    static override now(): number {
      return now() + aheadMs;
    }
    // The class above takes what this program and its libraries give to `new Date`.
  } as DateConstructor;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  // The settings come from the test that starts this process.
  await main(JSON.parse(process.argv[2] ?? '{}') as WriterProcessSettings);
}
