import { Book, initModels, mongoTransaction, syncIndexes } from 'medici';
import mongoose from 'mongoose';
import { serveLines } from '../line-worker.ts';

/** A gift as medici knows it: plain numbers, one currency. */
export type MediciCommands = {
  readonly open: {
    readonly args: { readonly mongoUri: string; readonly database: string };
    readonly answer: Record<string, never>;
  };
  readonly drain: {
    readonly args: {
      readonly count: number;
      readonly senders: number;
      readonly hosts: number;
      readonly rooms: number;
      /** Journal entries at once. */
      readonly concurrency: number;
    };
    readonly answer: { readonly entries: number; readonly tookMs: number };
  };
};

const coins = 10;
const granted = 1_000_000;

/**
 * medici as its manual shows an account that must not go below zero: an entry, the balance after it and the write lock in
 * one transaction. Four legs, as ours.
 */
serveLines<MediciCommands>({
  async open({ mongoUri, database }) {
    await mongoose.connect(mongoUri, { dbName: database, writeConcern: { w: 'majority', journal: true } });
    await initModels();
    await syncIndexes({ background: false });
    return {};
  },
  async drain({ count, senders, hosts, rooms, concurrency }) {
    const book = new Book('gifts');
    const used = Math.min(senders, count);
    for (let sender = 0; sender < used; sender += 1) {
      await book.entry('grant').debit('Issuance', granted).credit(`Wallet:${sender}`, granted).commit();
    }
    const give = (n: number): Promise<unknown> =>
      mongoTransaction(async (session) => {
        const wallet = `Wallet:${n % used}`;
        const facts = { tx: `${n}`.padStart(64, '0'), room: `room-${n % rooms}`, gift: 'rose', quantity: 1 };
        await book
          .entry('gift')
          .debit(wallet, coins, facts)
          .credit('GiftClearing', coins, facts)
          .debit('DiamondIssuance', coins / 2, facts)
          .credit(`Earnings:${n % hosts}`, coins / 2, facts)
          .commit({ session });
        const { balance } = await book.balance({ account: wallet }, { session });
        if (balance < 0) throw new Error('not enough coins');
        await book.writelockAccounts([wallet], { session });
      });
    let next = 0;
    const startedMs = performance.now();
    await Promise.all(
      Array.from({ length: concurrency }, async () => {
        for (let n = next++; n < count; n = next++) await give(n);
      }),
    );
    return { entries: count, tookMs: performance.now() - startedMs };
  },
});
