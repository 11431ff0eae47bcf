import { isListed } from '@halobuzz/core/streams/privacy';
import type { Collection, Db, UpdateFilter } from 'mongodb';
import type { StreamChange, StreamSettings } from '../streams/stream-settings.ts';
import { discoveryFields, searchField } from './mongo-discovery-fields.ts';
import {
  draftDocument,
  draftOf,
  fromDocument,
  isDuplicateHost,
  type LivestreamDocument,
  privacyField,
  withoutEntry,
} from './mongo-livestreams.ts';
import { bigintOptions } from './numbers.ts';

const majority = { writeConcern: { w: 'majority' } } as const;
/** Not over yet: what its host may still change. */
const open: LivestreamDocument['status'][] = ['draft', 'live'];

/** {@link StreamSettings} over the collection of broadcasts. */
export function mongoStreamSettings(db: Db): StreamSettings {
  const collection: Collection<LivestreamDocument> = db.collection('livestreams', bigintOptions);
  const drafts = { status: 'draft' } as const;
  return {
    async insertDraft(draft, passwordHash) {
      await collection.insertOne(draftDocument(draft, passwordHash), majority);
    },
    async draftsOf(hostId, limit) {
      const found = collection
        .find({ ...drafts, hostId }, withoutEntry)
        .sort({ _id: 1 })
        .limit(limit)
        .hint('drafts');
      return (await found.toArray()).map(draftOf);
    },
    async start(id, hostId, { startedAtMs, ...facts }) {
      const draft = await collection.findOne({ _id: id, hostId, ...drafts }, withoutEntry);
      if (draft === null) return 'other';
      const found = discoveryFields({ ...draft, hostHandle: facts.hostHandle });
      try {
        const outcome = await collection.updateOne(
          { _id: id, hostId, ...drafts },
          {
            $set: { status: 'live', startedAt: new Date(startedAtMs), ...facts, ...found },
            $unset: { createdAt: 1, expiresAt: 1, reminded: 1 },
          },
          majority,
        );
        return outcome.modifiedCount === 1 ? 'ok' : 'other';
      } catch (error) {
        if (isDuplicateHost(error)) return 'taken';
        throw error;
      }
    },
    async change(id, doorVersion, change) {
      const known = await collection.findOne({ _id: id, status: { $in: open } }, withoutEntry);
      if (known === null) return undefined;
      const changed = await collection.findOneAndUpdate(
        { _id: id, status: known.status, ...atDoor(doorVersion) },
        updateOf(known, change),
        { returnDocument: 'after', ...withoutEntry, ...majority },
      );
      return changed === null ? undefined : fromDocument(changed);
    },
    async discard(id, hostId) {
      return (await collection.deleteOne({ _id: id, hostId, ...drafts }, majority)).deletedCount === 1;
    },
    async discardAll(hostId) {
      return (await collection.deleteMany({ hostId, ...drafts }, { ...majority, hint: 'drafts' })).deletedCount;
    },
    async expire(nowMs) {
      const due = { ...drafts, expiresAt: { $lte: new Date(nowMs) } };
      return (await collection.deleteMany(due, { hint: 'draft_expiry' })).deletedCount;
    },
    async entry(id) {
      const document = await collection.findOne({ _id: id }, { projection: { entry: 1 } });
      const { passwordHash, invited = [] } = document?.entry ?? {};
      return {
        ...(passwordHash === undefined ? {} : { passwordHash }),
        invited: invited.map(({ account, handle, at }) => ({ account, handle, atMs: at.getTime() })),
      };
    },
    async invite(id, { account, handle, atMs }, max) {
      const outcome = await collection.updateOne(
        {
          _id: id,
          status: { $in: open },
          'entry.invited.account': { $ne: account },
          [`entry.invited.${max - 1}`]: { $exists: false },
        },
        { $push: { 'entry.invited': { account, handle, at: new Date(atMs) } } },
        majority,
      );
      if (outcome.modifiedCount === 1) return 'ok';
      const known = await collection.countDocuments({ _id: id, 'entry.invited.account': account }, { limit: 1 });
      return known === 1 ? 'same' : 'full';
    },
    async uninvite(id, account) {
      const outcome = await collection.updateOne(
        { _id: id, 'entry.invited.account': account },
        { $pull: { 'entry.invited': { account } }, $inc: { doorVersion: 1 } },
        majority,
      );
      return outcome.modifiedCount === 1;
    },
    async dueReminders(untilMs, limit) {
      const due = { ...drafts, scheduledAt: { $exists: true, $lte: new Date(untilMs) }, reminded: false };
      const found = collection.find(due, withoutEntry).sort({ scheduledAt: 1 }).limit(limit).hint('reminders');
      return (await found.toArray()).map(draftOf);
    },
    async claimReminder(id) {
      const outcome = await collection.updateOne({ _id: id, ...drafts, reminded: false }, { $set: { reminded: true } });
      return outcome.modifiedCount === 1;
    },
  };
}

/** A broadcast whose door was never changed has no version. */
function atDoor(version: number): object {
  return version === 0 ? { doorVersion: { $exists: false } } : { doorVersion: version };
}

function updateOf(known: LivestreamDocument, change: StreamChange): UpdateFilter<LivestreamDocument> {
  const { title = known.title, category, tags = known.tags, cover, privacy, passwordHash } = change;
  const { scheduledAtMs, expiresAtMs } = change;
  // What is not live stands in no list yet.
  const found = known.status === 'live' ? searchField({ title, tags, hostHandle: known.hostHandle }) : {};
  const gone = {
    ...(cover === null ? { cover: 1 as const } : {}),
    ...(passwordHash === null ? { 'entry.passwordHash': 1 as const } : {}),
    ...(scheduledAtMs === null ? { scheduledAt: 1 as const, reminded: 1 as const } : {}),
  };
  return {
    $set: {
      ...{ title, tags: [...tags], ...found },
      ...(category === undefined ? {} : { category }),
      ...(typeof cover === 'string' ? { cover } : {}),
      ...(privacy === undefined ? {} : { privacy: privacyField(privacy), listed: isListed(privacy) }),
      ...(typeof passwordHash === 'string' ? { 'entry.passwordHash': passwordHash } : {}),
      ...(typeof scheduledAtMs === 'number' ? { scheduledAt: new Date(scheduledAtMs), reminded: false } : {}),
      ...(expiresAtMs === undefined ? {} : { expiresAt: new Date(expiresAtMs) }),
    },
    $inc: { doorVersion: 1, ...(typeof passwordHash === 'string' ? { passwordVersion: 1 } : {}) },
    ...(Object.keys(gone).length === 0 ? {} : { $unset: gone }),
  };
}
