import { WALLET_SHARDS } from '@halobuzz/core/limits';
import { askRebuild, RebuildNotDone } from '../ledger/ask-rebuild.ts';
import { type LedgerCommand, UsageError } from './command.ts';
import { progressBar } from './progress-bar.ts';

/** Has Redis' side of one shard, or of all one after the other, made anew from MongoDB, while gifts go on elsewhere. */
export const rebuildCommand: LedgerCommand = {
  usage: 'rebuild <shard|all>',
  help: 'make wallets in Redis anew from MongoDB, shard by shard, while everything runs',
  positionalsMax: 1,
  async run({ db, wallets }, words) {
    if (wallets === undefined) throw new UsageError('Redis cannot be reached: there is nothing to rebuild');
    const shards = shardsOf(words.positionals[0]);
    const bar = progressBar();
    let slowestMs = 0;
    try {
      for (const [done, shard] of shards.entries()) {
        bar.show(done, shards.length, `shard ${shard}`);
        const rebuilt = await askRebuild(db, wallets, shard, 'asked for by an operator');
        slowestMs = Math.max(slowestMs, rebuilt.tookMs);
        if (shards.length === 1) {
          bar.end();
          console.log(`shard ${shard} is in epoch ${rebuilt.epoch}`);
        }
      }
    } catch (error) {
      if (!(error instanceof RebuildNotDone)) throw error;
      bar.end();
      console.error(error.message);
      return false;
    }
    bar.end();
    console.log(
      `${shards.length} of ${WALLET_SHARDS} shards rebuilt, the slowest in ${(slowestMs / 1_000).toFixed(1)} s`,
    );
    return true;
  },
};

function shardsOf(word: string | undefined): readonly number[] {
  if (word === 'all') return Array.from({ length: WALLET_SHARDS }, (_, shard) => shard);
  const shard = /^[0-9]{1,3}$/.test(word ?? '') ? Number(word) : -1;
  if (shard < 0 || shard >= WALLET_SHARDS) throw new UsageError(`name a shard from 0 to ${WALLET_SHARDS - 1}, or all`);
  return [shard];
}
