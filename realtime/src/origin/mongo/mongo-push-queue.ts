import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';
import type { Db, Filter } from 'mongodb';
import { isDuplicateKey } from '../../adapters/mongo/is-duplicate-key.ts';
import type { PushCall, PushCallOutcome, PushJob, PushKind, PushQueue } from '../notifications/push-queue.ts';
import { transact } from './transact.ts';

interface JobDocument {
  /** Kind and broadcast. */
  _id: string;
  kind: PushKind;
  streamId: string;
  hostId: string;
  state: 'due' | 'done' | 'stopped';
  createdAt: Date;
  dueAt: Date;
  mootAt: Date;
  steps: number;
  after?: { createdAt: Date; id: string };
}

interface CallDocument {
  /** Announcement, step, and which of its calls. */
  _id: string;
  kind: PushKind;
  streamId: string;
  state: PushCallOutcome['state'] | 'calling';
  createdAt: Date;
  dueAt: Date;
  mootAt: Date;
  tries: number;
  outcome: string;
  to: { token: string; ticket?: string }[];
}

interface FollowDocument {
  _id: string;
  followerId: string;
  followedId: string;
  createdAt: Date;
  muted?: boolean;
}

/** What was begun must outlive an election: else somebody is told twice. */
const lasting = { writeConcern: { w: 'majority', journal: true } } as const;

/** {@link PushQueue} in MongoDB. */
export function mongoPushQueue(db: Db, clock: Clock): PushQueue {
  const jobs = db.collection<JobDocument>('push_jobs', lasting);
  const calls = db.collection<CallDocument>('push_calls', lasting);
  const follows = db.collection<FollowDocument>('follows');

  async function claim(state: 'due' | 'sent', nowMs: number, leaseMs: number): Promise<PushCall | undefined> {
    const found = await calls.findOneAndUpdate(
      { state, dueAt: { $lte: new Date(nowMs) } },
      { $set: { state: state === 'due' ? 'calling' : 'sent', dueAt: new Date(nowMs + leaseMs) } },
      { sort: { dueAt: 1 }, hint: { state: 1, dueAt: 1 }, returnDocument: 'after' },
    );
    return found === null ? undefined : callOf(found);
  }

  return {
    async announce({ id, kind, streamId, hostId, createdAtMs, mootAtMs }, dueAtMs) {
      if ((await jobs.findOne({ _id: id }, { projection: { _id: 1 } })) !== null) return 'exists';
      const since = new Date(createdAtMs - limits.pushAnnouncementsLifeMs);
      const recent = { hostId, createdAt: { $gt: since } };
      const limit = limits.pushAnnouncementsMax;
      if ((await jobs.countDocuments(recent, { limit, hint: 'host' })) === limit) return 'too_many';
      const [createdAt, dueAt, mootAt] = [new Date(createdAtMs), new Date(dueAtMs), new Date(mootAtMs)];
      try {
        await jobs.insertOne({ _id: id, kind, streamId, hostId, state: 'due', createdAt, dueAt, mootAt, steps: 0 });
        return 'asked';
      } catch (error) {
        if (isDuplicateKey(error)) return 'exists';
        throw error;
      }
    },

    async claimJob(nowMs, leaseMs) {
      const found = await jobs.findOneAndUpdate(
        { state: 'due', dueAt: { $lte: new Date(nowMs) } },
        { $set: { dueAt: new Date(nowMs + leaseMs) } },
        { sort: { dueAt: 1 }, hint: { state: 1, dueAt: 1 }, returnDocument: 'after' },
      );
      return found === null ? undefined : jobOf(found);
    },

    async followersOf(job, limit) {
      const found = follows
        .find(followersFilter(job))
        .sort({ createdAt: -1, _id: -1 })
        .hint('followers_page')
        .limit(limit);
      return (await found.toArray()).map(({ _id, followerId, createdAt, muted }) => ({
        ...{ account: followerId, muted: muted === true },
        point: { createdAtMs: createdAt.getTime(), id: _id },
      }));
    },

    async advance({ id, kind, streamId, steps, mootAtMs }, to, next) {
      const now = new Date(clock());
      const made = to.map(
        (tokens, at): CallDocument => ({
          ...{ _id: `${id}:${steps}:${at}`, kind, streamId, state: 'due', tries: 0, outcome: '' },
          ...{ createdAt: now, dueAt: now, mootAt: new Date(mootAtMs), to: tokens.map((token) => ({ token })) },
        }),
      );
      const moved =
        next === 'done'
          ? { state: 'done' as const }
          : { after: { createdAt: new Date(next.after.createdAtMs), id: next.after.id } };
      return transact(db, async (session) => {
        const step = { _id: id, state: 'due', steps } as const;
        const advanced = await jobs.updateOne(step, { $set: moved, $inc: { steps: 1 } }, { session });
        if (advanced.modifiedCount === 0) return false;
        if (made.length > 0) await calls.insertMany(made, { session });
        return true;
      });
    },

    async stop({ id }) {
      await jobs.updateOne({ _id: id, state: 'due' }, { $set: { state: 'stopped' } });
    },
    async release({ id, steps }, nowMs) {
      await jobs.updateOne({ _id: id, state: 'due', steps }, { $set: { dueAt: new Date(nowMs) } });
    },
    async waitingCalls(atMost) {
      return calls.countDocuments({ state: 'due' }, { limit: atMost, hint: 'due' });
    },
    claimCall: (nowMs, leaseMs) => claim('due', nowMs, leaseMs),
    claimReceipts: (nowMs, leaseMs) => claim('sent', nowMs, leaseMs),

    async settle({ id }, { state, dueAtMs, tries, outcome, to }) {
      const left = to.map(({ token, ticket }) => (ticket === undefined ? { token } : { token, ticket }));
      const fields = { state, dueAt: new Date(dueAtMs), tries, outcome, to: left };
      await calls.updateOne({ _id: id, state: { $ne: 'closed' } }, { $set: fields });
    },

    async closeLost(nowMs) {
      const lost = { state: 'calling', dueAt: { $lte: new Date(nowMs) } } as const;
      let messages = 0;
      for (;;) {
        const closed = await calls.findOneAndUpdate(
          lost,
          { $set: { state: 'closed', outcome: 'its caller died' } },
          { sort: { dueAt: 1 }, hint: { state: 1, dueAt: 1 } },
        );
        if (closed === null) return messages;
        messages += closed.to.length;
      }
    },
  };
}

/** Exported for the test of its plan. */
export function followersFilter({ hostId, createdAtMs, after }: PushJob): Filter<FollowDocument> {
  const to = new Date(after?.createdAtMs ?? createdAtMs);
  const followed: Filter<FollowDocument> = { followedId: hostId, createdAt: { $lte: to } };
  // The bound alone finds the place; the rest passes over those of the same moment.
  return after === undefined
    ? followed
    : { ...followed, $or: [{ createdAt: { $lt: to } }, { _id: { $lt: after.id } }] };
}

function jobOf({ _id, kind, streamId, hostId, createdAt, mootAt, steps, after }: JobDocument): PushJob {
  return {
    ...{ id: _id, kind, streamId, hostId, steps, createdAtMs: createdAt.getTime(), mootAtMs: mootAt.getTime() },
    ...(after === undefined ? {} : { after: { createdAtMs: after.createdAt.getTime(), id: after.id } }),
  };
}

function callOf({ _id, kind, streamId, createdAt, mootAt, tries, to }: CallDocument): PushCall {
  return { id: _id, kind, streamId, tries, to, createdAtMs: createdAt.getTime(), mootAtMs: mootAt.getTime() };
}
