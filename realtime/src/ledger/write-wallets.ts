import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import { accounts } from '@halobuzz/core/ledger/postings';
import { limits } from '@halobuzz/core/limits';
import type { Db } from 'mongodb';
import { accountBalances, transactions, walletControls } from '../adapters/mongo/ledger-collections.ts';
import { controlFields } from '../adapters/redis/redis-wallet.ts';
import type { WalletSession } from '../adapters/redis/wallet-connection.ts';

const chunk = limits.ledgerBatchEntriesMax;
const dayMs = 86_400_000;

/**
 * Writes every wallet of a shard under an epoch's keys, as MongoDB knows it: coins, coins owed, controls, and what was
 * spent today. Answers how many wallets hold or owe anything. The keys are new: nothing is read before.
 */
export async function writeWallets(db: Db, session: WalletSession, shard: number, epoch: bigint): Promise<number> {
  const keys = walletShardKeys(shard);
  const [seconds] = await session.redis.time();
  const today = Math.floor((Number(seconds) * 1_000) / dayMs);
  let pending: Promise<unknown>[] = [];
  const write = async (subject: string, fields: readonly string[]): Promise<void> => {
    pending.push(session.redis.hset(keys.wallet(Number(epoch), subject), ...fields));
    if (pending.length < chunk) return;
    await Promise.all(pending);
    pending = [];
  };

  let count = 0;
  const [wallet, receivable] = [accounts.wallet(''), accounts.receivable('')];
  const balances = accountBalances(db)
    .find({ shard, currency: 'COIN' }, { projection: { account: 1, userId: 1, balance: 1 }, batchSize: chunk })
    .sort({ _id: 1 });
  for await (const { account, userId, balance } of balances) {
    if (account.startsWith(wallet)) {
      await write(userId, ['b', balance.toString()]);
      count += 1;
    } else if (account.startsWith(receivable)) await write(userId, ['o', (-balance).toString()]);
  }

  for await (const doc of walletControls(db).find({ shard }, { batchSize: chunk })) {
    const heldUntilMs = doc.heldUntil?.getTime() ?? 0;
    const all = controlFields({ ...doc, heldUntilMs, dailyCap: doc.dailyCap ?? undefined });
    const fields = ['v', String(doc.version ?? 0)];
    for (let at = 0; at < all.length; at += 2) {
      const [name, value] = [all[at], all[at + 1]];
      if (name !== undefined && value !== undefined && value !== '') fields.push(name, value);
    }
    await write(doc._id, fields);
  }

  const spent = transactions(db).aggregate<{ readonly _id: string; readonly coins: bigint }>(
    [
      { $match: { shard, createdAt: { $gte: new Date(today * dayMs) }, type: 'gift' } },
      { $group: { _id: '$userId', coins: { $sum: '$amount' } } },
    ],
    { batchSize: chunk, allowDiskUse: true },
  );
  for await (const { _id, coins } of spent) await write(_id, ['d', String(today), 's', coins.toString()]);
  await Promise.all(pending);
  return count;
}
