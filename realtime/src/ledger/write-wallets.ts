import { accounts } from '@halobuzz/core/ledger/postings';
import { limits } from '@halobuzz/core/limits';
import { controlFields } from '../adapters/redis/redis-wallet.ts';
import type { Books } from './books.ts';
import type { WalletStore } from './wallet-store.ts';
import { writePipeline } from './write-pipeline.ts';

const chunk = limits.ledgerBatchEntriesMax;
const dayMs = 86_400_000;

/**
 * Writes every wallet of a shard under an epoch's keys, as MongoDB knows it: coins, coins owed, controls, and what was
 * spent today. Answers how many wallets hold or owe anything. The keys are new: nothing is read before.
 */
export async function writeWallets(books: Books, session: WalletStore, shard: number, epoch: bigint): Promise<number> {
  const today = Math.floor((await session.timeMs()) / dayMs);
  const writes = writePipeline(chunk);
  const write = (subject: string, fields: readonly string[]): Promise<void> =>
    writes.add(session.writeWallet(shard, epoch, subject, fields));

  let count = 0;
  const [wallet, receivable] = [accounts.wallet(''), accounts.receivable('')];
  for await (const { account, userId, balance } of books.coinBalances(shard)) {
    if (account.startsWith(wallet)) {
      await write(userId, ['b', balance.toString()]);
      count += 1;
    } else if (account.startsWith(receivable)) await write(userId, ['o', (-balance).toString()]);
  }

  for await (const doc of books.controls(shard)) {
    const heldUntilMs = doc.heldUntil?.getTime() ?? 0;
    const set = controlFields({ ...doc, heldUntilMs, dailyCap: doc.dailyCap ?? undefined }).filter(
      ([, value]) => value !== '',
    );
    await write(doc._id, ['v', String(doc.version ?? 0), ...set.flat()]);
  }

  for await (const { _id, coins } of books.spentSince(shard, new Date(today * dayMs))) {
    await write(_id, ['d', String(today), 's', coins.toString()]);
  }
  await writes.drain();
  return count;
}
