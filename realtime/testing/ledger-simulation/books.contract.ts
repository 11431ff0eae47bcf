import { encodeIntent, type Intent } from '@halobuzz/core/ledger/intent';
import { beforeEach, describe, expect, it } from 'vitest';
import type { HeadDoc } from '../../src/adapters/mongo/ledger-collections.ts';
import type { Books } from '../../src/ledger/books.ts';
import { quarantineDoc } from '../../src/ledger/chain-docs.ts';
import { chainHeadOf } from '../../src/ledger/shard-table.ts';
import { judgeEntry } from '../../src/ledger/stream-entry.ts';
import { giftIntent, grantIntent, intentOf, subjectInShard } from '../intents.ts';

/** The books of two writers, `a` and `b`, on one database. */
export interface BooksUnderTest {
  readonly a: Books;
  readonly b: Books;
  /** Lets time pass until the call is answered. */
  readonly run: <T>(call: Promise<T>) => Promise<T>;
}

const shard = 21;
const leaseMs = 60_000;

/** What all {@link Books} do; run against the simulated ones and against MongoDB, each with shards that nobody owned yet. */
export function booksContract(name: string, make: () => Promise<BooksUnderTest>): void {
  describe(`${name} as the ledger's books`, () => {
    let under: BooksUnderTest;
    let wallet: string;
    beforeEach(async () => {
      under = await make();
      wallet = subjectInShard(shard);
    });
    const run = <T>(call: (books: BooksUnderTest) => Promise<T>): Promise<T> => under.run(call(under));
    const take = async (books: Books = under.a): Promise<HeadDoc> => {
      await under.run(books.holdLeases(leaseMs));
      const head = await under.run(books.takeTerm(shard));
      if (head === null) throw new Error('the shard is not owned');
      return head;
    };
    const partOf = (head: HeadDoc, intents: readonly Intent[]) => {
      const entries = intents.map((intent, index) => {
        const change = intent.currency === 'DIAMOND' ? 0n : intent.kind === 'gift' ? -intent.amount : intent.amount;
        const fields = new Map([
          ['p', Buffer.from(encodeIntent(intent))],
          ['b', Buffer.from('100')],
          ['t', Buffer.from('1800000000000')],
          ['w', Buffer.from(intent.wallet)],
          ['d', Buffer.from(String(change))],
        ]);
        return judgeEntry({ epoch: head.epoch, sequence: head.sequence + BigInt(index) + 1n, fields }, shard, false);
      });
      return [{ shard, term: head.term ?? 0n, head: chainHeadOf(head), entries }];
    };
    const all = async <T>(pages: AsyncIterable<T>): Promise<readonly T[]> => {
      const found: T[] = [];
      for await (const one of pages) found.push(one);
      return found;
    };

    it('lets one owner hold a shard, until it gives it back', async () => {
      expect((await run(({ a }) => a.holdLeases(leaseMs))).get(shard)).toBe(0n);
      expect((await run(({ b }) => b.holdLeases(leaseMs))).size).toBe(0);
      expect(await run(({ b }) => b.takeTerm(shard))).toBeNull();
      expect(await run(({ a }) => a.takeTerm(shard))).toMatchObject({ owner: 'a', term: 1n });
      expect((await run(({ a }) => a.holdLeases(leaseMs))).get(shard)).toBe(1n);
      await run(({ a }) => a.releaseLeases());
      expect((await run(({ b }) => b.holdLeases(leaseMs))).get(shard)).toBe(1n);
      expect(await run(({ a }) => a.takeTerm(shard))).toBeNull();
    });

    it('commits behind the head, the owner and the term, once', async () => {
      const head = await take();
      const batch = partOf(head, [grantIntent({ wallet, amount: 100n })]);
      expect(await run(({ b }) => b.commit(batch))).toEqual({ kind: 'moved' });
      const later = await take();
      expect(await run(({ a }) => a.commit(batch))).toEqual({ kind: 'moved' });
      const again = partOf(later, [grantIntent({ wallet, amount: 100n })]);
      expect(await run(({ a }) => a.commit(again))).toMatchObject({ kind: 'committed' });
      expect(await run(({ a }) => a.commit(again))).toEqual({ kind: 'moved' });
      expect(await run(({ a }) => a.heads([shard]))).toMatchObject([{ sequence: head.sequence + 1n, owner: 'a' }]);
    });

    it('tells ids that were used before, by transaction and by order', async () => {
      const head = await take();
      const grant = grantIntent({ wallet, amount: 1n });
      const order = intentOf('purchase', { wallet, amount: 1n, orderId: 'order-1' });
      expect(await run(({ a }) => a.commit(partOf(head, [grant, order])))).toMatchObject({ kind: 'committed' });
      const next = await take();
      const same = intentOf('purchase', { wallet, amount: 1n, orderId: 'order-1' });
      const batch = partOf(next, [grant, same, grantIntent({ wallet, amount: 1n })]);
      expect(await run(({ a }) => a.commit(batch))).toEqual({ kind: 'duplicate' });
      const places = await run(({ a }) => a.findDuplicates(batch));
      const place = (ahead: bigint) => ({ shard, place: `${next.epoch}-${next.sequence + ahead}` });
      expect(places).toEqual([place(1n), place(2n)]);
    });

    it('lets a rebuild that was overtaken end nothing', async () => {
      const head = await take();
      expect(await run(({ b }) => b.claimRebuild(head, head.epoch + 1n, 'why'))).toBe(false);
      expect(await run(({ a }) => a.claimRebuild(head, head.epoch + 1n, 'why'))).toBe(true);
      expect(await run(({ a }) => a.claimRebuild(head, head.epoch + 2n, 'why'))).toBe(false);
      const claimed = await take();
      expect(claimed).toMatchObject({ state: 'rebuilding', rebuildEpoch: head.epoch + 1n });
      expect(await run(({ a }) => a.claimRebuild(claimed, head.epoch + 2n, 'why'))).toBe(true);
      expect(await run(({ a }) => a.endRebuild(claimed, head.epoch + 1n))).toBeUndefined();
      expect(await run(({ a }) => a.endRebuild(claimed, head.epoch + 2n))).toMatchObject({
        state: 'open',
        epoch: head.epoch + 2n,
      });
    });

    it('marks a shard only for its owner, in its epoch', async () => {
      const head = await take();
      const state = async () => (await run(({ a }) => a.heads([shard])))[0]?.state;
      await run(({ a }) => a.markOpen(shard, head.epoch));
      await run(({ b }) => b.markLocked(shard, head.epoch, 'why'));
      await run(({ a }) => a.markLocked(shard, head.epoch + 1n, 'why'));
      expect(await state()).toBe('open');
      await run(({ a }) => a.markLocked(shard, head.epoch, 'why'));
      expect(await state()).toBe('locked');
    });

    it('moves the projected cursor in its term only', async () => {
      const head = await take();
      const at = { epoch: head.epoch, sequence: 5n };
      const projected = async () => (await run(({ a }) => a.heads([shard])))[0]?.projected.sequence;
      // Who has lost a shard must not trim by a cursor that nobody else knows of.
      expect(await run(({ a }) => a.saveProjected(shard, 7n, at))).toBe(false);
      expect(await run(({ b }) => b.saveProjected(shard, head.term ?? 0n, at))).toBe(false);
      expect(await projected()).toBe(0n);
      expect(await run(({ a }) => a.saveProjected(shard, head.term ?? 0n, at))).toBe(true);
      expect(await projected()).toBe(5n);
    });

    it('moves the projected cursor with a commit, and never back but by an epoch', async () => {
      const head = await take();
      const projected = async () => (await run(({ a }) => a.heads([shard])))[0]?.projected;
      const save = (epoch: bigint, sequence: bigint) =>
        run(({ a }) => a.saveProjected(shard, head.term ?? 0n, { epoch, sequence }));
      const parts = partOf(head, [grantIntent({ wallet, amount: 1n })]);
      const at = { epoch: head.epoch, sequence: 7n };
      const outcome = await run(({ a }) => a.commit(parts.map((part) => ({ ...part, projected: at }))));
      expect(outcome).toMatchObject({ kind: 'committed' });
      expect(await projected()).toEqual(at);
      await save(head.epoch, 6n);
      expect(await projected()).toEqual(at);
      await save(head.epoch + 1n, 2n);
      expect(await projected()).toEqual({ epoch: head.epoch + 1n, sequence: 2n });
      await save(head.epoch, 9n);
      expect(await projected()).toEqual({ epoch: head.epoch + 1n, sequence: 2n });
    });

    it('tells a rebuild balances, what was given since, and recent entries', async () => {
      const head = await take();
      const gift = giftIntent({ wallet, amount: 30n });
      const grant = grantIntent({ wallet, amount: 100n });
      expect(await run(({ a }) => a.commit(partOf(head, [grant, gift])))).toMatchObject({ kind: 'committed' });
      const [before, later] = [new Date(1_799_999_999_000), new Date(1_800_000_001_000)];
      const balances = await run(({ a }) => all(a.coinBalances(shard)));
      expect(balances.find(({ userId }) => userId === wallet)).toMatchObject({ balance: 70n });
      expect(await run(({ a }) => all(a.spentSince(shard, before)))).toEqual([{ _id: wallet, coins: 30n }]);
      expect(await run(({ a }) => all(a.spentSince(shard, later)))).toEqual([]);
      const recent = await run(({ a }) => all(a.entriesSince(shard, before)));
      expect(recent.map(({ amount }) => amount)).toEqual([100n, 30n]);
      expect(await run(({ a }) => all(a.entriesSince(shard, later)))).toEqual([]);
      expect(await run(({ a }) => all(a.controls(shard)))).toEqual([]);
    });

    it('keeps what was set aside as it was first, and knows what is quarantined and not projected', async () => {
      const head = await take();
      const entry = { epoch: 1n, sequence: 9n, fields: new Map() };
      const aside = quarantineDoc('orphan-1', shard, entry, 'first');
      await run(({ a }) => a.setAside([aside]));
      await run(({ a }) => a.setAside([{ ...aside, reason: 'second' }]));
      const [part] = partOf(head, [grantIntent({ wallet, amount: 1n })]);
      if (part === undefined) throw new Error('nothing to commit');
      const poison = judgeEntry({ epoch: head.epoch, sequence: head.sequence + 1n, fields: new Map() }, shard, false);
      expect(await run(({ a }) => a.commit([{ ...part, entries: [poison] }]))).toMatchObject({ kind: 'committed' });
      const now = await take();
      expect(await run(({ a }) => a.quarantinedUnprojected(now))).toEqual([`${head.epoch}-${head.sequence + 1n}`]);
    });
  });
}
