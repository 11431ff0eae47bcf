import { parseArgs } from 'node:util';
import type { Db } from 'mongodb';
import { connectMongo } from '../adapters/mongo/connection.ts';
import { migrateConfig } from '../config.ts';
import { ConfigError, loadConfig } from '../config-option.ts';
import { createLifecycle } from '../lifecycle.ts';
import { createLog } from '../observability/log.ts';
import { verifyAudit } from '../origin/audit/verify-audit.ts';
import { rebuildFollowCounts, verifyFollowCounts } from '../origin/people/follow-counts.ts';

/** `people-cli verify [--head <hash>] | recount`: exit 0 when all is well, 1 when not. Needs MongoDB alone. */
const usage = 'usage: npm run admin -- verify [--head <hash>] | recount';
const releaseDeadlineMs = 5_000;

async function verify(db: Db, head: string | undefined): Promise<boolean> {
  const audit = await verifyAudit(db, head);
  console.log(
    audit.ok
      ? `audit log: ${audit.records} records, unbroken; its head is ${audit.head}`
      : `audit log: broken at record ${audit.sequence}: ${audit.problem}`,
  );
  const wrong = await verifyFollowCounts(db);
  for (const { accountId, kind, difference } of wrong) {
    console.log(`${kind} of ${accountId}: ${Math.abs(difference)} too ${difference > 0 ? 'few' : 'many'}`);
  }
  console.log(wrong.length === 0 ? 'follow counts: all right' : `follow counts: ${wrong.length} or more are wrong`);
  return audit.ok && wrong.length === 0;
}

/** Goes on until none is wrong: each look shows only so many. */
async function recount(db: Db): Promise<boolean> {
  const seen = new Set<string>();
  for (;;) {
    const wrong = (await verifyFollowCounts(db)).map(({ accountId }) => accountId).filter((id) => !seen.has(id));
    if (wrong.length === 0) break;
    for (const accountId of wrong) {
      seen.add(accountId);
      await rebuildFollowCounts(db, accountId);
    }
  }
  console.log(`${seen.size} account(s) counted anew`);
  return (await verifyFollowCounts(db)).length === 0;
}

async function main(): Promise<number> {
  const lifecycle = createLifecycle(createLog({ name: 'people', level: 'error' }));
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { head: { type: 'string' } } });
    const config = loadConfig(migrateConfig, process.env);
    const db = (await connectMongo(config.mongoUri, lifecycle)).db(config.mongoDatabase);
    switch (positionals[0]) {
      case 'verify':
        return (await verify(db, values.head)) ? 0 : 1;
      case 'recount':
        return (await recount(db)) ? 0 : 1;
      default:
        console.error(usage);
        return 2;
    }
  } catch (error) {
    console.error(error instanceof ConfigError ? error.message : error);
    return 1;
  } finally {
    await lifecycle.release(releaseDeadlineMs);
  }
}

process.exitCode = await main();
