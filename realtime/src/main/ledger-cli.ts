import { SUBJECT_ID_PATTERN, walletShardOf } from '@halobuzz/core/ids';
import { accounts } from '@halobuzz/core/ledger/postings';
import { WALLET_SHARDS } from '@halobuzz/core/limits';
import type { Redis } from 'ioredis';
import type { Db, MongoClient } from 'mongodb';
import { connectMongo } from '../adapters/mongo/connection.ts';
import { accountBalances } from '../adapters/mongo/ledger-collections.ts';
import { openRedis } from '../adapters/redis/connect.ts';
import { redisWallet } from '../adapters/redis/redis-wallet.ts';
import { createRoomStore } from '../adapters/redis/room-redis.ts';
import { openWalletSession, type WalletSession } from '../adapters/redis/wallet-connection.ts';
import { type LedgerConfig, ledgerConfig } from '../config.ts';
import { ConfigError, loadConfig } from '../config-option.ts';
import { checkpointKeyOf, writeCheckpoint } from '../ledger/checkpoint.ts';
import { rebuildLeaderboards } from '../ledger/rebuild-leaderboards.ts';
import { reconcileShard } from '../ledger/reconcile.ts';
import { boardTargets } from '../ledger/room-targets.ts';
import { differenceText, verifyLedger } from '../ledger/verify-ledger.ts';
import { createLifecycle, type Owner } from '../lifecycle.ts';
import { checkInstall } from '../migrations/install.ts';
import { MigrationError } from '../migrations/migration.ts';
import { createLog, type Logger } from '../observability/log.ts';

/** `npm run ledger -- …`: exit 0 when everything holds, 1 when it does not, 2 when the question could not be asked. */
const usage = `usage: npm run ledger -- <command>
  verify             walk every chain, recompute everything, compare wallets and checkpoints
  reconcile          compare every wallet in Redis with MongoDB plus what is not yet committed
  balance <subject>  one person's balances
  leaderboards       raise every leaderboard in Redis to what MongoDB says
  checkpoint         sign the heads of all chains now`;
const releaseDeadlineMs = 5_000;
const roomsTimeoutMs = 10_000;

class UsageError extends Error {}

interface Stores {
  readonly config: LedgerConfig;
  readonly client: MongoClient;
  readonly db: Db;
  readonly wallets: WalletSession | undefined;
  readonly owner: Owner;
  readonly log: Logger;
}

async function openStores(owner: Owner): Promise<Stores> {
  const config = loadConfig(ledgerConfig, process.env);
  const client = await connectMongo(config.mongoUri, owner);
  const db = client.db(config.mongoDatabase);
  await checkInstall(db);
  const log = createLog({ name: 'ledger-cli', level: 'error' });
  const wallets = await openWalletSession({ url: config.walletsUrl, name: 'ledger-cli', log }).catch(() => undefined);
  if (wallets !== undefined) owner.own('wallets', () => wallets.redis.disconnect());
  return { config, client, db, wallets, owner, log };
}

async function verify({ config, client, db, wallets }: Stores): Promise<boolean> {
  const startedAtMs = performance.now();
  const key = checkpointKeyOf(config.checkpointKey);
  const summary = await verifyLedger({
    client,
    db,
    wallets,
    checkpoints: { dir: config.checkpointDir, publicKey: key.publicKey },
    onProgress: ({ shards, entries }) =>
      progress(`verifying: ${shards} of ${WALLET_SHARDS} shards, ${entries} entries`),
  });
  progress('');
  const seconds = ((performance.now() - startedAtMs) / 1_000).toFixed(1);
  console.log(`${summary.entries} entries and ${summary.legs} legs in ${WALLET_SHARDS} chains, walked in ${seconds} s`);
  for (const [currency, total] of summary.totals) console.log(`all accounts sum to ${total} ${currency}`);
  const seen = summary.checkpointsAtMs.map((atMs) => new Date(atMs).toISOString());
  console.log(
    seen.length === 0
      ? 'no checkpoint to hold them against yet'
      : `held against the newest checkpoints, in MongoDB and in the folder: ${seen.join(' and ')}`,
  );
  if (summary.wallets === undefined) console.log('Redis cannot be reached: wallets were not compared');
  else {
    const { compared, undrained, lockedShards } = summary.wallets;
    console.log(`${compared} wallets compared with Redis, ${undrained} entries not yet committed`);
    if (lockedShards > 0) console.log(`${lockedShards} shards are locked and were not compared`);
  }
  for (const { shard, sequence, problem } of summary.breaks)
    console.error(`BROKEN shard ${shard} sequence ${sequence}: ${problem}`);
  for (const problem of summary.problems) console.error(`BROKEN ${problem}`);
  const sound = summary.breaks.length === 0 && summary.problems.length === 0;
  console.log(sound ? 'the ledger is sound' : 'the ledger is NOT sound');
  return sound;
}

async function reconcile({ client, db, wallets }: Stores): Promise<boolean> {
  if (wallets === undefined) throw new UsageError('Redis cannot be reached: there is nothing to compare with');
  let [compared, undrained, locked, different] = [0, 0, 0, 0];
  for (let shard = 0; shard < WALLET_SHARDS; shard += 1) {
    const outcome = await reconcileShard(client, db, wallets, shard);
    switch (outcome.kind) {
      case 'equal':
        compared += outcome.wallets;
        undrained += outcome.undrained;
        break;
      case 'locked':
        locked += 1;
        break;
      case 'different':
        different += 1;
        console.error(`DIFFERENT ${differenceText(shard, outcome)}`);
        break;
      default:
        return outcome satisfies never;
    }
  }
  console.log(`${compared} wallets compared, ${undrained} entries not yet committed, ${locked} shards locked`);
  console.log(different === 0 ? 'Redis and the ledger agree' : 'Redis and the ledger do NOT agree');
  return different === 0;
}

async function balance({ db, wallets }: Stores, subject: string | undefined): Promise<boolean> {
  if (subject === undefined || !SUBJECT_ID_PATTERN.test(subject))
    throw new UsageError('give a subject id: s and 26 letters or digits');
  const spendable = await redisWallet({ session: () => wallets }).balance(subject);
  console.log(`wallet shard        ${walletShardOf(subject)}`);
  console.log(`spendable in Redis  ${spendable === undefined ? 'not known now' : `${spendable} COIN`}`);
  const names = [accounts.wallet(subject), accounts.earnings(subject)];
  const sums = await accountBalances(db)
    .aggregate<{ _id: { account: string; currency: string }; balance: bigint }>([
      { $match: { account: { $in: names } } },
      { $group: { _id: { account: '$account', currency: '$currency' }, balance: { $sum: '$balance' } } },
      { $sort: { _id: 1 } },
    ])
    .toArray();
  for (const sum of sums)
    console.log(`${sum._id.account.split(':')[0]?.padEnd(18)}  ${sum.balance} ${sum._id.currency} committed`);
  if (sums.length === 0) console.log('nothing committed');
  return true;
}

async function checkpoint({ config, db }: Stores): Promise<boolean> {
  const written = await writeCheckpoint(db, config.checkpointDir, checkpointKeyOf(config.checkpointKey), Date.now());
  console.log(`signed ${new Date(written.atMs).toISOString()} with key ${written.keyId}`);
  console.log(`root ${Buffer.from(written.root).toString('hex')}`);
  return true;
}

async function leaderboards({ config, db, owner, log }: Stores): Promise<boolean> {
  const rooms: Redis[] = [];
  for (const [at, url] of config.roomsUrls.entries()) {
    const redis = await openRedis({ url, name: `ledger-cli-rooms-${at}`, log, commandTimeoutMs: roomsTimeoutMs });
    owner.own(`rooms ${at}`, () => redis.disconnect());
    rooms.push(redis);
  }
  const sums = await rebuildLeaderboards({ db, ...boardTargets(createRoomStore(rooms)) }, Date.now());
  console.log(`leaderboards raised to ${sums} sums of gifts`);
  return true;
}

/** One line that is overwritten; only on a terminal. */
function progress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}`);
}

const commands: Readonly<Record<string, (stores: Stores, argument: string | undefined) => Promise<boolean>>> = {
  verify,
  reconcile,
  balance,
  checkpoint,
  leaderboards,
};

async function main(): Promise<number> {
  const lifecycle = createLifecycle(createLog({ name: 'ledger-cli', level: 'error' }));
  try {
    const [name = '', ...rest] = process.argv.slice(2);
    const command = commands[name];
    if (command === undefined || rest.length > (name === 'balance' ? 1 : 0)) throw new UsageError(usage);
    return (await command(await openStores(lifecycle), rest[0])) ? 0 : 1;
  } catch (error) {
    const expected = error instanceof UsageError || error instanceof ConfigError || error instanceof MigrationError;
    console.error(expected ? error.message : error);
    return 2;
  } finally {
    await lifecycle.release(releaseDeadlineMs);
  }
}

process.exitCode = await main();
