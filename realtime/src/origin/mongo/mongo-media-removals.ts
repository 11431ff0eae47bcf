import type { Clock } from '@halobuzz/core/clock';
import { type Db, type Filter, Long, type UpdateFilter } from 'mongodb';
import { isDuplicateKey } from '../../adapters/mongo/is-duplicate-key.ts';
import { barOf, type MediaBar, type MediaRemovals, mediaBars, neededUntilMs } from '../media/media-removals.ts';
import type { ClaimedRemoval, RemovalOutcome, RemovalQueue } from '../media/removal-queue.ts';
import type { KnownRule } from '../media/removal-step.ts';

interface RuleDocument {
  id: Long;
  bar: MediaBar;
  until: Date;
}

/** One a person and room. `mootAt`: nothing that was ever wanted or made holds longer; it is forgotten a day after. */
interface RemovalDocument {
  _id: string;
  roomId: string;
  account: string;
  state: RemovalOutcome['state'];
  version: number;
  askedAt: Date;
  dueAt: Date;
  mootAt: Date;
  joinUntil?: Date;
  publishUntil?: Date;
  rules: RuleDocument[];
  unsure: MediaBar[];
  /** A call is under way; found like that by somebody else, its caller died in it. */
  calling: boolean;
  tries: number;
  trouble: string;
}

const untilField = { join: 'joinUntil', publish: 'publishUntil' } as const satisfies Record<MediaBar, string>;
/** What was decided must outlive an election. */
const lasting = { writeConcern: { w: 'majority', journal: true } } as const;

/** The port that asks and the queue that carries out, over one collection. */
export function mongoMediaRemovals(db: Db, clock: Clock): MediaRemovals & RemovalQueue {
  const removals = db.collection<RemovalDocument>('media_removals', lasting);
  return {
    async remove(removal) {
      const nowMs = clock();
      const until = new Date(neededUntilMs({ ...removal, atMs: removal.atMs ?? nowMs }));
      if (until.getTime() <= nowMs) return;
      const { roomId, account } = removal;
      const field = untilField[barOf[removal.kind]];
      const now = new Date(nowMs);
      // Matches nothing where as much is wanted already; the insert then finds its place taken.
      const filter: Filter<RemovalDocument> = { _id: idOf(roomId, account), $nor: [{ [field]: { $gte: until } }] };
      const update: UpdateFilter<RemovalDocument> = {
        $set: { [field]: until, state: 'due', askedAt: now, dueAt: now },
        $max: { mootAt: until },
        $inc: { version: 1 },
        $setOnInsert: { roomId, account, rules: [], unsure: [], calling: false, tries: 0, trouble: '' },
      };
      try {
        await removals.updateOne(filter, update, { upsert: true });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        // Two asked at once, and the other made the document: this one may still want more.
        await removals.updateOne(filter, { $set: update.$set ?? {}, $max: { mootAt: until }, $inc: { version: 1 } });
      }
    },

    async restore({ roomId, account, bar, askedUntilMs }) {
      const field = untilField[bar];
      const asked = askedUntilMs === undefined ? {} : { askedAt: { $lte: new Date(askedUntilMs) } };
      // Asked with every token, and hardly ever is there anything: a read is cheaper than a write that waits for a majority.
      const barred = { _id: idOf(roomId, account), [field]: { $exists: true }, ...asked };
      if ((await removals.findOne(barred, { projection: { _id: 1 } })) === null) return;
      const now = new Date(clock());
      await removals.updateOne(barred, {
        $unset: { [field]: '' },
        $set: { state: 'due', askedAt: now, dueAt: now },
        $inc: { version: 1 },
      });
    },

    async claimDue(nowMs, leaseMs) {
      const found = await removals.findOneAndUpdate(
        { state: 'due', dueAt: { $lte: new Date(nowMs) } },
        { $set: { dueAt: new Date(nowMs + leaseMs), calling: true } },
        { sort: { dueAt: 1 }, hint: { state: 1, dueAt: 1 }, returnDocument: 'before' },
      );
      return found === null ? undefined : claimedOf(found);
    },

    async settle(claimed, outcome) {
      const { state, dueAtMs, unsure, tries, trouble } = outcome;
      const always: UpdateFilter<RemovalDocument> = {
        $set: { calling: false, unsure: [...unsure], ...foundSet(outcome) },
        ...(outcome.created === undefined ? {} : { $push: { rules: documentOf(outcome.created) } }),
        ...(outcome.deletedId === undefined ? {} : { $pull: { rules: { id: Long.fromNumber(outcome.deletedId) } } }),
      };
      const due = dueAtMs === undefined ? {} : { dueAt: new Date(dueAtMs) };
      const settled = await removals.updateOne(
        { _id: claimed.id, version: claimed.version },
        { ...always, $set: { ...always.$set, state, tries, trouble, ...due } },
      );
      // More was asked meanwhile, and it is due already.
      if (settled.matchedCount === 0) await removals.updateOne({ _id: claimed.id }, always);
    },

    async wake(roomId, account, nowMs) {
      const dueAt = new Date(nowMs);
      await removals.updateOne({ _id: idOf(roomId, account), state: 'waiting' }, { $set: { state: 'due', dueAt } });
    },

    async backlog() {
      const mootAt = { $gt: new Date(clock()) };
      const count = (state: RemovalOutcome['state']) => removals.countDocuments({ state, mootAt }, { hint: 'asked' });
      const [due, waiting, failed, oldest] = await Promise.all([
        count('due'),
        count('waiting'),
        count('failed'),
        removals.find({ state: 'due' }).sort({ askedAt: 1 }).hint('asked').limit(1).next(),
      ]);
      return { due, waiting, failed, oldestAskedAtMs: oldest?.askedAt.getTime() };
    },
  };
}

function idOf(roomId: string, account: string): string {
  return `${roomId}:${account}`;
}

function claimedOf(found: RemovalDocument): ClaimedRemoval {
  const until = mediaBars.flatMap((bar) => {
    const wanted = found[untilField[bar]];
    return wanted === undefined ? [] : [[bar, wanted.getTime()] as const];
  });
  return {
    id: found._id,
    roomId: found.roomId,
    account: found.account,
    version: found.version,
    tries: found.tries,
    state: {
      untilMs: Object.fromEntries(until),
      rules: found.rules.map(({ id, bar, until: end }) => ({ id: Number(id), bar, untilMs: end.getTime() })),
      // What a dead caller asked for may have been any bar.
      unsure: found.calling ? mediaBars : found.unsure,
      mootAtMs: found.mootAt.getTime(),
    },
  };
}

function foundSet({ found }: RemovalOutcome): { rules?: RuleDocument[] } {
  return found === undefined ? {} : { rules: found.map(documentOf) };
}

function documentOf({ id, bar, untilMs }: KnownRule): RuleDocument {
  return { id: Long.fromNumber(id), bar, until: new Date(untilMs) };
}
