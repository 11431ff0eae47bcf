import { GENESIS_HASH } from '@halobuzz/core/ledger/chain';
import { accounts } from '@halobuzz/core/ledger/postings';
import type { SeededRandom } from '@halobuzz/core/testing/seeded-random';
import { Binary } from 'mongodb';
import type {
  AccountDoc,
  HeadDoc,
  LegDoc,
  QuarantineDoc,
  TransactionDoc,
} from '../../src/adapters/mongo/ledger-collections.ts';
import type { ParkedGift } from '../../src/ledger/parked-gifts.ts';
import type { SimProcess } from './sim-process.ts';
import { UndoLog } from './undo-log.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Heads change in place of their fields, as MongoDB's `$set` does. */
export type SimHead = { -readonly [K in keyof HeadDoc]: HeadDoc[K] };

/** A transaction that is open on the server: it holds the heads it wrote. */
export interface OpenTransaction {
  readonly owner: string;
  readonly heads: ReadonlySet<number>;
  aborted: boolean;
}

/**
 * A replica set in memory. A commit is first on the primary alone, then on a majority: before that, a step-down may take it
 * back. Any later write that a majority took has carried it along.
 */
export class SimMongo {
  readonly heads = new Map<number, SimHead>();
  readonly transactions = new Map<string, TransactionDoc>();
  readonly orders = new Map<string, string>();
  readonly legs: LegDoc[] = [];
  readonly accounts = new Map<string, AccountDoc>();
  readonly quarantine = new Map<string, QuarantineDoc>();
  readonly parked = new Map<string, ParkedGift>();
  readonly open = new Set<OpenTransaction>();
  /** Commits that only the primary has. */
  readonly pending = new UndoLog();
  /** Nothing is answered before. */
  downUntilMs = 0;
  /** Nothing is done before, but everything that arrives meanwhile is done then. */
  frozenUntilMs = 0;
  /** Everything takes up to so much longer. */
  slowMs = 0;
  /** This share of requests never arrives, and of answers never comes. */
  lossRate = 0;
  /** The primary steps down right after it has taken the next commit. */
  stepsDownAfterCommit = false;
  /** Processes that still speak to a primary that was cut off, and what it knows. */
  cutOff: { readonly processes: ReadonlySet<SimProcess>; readonly heads: ReadonlyMap<number, HeadDoc> } | undefined;
  /** Owners that committed each shard's entries, in order; for the judge. */
  readonly commits: {
    readonly shard: number;
    readonly owner: string;
    readonly epoch: bigint;
    readonly sequence: bigint;
  }[] = [];
  readonly #time: VirtualTime;
  readonly #random: SeededRandom;

  constructor(time: VirtualTime, random: SeededRandom, shards: readonly number[]) {
    this.#time = time;
    this.#random = random;
    for (const shard of shards) {
      const genesis = { epoch: 0n, sequence: 0n };
      this.heads.set(shard, {
        ...{ _id: shard, ...genesis, hash: new Binary(GENESIS_HASH), state: 'locked', owner: null, rebuildEpoch: 0n },
        ...{ leaseUntil: new Date(0), projected: genesis, updatedAt: new Date(0) },
      });
    }
  }

  nowMs(): number {
    return this.#time.nowMs;
  }

  /** The primary steps down: what is open is aborted, what no majority had may be gone. */
  stepDown(electionMs: number): void {
    for (const transaction of this.open) transaction.aborted = true;
    this.open.clear();
    if (this.#random.below(2) === 0) this.pending.takeBack(this.pending.length);
    this.pending.forget();
    this.downUntilMs = Math.max(this.downUntilMs, this.nowMs() + electionMs);
  }

  /** Some processes do not hear of the new primary. */
  cutOffFor(processes: ReadonlySet<SimProcess>): void {
    this.stepDown(0);
    this.cutOff = { processes, heads: new Map([...this.heads].map(([shard, head]) => [shard, { ...head }])) };
  }

  abort(transaction: OpenTransaction): void {
    transaction.aborted = true;
    this.open.delete(transaction);
  }

  /** The primary has taken a commit. */
  applied(): void {
    if (!this.stepsDownAfterCommit) return;
    this.stepsDownAfterCommit = false;
    this.stepDown(200 + this.#random.next() * 2_000);
  }

  /** Whether a transaction holds this head. */
  isHeld(shard: number): boolean {
    for (const transaction of this.open) if (transaction.heads.has(shard)) return true;
    return false;
  }

  /** A write that a majority takes at once, and with it all before. */
  write<T>(work: () => T): T {
    this.pending.forget();
    return work();
  }
}

/** The diamonds of a host in all shards. */
export function earningsIn(mongo: SimMongo, subject: string): bigint {
  let sum = 0n;
  for (const { account, currency, balance } of mongo.accounts.values()) {
    if (currency === 'DIAMOND' && account === accounts.earnings(subject)) sum += balance;
  }
  return sum;
}
