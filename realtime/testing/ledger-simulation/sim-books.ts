import type { HeadDoc } from '../../src/adapters/mongo/ledger-collections.ts';
import type { Books } from '../../src/ledger/books.ts';
import type { BatchPart } from '../../src/ledger/commit-batch.ts';
import { findTaken } from '../../src/ledger/duplicates.ts';
import type { ParkedGifts } from '../../src/ledger/parked-gifts.ts';
import { isBefore } from '../../src/ledger/shard-table.ts';
import { type CommitRules, commitInTransaction } from './sim-commit.ts';
import type { SimHead, SimMongo } from './sim-mongo.ts';
import type { SimMongoLine } from './sim-mongo-line.ts';

/** {@link Books} of a simulated process. `rules` of a commit are the real ones unless a test breaks them. */
export function simBooks(line: SimMongoLine, owner: string, rules: CommitRules): Books {
  const { mongo } = line;
  const write = <T>(work: () => T): Promise<T> => line.call(() => mongo.write(work));
  const change = (shard: number, fits: (head: HeadDoc) => boolean, set: (head: SimHead) => void): Promise<boolean> => {
    const attempt = (): Promise<boolean> =>
      write(() => {
        const head = mongo.heads.get(shard);
        if (head === undefined || head.owner !== owner || !fits(head)) return false;
        if (mongo.isHeld(shard)) throw new Held();
        set(head);
        return true;
      });
    return retryWhileHeld(line, attempt);
  };
  const isSame = (head: HeadDoc) => (now: HeadDoc) =>
    now.epoch === head.epoch &&
    now.sequence === head.sequence &&
    now.term === head.term &&
    Buffer.compare(now.hash.buffer, head.hash.buffer) === 0;
  return {
    holdLeases: (leaseMs) =>
      retryWhileHeld(line, () =>
        write(() => {
          const nowMs = mongo.nowMs();
          for (const head of mongo.heads.values()) {
            if (head.owner === owner || head.owner === null || head.leaseUntil.getTime() >= nowMs) continue;
            // Whoever finds an expired lease ends the transactions of its owner.
            for (const open of mongo.open) {
              if (open.owner !== head.owner) continue;
              open.aborted = true;
              mongo.open.delete(open);
            }
          }
          const owned = new Map<number, bigint>();
          for (const head of mongo.heads.values()) {
            if (head.owner !== owner && head.owner !== null && head.leaseUntil.getTime() >= nowMs) continue;
            if (mongo.isHeld(head._id)) throw new Held();
            head.owner = owner;
            head.leaseUntil = new Date(nowMs + leaseMs);
            owned.set(head._id, head.term ?? 0n);
          }
          return owned;
        }),
      ),
    releaseLeases: () =>
      write(() => {
        for (const head of mongo.heads.values()) {
          if (head.owner !== owner) continue;
          head.owner = null;
          head.leaseUntil = new Date(0);
        }
      }),
    heads: (shards) => {
      const pick = (heads: ReadonlyMap<number, HeadDoc>) => () =>
        shards.flatMap((shard) => {
          const head = heads.get(shard);
          return head === undefined ? [] : [{ ...head }];
        });
      return line.call(pick(mongo.heads), () => pick(mongo.cutOff?.heads ?? mongo.heads)());
    },
    async takeTerm(shard) {
      let taken: HeadDoc | null = null;
      await change(
        shard,
        () => true,
        (head) => {
          head.term = (head.term ?? 0n) + 1n;
          taken = { ...head };
        },
      );
      return taken;
    },
    async markOpen(shard, epoch) {
      await change(
        shard,
        (head) => head.epoch === epoch,
        (head) => {
          head.state = 'open';
          delete head.reason;
        },
      );
    },
    async markLocked(shard, epoch, reason) {
      await change(
        shard,
        (head) => head.epoch === epoch,
        (head) => Object.assign(head, { state: 'locked', reason }),
      );
    },
    claimRebuild: (head, epoch, reason) =>
      change(
        head._id,
        (now) => isSame(head)(now) && now.rebuildEpoch === head.rebuildEpoch,
        (now) => Object.assign(now, { state: 'rebuilding', rebuildEpoch: epoch, reason }),
      ),
    async endRebuild(head, epoch) {
      let ended: HeadDoc | undefined;
      await change(
        head._id,
        (now) => isSame(head)(now) && now.rebuildEpoch === epoch,
        (now) => {
          now.epoch = epoch;
          now.state = 'open';
          delete now.reason;
          delete now.rebuildAsked;
          ended = { ...now };
        },
      );
      return ended;
    },
    commit: (parts) => commitInTransaction(line, owner, parts, rules),
    findDuplicates: (parts) => line.call(() => duplicatesIn(mongo, parts)),
    quarantinedUnprojected: (head) =>
      line.call(() =>
        [...mongo.transactions.values()]
          .filter(({ shard, sequence, type }) => {
            return shard === head._id && sequence > head.projected.sequence && type === 'quarantined';
          })
          .map(({ epoch, sequence }) => `${epoch}-${sequence}`),
      ),
    saveProjected: (shard, term, projected) =>
      change(
        shard,
        (head) => head.term === term,
        (head) => {
          if (isBefore(head.projected, projected)) head.projected = projected;
        },
      ),
    coinBalances: (shard) =>
      pages(() =>
        line.call(() =>
          [...mongo.accounts.values()].filter((account) => account.shard === shard && account.currency === 'COIN'),
        ),
      ),
    controls: () => pages(() => line.call(() => [])),
    spentSince: (shard, since) =>
      pages(() =>
        line.call(() => {
          const sums = new Map<string, bigint>();
          for (const entry of mongo.transactions.values()) {
            if (entry.shard !== shard || entry.type !== 'gift' || entry.createdAt < since) continue;
            sums.set(entry.userId, (sums.get(entry.userId) ?? 0n) + entry.amount);
          }
          return [...sums].map(([_id, coins]) => ({ _id, coins }));
        }),
      ),
    entriesSince: (shard, since) =>
      pages(() =>
        line.call(() =>
          [...mongo.transactions.values()].filter((entry) => entry.shard === shard && entry.createdAt > since),
        ),
      ),
    setAside: (entries) =>
      write(() => {
        for (const entry of entries) {
          if (!mongo.quarantine.has(entry._id)) mongo.quarantine.set(entry._id, entry);
        }
      }),
    close: async () => {},
  };
}

/** Whether a majority has this transaction: what a payment asks before it is posted. */
export function isCommittedIn(line: SimMongoLine): (tx: string) => Promise<boolean> {
  return (tx) => line.call(() => line.mongo.write(() => line.mongo.transactions.has(tx)));
}

export function simParkedGifts(line: SimMongoLine): ParkedGifts {
  const { parked } = line.mongo;
  const idOf = (gift: { readonly shard: number; readonly sequence: number }): string =>
    `${gift.shard}|${gift.sequence}`;
  return {
    counts: (shard) =>
      line.call(() => {
        const counts = new Map<string, { room: string; store: string; count: number }>();
        for (const { gift, room, store } of parked.values()) {
          if (gift.shard !== shard) continue;
          const known = counts.get(room) ?? { room, store, count: 0 };
          counts.set(room, { ...known, count: known.count + 1 });
        }
        return [...counts.values()];
      }),
    park: async (gifts) => {
      if (gifts.length === 0) return;
      await line.call(() => {
        for (const one of gifts) if (!parked.has(idOf(one.gift))) parked.set(idOf(one.gift), one);
      });
    },
    oldest: (shard, store, count) =>
      line.call(() =>
        [...parked.values()]
          .filter((one) => one.gift.shard === shard && one.store === store)
          .sort((a, b) => a.gift.sequence - b.gift.sequence)
          .slice(0, count),
      ),
    remove: (gifts) =>
      line.call(() => {
        for (const gift of gifts) parked.delete(idOf(gift));
      }),
  };
}

/** A head that is to be written waits for the transaction that holds it. */
class Held extends Error {}

async function retryWhileHeld<T>(line: SimMongoLine, attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Held)) throw error;
      await line.rest(5);
    }
  }
}

function duplicatesIn(mongo: SimMongo, parts: readonly BatchPart[]) {
  return findTaken(
    parts,
    [...mongo.transactions.values()].map(({ _id, metadata, shard, epoch, sequence }) => {
      return { _id, metadata, shard, epoch, sequence };
    }),
  );
}

async function* pages<T>(read: () => Promise<readonly T[]>): AsyncGenerator<T> {
  const all = await read();
  const half = Math.ceil(all.length / 2);
  yield* all.slice(0, half);
  // A second page: whatever happens between two answers happens here.
  if (all.length > 1) yield* (await read()).slice(half);
}
