import { randomUUID } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { MongoClient } from 'mongodb';
import { allMigrations } from '../../realtime/src/migrations/all-migrations.ts';
import { migrateUp } from '../../realtime/src/migrations/run-migrations.ts';
import { requireRunningStart } from '../cluster/run-file.ts';
import { stateFolder } from '../paths.ts';
import { describeProblem, Problem } from '../problem.ts';
import { seedConsole } from '../seed/seed-console.ts';
import { isLocal, parseSeedOptions, seedHelp } from '../seed/seed-options.ts';
import { estimatedBytes } from '../seed/seed-sizes.ts';

const gibibyte = 1024 ** 3;
const dayMs = 86_400_000;

/** `npm run seed -- console`: fills a database of its own with as much as lists of staff are to bear. */
async function main(): Promise<void> {
  const options = parseSeedOptions(process.argv.slice(2));
  if (options.kind === 'help') {
    console.log(seedHelp);
    return;
  }
  const { sizes, seed, database, remote } = options;
  const uri = options.mongo ?? runningMongo();
  if (!remote && !isLocal(uri)) throw new Problem('that server is not on this machine; say --remote if you mean it');
  const needed = estimatedBytes(sizes);
  const { bavail, bsize } = await statfs(stateFolder).catch(() => statfs('.'));
  console.log(
    `needs some ${(needed / gibibyte).toFixed(1)} GiB of disk, ${((bavail * bsize) / gibibyte).toFixed(1)} are free here`,
  );
  if (!remote && bavail * bsize < needed) throw new Problem('there is too little disk; take a part with --scale');
  const client = await new MongoClient(uri).connect();
  try {
    const db = client.db(database);
    await migrateUp(db, {
      ...{ migrations: allMigrations, owner: randomUUID(), leaseMs: 60_000, say: (line) => console.log(line) },
    });
    const untilMs = options.untilMs ?? Math.floor(Date.now() / dayMs) * dayMs;
    await seedConsole({ db, sizes, seed, untilMs, say: (line) => console.log(line) });
  } finally {
    await client.close();
  }
}

function runningMongo(): string {
  const { MONGODB_URI: uri } = requireRunningStart(stateFolder).environments.migrate;
  if (uri === undefined) throw new Problem('the running start names no MongoDB; name one with --mongo');
  return uri;
}

try {
  await main();
} catch (error) {
  console.error(describeProblem(error));
  process.exitCode = 1;
}
