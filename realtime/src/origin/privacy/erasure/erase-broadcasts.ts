import type { ErasureStepResult } from '@halobuzz/core/api/internal-erasure';
import { limits } from '@halobuzz/core/limits';
import { ERASED_NAME } from '@halobuzz/core/privacy/erasure-steps';
import type { Db } from 'mongodb';
import type { CacheService } from '../../cache/cache-service.ts';
import type { LivestreamDocument } from '../../mongo/mongo-livestreams.ts';
import type { LivestreamStore } from '../../streams/livestream-store.ts';
import { type ErasedPerson, pieceDone, pieceMore } from './erasure-service.ts';

export interface EraseBroadcastsDeps {
  readonly db: Db;
  readonly cache: Pick<CacheService, 'drop'>;
  readonly livestreams: Pick<LivestreamStore, 'liveOfHost'>;
  /** Ends a broadcast and its room. May be repeated. */
  readonly endLive: (id: string) => Promise<unknown>;
}

/** What a broadcast tells of its host; figures stay, as they are others' as well. */
const unsaid = { hostSubject: '', hostAvatar: '', cover: '', entry: '', searchKeys: '', trend: '', reach: '' } as const;

/**
 * What the person broadcast loses its words, pictures and guests and stands there without a host; where others' broadcasts
 * and battles name them, the name goes. What they said in rooms goes altogether.
 */
export async function eraseBroadcasts(deps: EraseBroadcastsDeps, person: ErasedPerson): Promise<ErasureStepResult> {
  const { db } = deps;
  const { accountId, username } = person;
  const livestreams = livestreamsOf(db);
  const drafts = await livestreams.deleteMany({ hostId: accountId, status: 'draft' });
  // Ended when the erasure was asked for; a backup may say otherwise. Two hosts without a name could not both be live.
  const live = await deps.livestreams.liveOfHost(accountId);
  if (live !== undefined) await deps.endLive(live.id);
  // The host's own index; each piece leaves fewer.
  const own = await livestreams
    .find({ hostId: accountId }, { projection: { _id: 1 }, hint: 'host' })
    .limit(limits.erasureBatchRowsMax)
    .toArray();
  if (own.length > 0) {
    const nobody = { hostId: ERASED_NAME, hostHandle: ERASED_NAME, title: ERASED_NAME, tags: [], listed: false };
    // Counted: a host directory that is made anew counts no broadcasts of nobody.
    const update = { $set: { ...nobody, counted: true }, $unset: unsaid };
    const written = await livestreams.updateMany({ _id: { $in: own.map(({ _id }) => _id) } }, update);
    await deps.cache.drop('lobby');
    return pieceMore({ broadcasts: written.modifiedCount, drafts: drafts.deletedCount });
  }
  const invitations = await livestreams.updateMany(
    { 'entry.invited.account': accountId },
    { $pull: { 'entry.invited': { account: accountId } } },
  );
  const summaries = await renameInSummaries(livestreams, username);
  const chat = await db.collection('chat_messages').deleteMany({ fromId: accountId });
  await db.collection('chat_messages').updateMany({ removedBy: accountId }, { $set: { removedBy: ERASED_NAME } });
  const acts = await db.collection('room_acts').deleteMany({ hostId: accountId });
  await db.collection('room_acts').updateMany({ by: accountId }, { $set: { by: ERASED_NAME } });
  const figures = await Promise.all(
    ['rollups_hourly', 'rollups_daily'].map((name) => db.collection(name).deleteMany({ hostId: accountId })),
  );
  const parked = await db.collection('parked_gifts').deleteMany({ account: accountId });
  return pieceDone({
    ...{ drafts: drafts.deletedCount, invitations: invitations.modifiedCount, summaries },
    ...{ room_acts: acts.deletedCount },
    ...{ chat_messages: chat.deletedCount, parked_gifts: parked.deletedCount },
    rollups: figures.reduce((sum, { deletedCount }) => sum + deletedCount, 0),
    battles: await renameInBattles(db, accountId),
  });
}

type Livestreams = ReturnType<typeof livestreamsOf>;
function livestreamsOf(db: Db) {
  return db.collection<LivestreamDocument>('livestreams');
}

/** Who gave most in a broadcast stands there by handle alone. */
async function renameInSummaries(livestreams: Livestreams, username: string): Promise<number> {
  if (username === '') return 0;
  const { modifiedCount } = await livestreams.updateMany(
    { 'summary.topGifters.handle': username },
    { $set: { 'summary.topGifters.$[one].handle': ERASED_NAME } },
    { arrayFilters: [{ 'one.handle': username }] },
  );
  return modifiedCount;
}

async function renameInBattles(db: Db, accountId: string): Promise<number> {
  const battles = db.collection('battles');
  const hosted = await battles.updateMany(
    { 'sides.hostId': accountId },
    { $set: { 'sides.$[one].hostId': ERASED_NAME, 'sides.$[one].hostName': ERASED_NAME } },
    { arrayFilters: [{ 'one.hostId': accountId }] },
  );
  const given = await battles.updateMany(
    { 'sides.givers.account': accountId },
    { $set: { 'sides.$[].givers.$[one].account': ERASED_NAME, 'sides.$[].givers.$[one].name': ERASED_NAME } },
    { arrayFilters: [{ 'one.account': accountId }] },
  );
  return hosted.modifiedCount + given.modifiedCount;
}
