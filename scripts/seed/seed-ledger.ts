import { hash } from 'node:crypto';
import { encodeIntent, type Intent, intentBlanks } from '@halobuzz/core/ledger/intent';
import { WALLET_SHARDS } from '@halobuzz/core/limits';
import { intentOfAct } from '@halobuzz/core/payments/payment-intent';
import { Binary, type Db } from 'mongodb';
import {
  accountBalances,
  ledgerHeads,
  transactionLegs,
  transactions,
} from '../../realtime/src/adapters/mongo/ledger-collections.ts';
import { type AccountChange, type ChainHead, chainEntries } from '../../realtime/src/ledger/chain-docs.ts';
import type { JudgedEntry } from '../../realtime/src/ledger/stream-entry.ts';
import { purchaseOf } from './seed-payments.ts';
import { insertOnce, pick, type SeedWorld, subjectOf, timeOf, uuidOf } from './seeded.ts';

const legsOfGift = 4;
const legsOfPurchase = 5;
const entriesAtATime = 1_000;

/** Buyers by the shard of their wallets. */
export function buyersByShard(world: SeedWorld, buyers: number): readonly (readonly number[])[] {
  const shards: number[][] = Array.from({ length: WALLET_SHARDS }, () => []);
  // As walletShardOf has it, over the runtime's own digest: a million of them are made here.
  for (let n = 0; n < buyers; n += 1) shards[(hash('sha256', subjectOf(world, n), 'buffer')[0] ?? 0) >>> 2]?.push(n);
  return shards;
}

/**
 * One shard's chain as its writer would have left it: every buyer's purchase, then gifts. Hashes, balances and the head are
 * real: `npm run ledger -- verify` walks them. A shard that was cut off is made again, and comes out the same.
 */
export async function seedShard(
  db: Db,
  world: SeedWorld,
  shard: number,
  {
    buyers,
    totalBuyers,
    legs,
  }: { readonly buyers: readonly number[]; readonly totalBuyers: number; readonly legs: number },
): Promise<void> {
  const gifts = Math.max(0, Math.round((legs - totalBuyers * legsOfPurchase) / legsOfGift));
  const ownGifts = Math.floor((gifts * buyers.length) / Math.max(1, totalBuyers));
  const total = buyers.length + ownGifts;
  const books = { wallets: new Map<string, bigint>(), accounts: new Map<string, AccountChange>() };
  let head: ChainHead = { epoch: 1n, sequence: 0n, hash: new Uint8Array(32) };
  for (let at = 0; at < total; at += entriesAtATime) {
    const entries = Array.from({ length: Math.min(entriesAtATime, total - at) }, (_, i): JudgedEntry => {
      const n = at + i;
      const atMs = timeOf(world, n, total);
      const intent =
        n < buyers.length ? bought(world, buyers[n] ?? 0, totalBuyers) : given(world, shard, n, atMs, buyers);
      const change = intent.kind === 'gift' ? -intent.amount : intent.amount;
      const balanceAfter = (books.wallets.get(intent.wallet) ?? 0n) + change;
      books.wallets.set(intent.wallet, balanceAfter);
      return {
        ...{ epoch: 1n, sequence: BigInt(n + 1), balanceAfter, acceptedAtMs: BigInt(atMs), fields: new Map() },
        ...{
          intentBytes: encodeIntent(intent),
          posting: { kind: 'intent', intent, effects: { change, outcome: 'posted' } },
        },
      };
    });
    const balances = new Map([...books.accounts].map(([id, { change }]) => [id, change]));
    const docs = chainEntries(shard, head, entries, balances);
    for (const one of docs.changes) {
      books.accounts.set(one.id, { ...one, change: (books.accounts.get(one.id)?.change ?? 0n) + one.change });
    }
    head = docs.to;
    await insertOnce(transactions(db), docs.transactions, { trusted: true });
    await insertOnce(transactionLegs(db), docs.legs, { trusted: true });
  }
  await closeShard(db, shard, head, [...books.accounts.values()], new Date(world.untilMs));
}

async function closeShard(db: Db, shard: number, head: ChainHead, held: readonly AccountChange[], at: Date) {
  for (let from = 0; from < held.length; from += entriesAtATime) {
    await insertOnce(
      accountBalances(db),
      held.slice(from, from + entriesAtATime).map(({ id, account, currency, userId, change }) => ({
        ...{ _id: id, account, currency, shard, userId, balance: change, updatedAt: at },
      })),
    );
  }
  const place = { epoch: head.epoch, sequence: head.sequence };
  await ledgerHeads(db).updateOne(
    { _id: shard },
    { $set: { ...place, hash: new Binary(head.hash), projected: place, updatedAt: at } },
  );
}

function bought(world: SeedWorld, buyer: number, buyers: number): Intent {
  const payment = purchaseOf(world, buyer, buyers);
  const [act] = payment.acts;
  if (act === undefined) throw new Error('a purchase has an act');
  return intentOfAct(payment, act);
}

/** Most is given by few, so that some statements are long; nobody gives what they have not. */
function given(world: SeedWorld, shard: number, n: number, atMs: number, buyers: readonly number[]): Intent {
  const of = Math.floor((pick(world, n, 40 + shard, 1_000_000) / 1_000_000) ** 2 * buyers.length);
  const wallet = subjectOf(world, buyers[of] ?? 0);
  const host = pick(world, n, 140 + shard, Math.max(1, Math.floor(world.users / 100)));
  const clientId = uuidOf(world, `gift ${shard} ${n}`, atMs);
  const amount = BigInt(1 + pick(world, n, 240, 50));
  return {
    ...intentBlanks,
    ...{ kind: 'gift', tx: hash('sha256', wallet + clientId), wallet, counterparty: subjectOf(world, host) },
    ...{ currency: 'COIN', amount, earned: amount / 2n, roomId: uuidOf(world, `room ${host}`, world.untilMs) },
    ...{ giftId: 'rose', giftVersion: 1n, quantity: 1n, clientId },
  };
}
