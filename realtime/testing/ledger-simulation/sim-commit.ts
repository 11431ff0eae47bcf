import { Binary } from 'mongodb';
import type { Position } from '../../src/adapters/mongo/ledger-collections.ts';
import { accountsToRead, chainEntries, type ShardDocs } from '../../src/ledger/chain-docs.ts';
import type { BatchPart, CommitOutcome } from '../../src/ledger/commit-batch.ts';
import { closingKinds, decideBy, type OpenPayout } from '../../src/ledger/decide-payouts.ts';
import { isBefore } from '../../src/ledger/shard-table.ts';
import { earningsIn, type OpenTransaction, type SimMongo } from './sim-mongo.ts';
import { NoPrimary, type SimMongoLine } from './sim-mongo-line.ts';

/** Rules that a test may break, to see that the simulator notices. */
export interface CommitRules {
  readonly comparesHeads: boolean;
  readonly comparesTerms: boolean;
  readonly comparesIds: boolean;
}

/** As in commit-batch.ts. */
const commitTimeoutMs = 20_000;

/** MongoDB's own bound on an open transaction. */
const transactionLifeMs = 60_000;

class HeadMoved extends Error {}
class Conflict extends Error {}
class Duplicate extends Error {}

interface Attempt {
  readonly open: OpenTransaction;
  readonly decided: readonly BatchPart[];
  readonly parts: readonly BatchPart[];
  committed: boolean;
}

/**
 * What commit-batch.ts does, in the steps in which its commands reach the server: balances, heads, documents, commit,
 * majority. Each may fail, lose its answer or come after the client has given up; a transaction that was aborted, or met
 * another one, is tried again as `withTransaction` does.
 */
export async function commitInTransaction(
  line: SimMongoLine,
  owner: string,
  parts: readonly BatchPart[],
  rules: CommitRules,
): Promise<CommitOutcome> {
  let over = false;
  let cancel = (): void => {};
  const timeout = new Promise<CommitOutcome>((resolve) => {
    cancel = line.process.after(commitTimeoutMs, () => resolve({ kind: 'failed', error: new Error('timed out') }));
  });
  const work = tryOn(line, owner, parts, rules, () => over).catch((error: unknown): CommitOutcome => {
    if (error instanceof HeadMoved) return { kind: 'moved' };
    if (error instanceof Duplicate) return { kind: 'duplicate' };
    return { kind: 'failed', error };
  });
  const outcome = await Promise.race([work, timeout]);
  over = true;
  cancel();
  return outcome;
}

async function tryOn(
  line: SimMongoLine,
  owner: string,
  parts: readonly BatchPart[],
  rules: CommitRules,
  isOver: () => boolean,
): Promise<CommitOutcome> {
  const { mongo } = line;
  const balances = await line.call(() => {
    const ids = parts.flatMap((part) => accountsToRead(part.shard, part.entries));
    return new Map(ids.map((id) => [id, mongo.accounts.get(id)?.balance ?? 0n]));
  });
  while (!isOver()) {
    let attempt: Attempt | undefined;
    try {
      line.onStep('startTransaction');
      attempt = await line.call(() => {
        attempt = begin(line, owner, parts, rules);
        return attempt;
      });
      const shards = attempt.decided.map((part) => chainEntries(part.shard, part.head, part.entries, balances));
      const begun = attempt;
      line.onStep('insertDocuments');
      await line.call(() => insert(mongo, begun.open, rules.comparesIds ? shards : []));
      line.onStep('commitTransaction');
      await commit(line, begun, shards, isOver);
      return { kind: 'committed', heads: new Map(shards.map(({ shard, to }) => [shard, to])) };
    } catch (error) {
      const left = attempt;
      if (left !== undefined && !left.committed) line.send(() => mongo.abort(left.open));
      if (!(error instanceof Conflict || error instanceof NoPrimary)) throw error;
      await line.rest(5);
    }
  }
  throw new NoPrimary('given up');
}

function begin(line: SimMongoLine, owner: string, parts: readonly BatchPart[], rules: CommitRules): Attempt {
  const { mongo } = line;
  for (const { shard, term, head: from } of parts) {
    if (mongo.isHeld(shard)) throw new Conflict();
    const head = mongo.heads.get(shard);
    const isSame =
      head?.owner === owner &&
      (head.term === term || !rules.comparesTerms) &&
      head.epoch === from.epoch &&
      head.sequence === from.sequence &&
      Buffer.compare(head.hash.buffer, from.hash) === 0;
    if (!isSame && rules.comparesHeads) throw new HeadMoved();
  }
  const open: OpenTransaction = { owner, heads: new Set(parts.map(({ shard }) => shard)), aborted: false };
  mongo.open.add(open);
  line.later(transactionLifeMs, () => mongo.abort(open));
  return { open, parts, decided: decide(mongo, parts), committed: false };
}

function decide(mongo: SimMongo, parts: readonly BatchPart[]): readonly BatchPart[] {
  const earnings = new Map<string, bigint>();
  const open = new Map<string, OpenPayout>();
  for (const { posting } of parts.flatMap((part) => part.entries)) {
    if (posting.kind !== 'intent') continue;
    const { wallet, reference } = posting.intent;
    earnings.set(wallet, earningsIn(mongo, wallet));
    const closed = mongo.transactions.get(reference);
    if (closed?.outcome !== 'posted' || (closed.type !== 'payout_hold' && closed.type !== 'payout_post')) continue;
    const isClosed = [...mongo.transactions.values()].some(
      ({ metadata, outcome, type }) =>
        metadata.reference === reference && outcome === 'posted' && closingKinds.some((kind) => kind === type),
    );
    if (!isClosed) open.set(reference, { kind: closed.type, wallet: closed.userId, amount: closed.amount });
  }
  return decideBy(parts, earnings, open);
}

function insert(mongo: SimMongo, open: OpenTransaction, shards: readonly ShardDocs[]): void {
  if (open.aborted) throw new Conflict();
  const own = new Set<string>();
  for (const { _id, metadata } of shards.flatMap((part) => part.transactions)) {
    const ids = [_id, ...(metadata.orderId === undefined ? [] : [`order ${metadata.orderId}`])];
    for (const id of ids) {
      if (mongo.transactions.has(id) || mongo.orders.has(id) || own.has(id)) throw new Duplicate();
      own.add(id);
    }
  }
}

/** Asks until it is known: a commit that was asked for twice is done once. */
async function commit(
  line: SimMongoLine,
  attempt: Attempt,
  shards: readonly ShardDocs[],
  isOver: () => boolean,
): Promise<void> {
  const { mongo } = line;
  for (;;) {
    try {
      await line.call(() => {
        if (attempt.committed) return;
        if (attempt.open.aborted) throw new Conflict();
        const cursors = new Map(attempt.parts.map(({ shard, projected }) => [shard, projected]));
        apply(mongo, shards, cursors, attempt.open.owner, () => {
          attempt.committed = false;
          attempt.open.aborted = true;
        });
        attempt.committed = true;
        mongo.open.delete(attempt.open);
        mongo.applied();
      });
      await line.call(() => {
        if (!attempt.committed) throw new Conflict();
        mongo.pending.forget();
      });
      return;
    } catch (error) {
      if (!(error instanceof NoPrimary) || isOver()) throw error;
      await line.rest(5);
    }
  }
}

function apply(
  mongo: SimMongo,
  shards: readonly ShardDocs[],
  cursors: ReadonlyMap<number, Position | undefined>,
  owner: string,
  takenBack: () => void,
): void {
  const { pending } = mongo;
  pending.step(() => {
    pending.note(takenBack);
    for (const { shard, to, transactions, legs, changes, quarantined } of shards) {
      const head = mongo.heads.get(shard);
      if (head === undefined) continue;
      const { sequence, hash, projected } = head;
      head.sequence = to.sequence;
      head.hash = new Binary(to.hash);
      const cursor = cursors.get(shard);
      if (cursor !== undefined && isBefore(projected, cursor)) head.projected = cursor;
      pending.note(() => Object.assign(head, { sequence, hash, projected }));
      for (const entry of transactions) {
        pending.set(mongo.transactions, entry._id, entry);
        if (entry.metadata.orderId !== undefined)
          pending.set(mongo.orders, `order ${entry.metadata.orderId}`, entry._id);
      }
      const legsBefore = mongo.legs.length;
      mongo.legs.push(...legs);
      const commitsBefore = mongo.commits.length;
      for (const { epoch, sequence: at } of transactions) mongo.commits.push({ shard, owner, epoch, sequence: at });
      pending.note(() => {
        mongo.legs.length = legsBefore;
        mongo.commits.length = commitsBefore;
      });
      for (const { id, change, account, currency, userId } of changes) {
        const balance = (mongo.accounts.get(id)?.balance ?? 0n) + change;
        pending.set(mongo.accounts, id, { _id: id, account, currency, shard, userId, balance, updatedAt: new Date(0) });
      }
      for (const entry of quarantined) pending.set(mongo.quarantine, entry._id, entry);
    }
  });
}
