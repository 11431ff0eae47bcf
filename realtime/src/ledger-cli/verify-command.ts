import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { limits, WALLET_SHARDS } from '@halobuzz/core/limits';
import type { Currency } from '@halobuzz/core/money';
import { checkpointFiles, checkpointKeyOf, type PublicKeys, publicKeysOf } from '../ledger/checkpoint.ts';
import { ExportDamaged } from '../ledger/exported-ledger.ts';
import { keepVerification } from '../ledger/verification-record.ts';
import { verifyExport } from '../ledger/verify-export.ts';
import { verifyLedger } from '../ledger/verify-ledger.ts';
import type { Break } from '../ledger/verify-shard.ts';
import { type LedgerCommand, type Stores, textOption, UsageError, type Words } from './command.ts';
import { progressBar } from './progress-bar.ts';

/** Walks every chain: the whole of it, or what came after the newest checkpoint; in MongoDB, or in exported files. */
export const verifyCommand: LedgerCommand = {
  usage: 'verify [--since-checkpoint] | verify --from <folder> --keys <file> [--checkpoints <folder>]',
  help: 'walk every chain, recompute everything, compare wallets and checkpoints; --from: an export, without any store',
  options: {
    'since-checkpoint': { type: 'boolean' },
    from: { type: 'string' },
    keys: { type: 'string' },
    checkpoints: { type: 'string' },
  },
  positionalsMax: 0,
  offline: (words) => words.options.from !== undefined,
  runOffline: verifyFiles,
  run: verifyStores,
};

async function verifyStores({ config, client, db, wallets }: Stores, words: Words): Promise<boolean> {
  for (const name of ['keys', 'checkpoints']) {
    if (words.options[name] !== undefined) throw new UsageError(`--${name} goes with --from <folder>`);
  }
  const startedAtMs = performance.now();
  const key = checkpointKeyOf(config.checkpointKey);
  const bar = progressBar();
  const summary = await verifyLedger({
    client,
    db,
    wallets,
    checkpoints: { dir: config.checkpointDir, publicKey: key.publicKey },
    threads: { uri: config.mongoUri },
    sinceCheckpoint: words.options['since-checkpoint'] === true,
    onProgress: ({ shards, entries }) => bar.show(shards, WALLET_SHARDS, `${entries} entries`),
  });
  bar.end();
  tellWalk(summary, startedAtMs);
  if (summary.sinceMs !== undefined) {
    console.log(`what came before ${new Date(summary.sinceMs).toISOString()} was taken for granted`);
  }
  if (summary.wallets === undefined) console.log('Redis cannot be reached: wallets were not compared');
  else {
    const { compared, undrained, lockedShards } = summary.wallets;
    console.log(`${compared} wallets compared with Redis, ${undrained} entries not yet committed`);
    if (lockedShards > 0) console.log(`${lockedShards} shards are locked and were not compared`);
  }
  const texts = summary.breaks.map(({ shard, sequence, problem }) => `shard ${shard} sequence ${sequence}: ${problem}`);
  const found = [...texts, ...summary.problems];
  await keepVerification(db, {
    at: new Date().toISOString(),
    scope: words.options['since-checkpoint'] === true ? 'since_checkpoint' : 'whole',
    ...{ sound: found.length === 0, entries: summary.entries, legs: summary.legs, problems: found },
  });
  return tellVerdict(summary);
}

async function verifyFiles(words: Words): Promise<boolean> {
  const folder = textOption(words, 'from') ?? '';
  if (words.options['since-checkpoint'] === true) throw new UsageError('an export is verified as a whole');
  const keys = await keysOf(textOption(words, 'keys'));
  const checkpointFolder = textOption(words, 'checkpoints') ?? join(folder, 'checkpoints');
  const startedAtMs = performance.now();
  const bar = progressBar();
  try {
    const checkpoints =
      keys.size === 0 ? [] : await checkpointFiles(checkpointFolder, limits.ledgerVerifyCheckpointsMax);
    const verdict = await verifyExport(folder, checkpoints, keys, (shards, entries) =>
      bar.show(shards, WALLET_SHARDS, `${entries} entries`),
    );
    bar.end();
    console.log(`an export of ${verdict.takenAt}`);
    tellWalk(verdict, startedAtMs);
    return tellVerdict(verdict);
  } catch (error) {
    if (error instanceof ExportDamaged) throw new UsageError(error.message);
    throw error;
  } finally {
    bar.end();
  }
}

async function keysOf(path: string | undefined): Promise<PublicKeys> {
  if (path === undefined) return new Map();
  try {
    return publicKeysOf(await readFile(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`--keys ${path}: ${error instanceof Error ? error.message : 'cannot be read'}`);
  }
}

interface Walked {
  readonly entries: number;
  readonly legs: number;
  readonly totals: ReadonlyMap<Currency, bigint>;
  readonly checkpointsAtMs: readonly number[];
}

function tellWalk({ entries, legs, totals, checkpointsAtMs }: Walked, startedAtMs: number): void {
  const seconds = ((performance.now() - startedAtMs) / 1_000).toFixed(1);
  console.log(`${entries} entries and ${legs} legs in ${WALLET_SHARDS} chains, walked in ${seconds} s`);
  for (const [currency, total] of totals) console.log(`all accounts sum to ${total} ${currency}`);
  const seen = [...checkpointsAtMs].sort((a, b) => a - b).map((atMs) => new Date(atMs).toISOString());
  const [first, last] = [seen[0], seen.at(-1)];
  if (first === undefined) console.log('no checkpoint to hold them against');
  else if (seen.length <= 2) console.log(`held against the newest checkpoints: ${seen.join(' and ')}`);
  else console.log(`held against ${seen.length} checkpoints, from ${first} to ${last}`);
}

function tellVerdict({
  breaks,
  problems,
}: {
  readonly breaks: readonly Break[];
  readonly problems: readonly string[];
}) {
  for (const { shard, sequence, problem } of breaks)
    console.error(`BROKEN shard ${shard} sequence ${sequence}: ${problem}`);
  for (const problem of problems) console.error(`BROKEN ${problem}`);
  const sound = breaks.length === 0 && problems.length === 0;
  console.log(sound ? 'the ledger is sound' : 'the ledger is NOT sound');
  return sound;
}
