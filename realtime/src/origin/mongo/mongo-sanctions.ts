import { limits } from '@halobuzz/core/limits';
import type { Collection, Db, Filter } from 'mongodb';
import { isDuplicateKey } from '../../adapters/mongo/is-duplicate-key.ts';
import type { Appeal, Sanction, SanctionKind, SanctionPoint, Sanctions } from '../moderation/sanctions.ts';

interface SanctionDocument {
  _id: string;
  accountId: string;
  kind: SanctionKind;
  reason: string;
  createdAt: Date;
  hostId: string;
  roomId: string;
  by: string;
  endsAt?: Date;
  liftedAt?: Date;
  liftedBy?: string;
  active: boolean;
  appeal?: AppealDocument;
}

interface AppealDocument {
  text: string;
  at: Date;
  status: Appeal['status'];
  decidedBy?: string;
  decidedAt?: Date;
  note?: string;
}

/** Who was dismissed stays, so that an older naming that comes late does not bring them back. */
interface ModeratorDocument {
  _id: string;
  hostId: string;
  accountId: string;
  by: string;
  at: Date;
  active: boolean;
}

/** What was decided must outlive an election. */
const lasting = { writeConcern: { w: 'majority', journal: true } } as const;

export function mongoSanctions(db: Db): Sanctions {
  const sanctions = db.collection<SanctionDocument>('sanctions', lasting);
  const moderators = db.collection<ModeratorDocument>('room_moderators', lasting);
  return {
    async set(sanction) {
      const { id: _id, accountId, hostId, roomId, kind, reason, by, atMs, endsAtMs } = sanction;
      if ((await sanctions.findOne({ _id }, { projection: { _id: 1 } })) !== null) return;
      const createdAt = new Date(atMs);
      await sanctions.updateMany(
        { hostId, accountId, kind, active: true, createdAt: { $lte: createdAt } },
        { $set: { active: false } },
      );
      const document = { _id, accountId, kind, reason, createdAt, hostId, roomId, by };
      const ends = endsAtMs === undefined ? {} : { endsAt: new Date(endsAtMs) };
      await insertSanction(sanctions, { ...document, ...ends, active: true });
    },
    async lift({ hostId, accountId, kind, by, atMs }) {
      await sanctions.updateMany(
        { hostId, accountId, kind, active: true, createdAt: { $lte: new Date(atMs) } },
        { $set: { active: false, liftedAt: new Date(atMs), liftedBy: by } },
      );
    },
    async setModerator({ hostId, accountId, by, atMs, named }) {
      const at = new Date(atMs);
      try {
        await moderators.updateOne(
          { _id: `${hostId}:${accountId}`, at: { $lt: at } },
          { $set: { hostId, accountId, by, at, active: named } },
          { upsert: true },
        );
      } catch (error) {
        // What is there is as new or newer.
        if (!isDuplicateKey(error)) throw error;
      }
    },
    async rulesOf(hostId, nowMs) {
      const inForce = {
        hostId,
        active: true,
        $or: [{ endsAt: { $exists: false } }, { endsAt: { $gt: new Date(nowMs) } }],
      };
      const [found, named] = await Promise.all([
        sanctions
          .find(inForce, { projection: { accountId: 1, kind: 1, endsAt: 1 } })
          .limit(limits.roomRulesMax - limits.roomModeratorsMax)
          .toArray(),
        moderators.find({ hostId, active: true }).limit(limits.roomModeratorsMax).toArray(),
      ]);
      const timed = (kind: SanctionKind) =>
        found
          .filter((one) => one.kind === kind)
          .map(({ accountId, endsAt }) => ({ account: accountId, untilMs: endsAt?.getTime() }));
      return { bans: timed('ban'), mutes: timed('mute'), moderators: named.map(({ accountId }) => accountId) };
    },
    async moderatorsOf(hostId) {
      const found = moderators.find({ hostId, active: true }).sort({ at: -1 }).limit(limits.roomModeratorsMax);
      return (await found.toArray()).map(({ accountId, at }) => ({ accountId, sinceMs: at.getTime() }));
    },
    async get(id) {
      const document = await sanctions.findOne({ _id: id });
      return document === null ? undefined : sanctionOf(document);
    },
    async list(of, after, limit) {
      const found = sanctions.find({ ...of, roomId: { $exists: true }, ...below(after) });
      return (await found.sort({ createdAt: -1, _id: -1 }).limit(limit).toArray()).map(sanctionOf);
    },
    async appeal(id, accountId, text, nowMs) {
      const at = new Date(nowMs);
      const changed = await sanctions.findOneAndUpdate(
        {
          ...{ _id: id, accountId, active: true, appeal: { $exists: false } },
          $or: [{ endsAt: { $exists: false } }, { endsAt: { $gt: at } }],
        },
        { $set: { appeal: { text, at, status: 'open' } } },
        { returnDocument: 'after' },
      );
      if (changed !== null) return sanctionOf(changed);
      const known = await sanctions.findOne({ _id: id, accountId });
      if (known === null) return 'absent';
      // The same words again: the answer to the first try was lost.
      return known.appeal?.status === 'open' && known.appeal.text === text ? sanctionOf(known) : 'conflict';
    },
    async openAppeals(after, limit) {
      const place =
        after === undefined
          ? {}
          : {
              $or: [
                { 'appeal.at': { $gt: new Date(after.atMs) } },
                { 'appeal.at': new Date(after.atMs), _id: { $gt: after.id } },
              ],
            };
      const found = sanctions.find({ 'appeal.status': 'open', ...place }).sort({ 'appeal.at': 1, _id: 1 });
      return (await found.limit(limit).toArray()).map(sanctionOf);
    },
    async decide(id, { by, outcome, note, atMs }) {
      const at = new Date(atMs);
      const decided = { 'appeal.status': outcome, 'appeal.decidedBy': by, 'appeal.decidedAt': at, 'appeal.note': note };
      const changed = await sanctions.findOneAndUpdate(
        {
          ...{ _id: id, 'appeal.status': 'open' },
          ...{ by: { $ne: by }, accountId: { $ne: by }, hostId: { $ne: by } },
        },
        { $set: { ...decided, ...(outcome === 'lifted' ? { active: false, liftedAt: at, liftedBy: by } : {}) } },
        { returnDocument: 'after' },
      );
      if (changed !== null) return sanctionOf(changed);
      const known = await sanctions.findOne({ _id: id });
      if (known?.appeal === undefined) return 'absent';
      if ([known.by, known.accountId, known.hostId].includes(by)) return 'forbidden';
      const same = known.appeal.decidedBy === by && known.appeal.status === outcome;
      return same ? sanctionOf(known) : 'conflict';
    },
  };
}

/** A newer one that is in force already leaves this one as history. */
async function insertSanction(collection: Collection<SanctionDocument>, document: SanctionDocument): Promise<void> {
  try {
    await collection.insertOne(document);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    if ((await collection.findOne({ _id: document._id }, { projection: { _id: 1 } })) !== null) return;
    await collection.insertOne({ ...document, active: false });
  }
}

function below(after: SanctionPoint | undefined): Filter<SanctionDocument> {
  if (after === undefined) return {};
  const createdAt = new Date(after.atMs);
  return { $or: [{ createdAt: { $lt: createdAt } }, { createdAt, _id: { $lt: after.id } }] };
}

function sanctionOf(document: SanctionDocument): Sanction {
  const { _id, accountId, hostId, roomId, kind, reason, by, active, appeal } = document;
  return {
    ...{ id: _id, accountId, hostId, roomId, kind, reason, by, active },
    atMs: document.createdAt.getTime(),
    endsAtMs: document.endsAt?.getTime(),
    liftedAtMs: document.liftedAt?.getTime(),
    appeal:
      appeal === undefined
        ? undefined
        : {
            ...{ text: appeal.text, atMs: appeal.at.getTime(), status: appeal.status },
            ...{ decidedBy: appeal.decidedBy, decidedAtMs: appeal.decidedAt?.getTime(), note: appeal.note },
          },
  };
}
