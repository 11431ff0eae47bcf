import { randomBytes } from 'node:crypto';
import { newSubjectId, walletShardOf } from '@halobuzz/core/ids';
import { Binary, type Db } from 'mongodb';
import { ledgerHeads, type TransactionDoc, transactions } from '../../../adapters/mongo/ledger-collections.ts';
import { random } from '../../testing/real-origin.ts';

type Told = Pick<TransactionDoc, 'type' | 'userId' | 'counterparty' | 'amount'> & {
  readonly atMs: number;
  readonly metadata?: TransactionDoc['metadata'];
  readonly status?: TransactionDoc['status'];
};

/**
 * Entries as the ledger's writer commits them, as far as rules look: chained in no way, but in order, and the shard's head
 * moves with them.
 */
export function committedEntries(db: Db) {
  const sequences = new Map<number, bigint>();
  const blank = new Binary(new Uint8Array(32));
  const add = async ({ atMs, metadata = {}, status = 'completed', ...told }: Told): Promise<string> => {
    const shard = walletShardOf(told.userId);
    const sequence = (sequences.get(shard) ?? 0n) + 1n;
    sequences.set(shard, sequence);
    const _id = randomBytes(32).toString('hex');
    await transactions(db).insertOne({
      ...told,
      ...{ _id, status, currency: 'COIN', roomId: '', giftId: '', giftVersion: 0n, quantity: 1n, shard },
      ...{ epoch: 1n, sequence, balanceAfter: 0n, hash: blank, previousHash: blank, intent: blank },
      createdAt: new Date(atMs),
      metadata,
    });
    await ledgerHeads(db).updateOne({ _id: shard }, { $set: { sequence } });
    return _id;
  };
  return {
    gift: (from: string, to: string, amount: bigint, atMs: number) =>
      add({ type: 'gift', userId: from, counterparty: to, amount, atMs }),
    undo: (from: string, to: string, amount: bigint, atMs: number) =>
      add({ type: 'gift_reversal', userId: from, counterparty: to, amount, atMs }),
    grant: (to: string, atMs: number) => add({ type: 'grant', userId: to, counterparty: '', amount: 1n, atMs }),
    purchase: (by: string, coins: bigint, minor: bigint, atMs: number) => {
      const orderId = randomBytes(8).toString('hex');
      const metadata = { orderId, fiat: String(minor), fiatCurrency: 'USD', provider: 'stripe' };
      return add({ type: 'purchase', userId: by, counterparty: '', amount: coins, atMs, metadata });
    },
    quarantined: (atMs: number) =>
      add({
        type: 'quarantined',
        userId: newSubjectId(random),
        counterparty: '',
        amount: 0n,
        atMs,
        status: 'quarantined',
      }),
  };
}
