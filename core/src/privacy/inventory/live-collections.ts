import { type PersonalPlace, type StoredPlace, servesTheService, untilErased } from './stored-place.ts';

const mongodb = 'mongodb' as const;
const broadcastSums: Omit<PersonalPlace, 'place'> = {
  ...{ store: mongodb, category: 'broadcasts', kept: untilErased },
  ...{ exported: { not: 'sums of what broadcasts hold' }, erasure: 'deleted' },
  personal: { hostId: 'whose figures, where they are of one host', 'metric, value, from': 'what was counted' },
  impersonal: { '_id, country, region, category': 'what the sum is of' },
};

/** Broadcasts and rooms, in MongoDB. */
export const liveCollections: readonly StoredPlace[] = [
  {
    ...{ store: mongodb, place: 'livestreams', category: 'broadcasts', kept: untilErased },
    ...{ exported: { section: 'broadcasts' }, erasure: 'unlinked' },
    personal: {
      'hostId, hostHandle, hostAvatar, hostSubject': 'whose broadcast',
      'title, category, tags, cover, searchKeys': 'how it is shown and found',
      'country, region': 'where it was opened',
      'status, createdAt, scheduledAt, startedAt, interruptedAt, endedAt, endReason, updatedAt, expiresAt, reminded':
        'its life',
      'privacy, listed, reach': 'who may watch',
      entry: { what: 'who is invited, and the hash of its password', level: 3 },
      'peakViewers, uniqueViewers, currentViewers, summary, plots, trend': 'figures and curves',
    },
    impersonal: {
      _id: 'a random number of the broadcast',
      'doorVersion, passwordVersion, counted': 'versions and marks of the row itself',
    },
  },
  {
    ...{ store: mongodb, place: 'battles', category: 'broadcasts', kept: untilErased },
    ...{ exported: { section: 'battles' }, erasure: 'unlinked' },
    personal: {
      sides: 'both hosts with names and scores, and who gave most',
      'outcome, forfeitedBy, status': 'how it ended',
      'seconds, invitedAt, expiresAt, startsAt, endsAt, finalAt': 'when it was',
    },
    impersonal: { _id: 'a random number of the battle', 'heads, keeps, open, dueAt': 'where counting stands' },
  },
  {
    ...{ store: mongodb, place: 'chat_messages', category: 'rooms', erasure: 'deleted' },
    kept: { kind: 'days', days: 30, of: 'chat messages that are stored' },
    exported: { section: 'chat-messages' },
    personal: {
      'fromId, roomId': 'who wrote, where',
      text: 'the message',
      createdAt: 'when',
      removedAt: 'when it was taken away',
      removedBy: { what: 'by whom it was taken away', erasure: 'unlinked' },
      flagged: { what: 'the listed word in it that had moderators look', category: 'moderation' },
    },
    impersonal: { _id: 'a random number of the message' },
  },
  {
    ...{ store: mongodb, place: 'room_acts', category: 'moderation', erasure: 'deleted' },
    kept: { kind: 'days', days: 365, of: 'what our staff did in a broadcast' },
    exported: { section: 'sanctions' },
    personal: {
      'hostId, roomId': 'whose broadcast it was',
      'act, code, message, before': 'what was done, and for which rule',
      reason: {
        what: 'what staff noted',
        exported: { not: 'a note among staff; the rule that it was for is in the export' },
      },
      'at, barredUntil': 'when, and until when one may not go live again',
      by: {
        what: 'which member of staff',
        erasure: 'unlinked',
        exported: { not: 'who of our staff it was is theirs' },
      },
    },
    impersonal: { _id: 'a random number' },
  },
  {
    ...{ store: mongodb, place: 'media_users', category: 'rooms', erasure: 'deleted' },
    kept: { kind: 'days', days: 7, of: 'the number that the media service gave to a visit' },
    exported: { section: 'rooms-visited' },
    personal: {
      '_id, roomId, account': 'who was where',
      uid: 'the number there',
      seenAt: 'when',
    },
  },
  {
    ...{ store: mongodb, place: 'media_removals', category: 'rooms', erasure: 'deleted' },
    kept: { kind: 'days', days: 1, of: 'who is kept out of a room’s picture and sound, once that is over' },
    exported: { not: 'the sanctions that it carries out are in the export' },
    personal: {
      '_id, roomId, account': 'who is kept out, where',
      'state, askedAt, dueAt, mootAt, joinUntil, publishUntil, rules': 'how far that is',
    },
    impersonal: { 'version, calling, unsure, tries, trouble': 'the queue’s own' },
  },
  {
    ...{ store: mongodb, place: 'host_viewers', category: 'broadcasts', kept: untilErased },
    ...{ exported: { section: 'audience' }, erasure: 'deleted' },
    personal: {
      _id: 'the host’s number',
      'unique, peak, updatedAt': 'how many watched',
      sketch: {
        what: 'a sum by which viewers are counted once: nobody can be read from it',
        exported: servesTheService,
      },
    },
    impersonal: { version: 'of the row itself' },
  },
  {
    ...{ store: mongodb, place: 'rollups_gifts', category: 'gifts', kept: untilErased },
    ...{ exported: { section: 'gifts-sent' }, erasure: 'deleted' },
    personal: {
      '_id, kind, account': 'who gave',
      hostId: { what: 'to whom', exported: { section: 'gifts-received' } },
      'all, day, week, room, updatedAt': 'how much',
    },
    impersonal: { 'shard, sequence': 'where counting stands' },
  },
  {
    ...{ store: mongodb, place: 'parked_gifts', category: 'gifts', erasure: 'deleted' },
    kept: { kind: 'days', days: 7, of: 'gifts that wait to be shown' },
    exported: { not: 'the gift itself is in the export from the ledger' },
    personal: {
      'account, name, payee': 'who gave to whom',
      'roomId, event, coins, earned, acceptedAt, createdAt': 'what and where',
      tx: 'the number of the entry',
    },
    impersonal: { '_id, shard, epoch, sequence, store': 'the place in the ledger' },
  },
  { store: mongodb, place: 'rollups_platform', impersonalBecause: 'sums of the whole platform by minute and hour' },
  { place: 'rollups_hourly', ...broadcastSums },
  { place: 'rollups_daily', ...broadcastSums },
];
