import { categories } from '@halobuzz/core/api/streams';
import { type CollectionSpec, filledText, flag, free, oneOf, positiveLong, text, time, whole } from './json-schema.ts';

/** Chat is kept this long, seconds. */
const chatRetentionSeconds = 30 * 86_400;

const rollup = {
  required: { _id: filledText, metric: filledText, from: time, value: positiveLong },
  optional: { country: text, region: text, category: text, hostId: text },
  indexes: [{ key: { metric: 1, from: -1 }, name: 'metric' }],
} as const;

/** Broadcasts, what is said and played in them, and the gift catalogue. */
export const liveCollections: readonly CollectionSpec[] = [
  {
    name: 'livestreams',
    required: {
      _id: filledText,
      hostId: filledText,
      hostHandle: filledText,
      title: filledText,
      category: oneOf(...categories),
      country: text,
      region: filledText,
      status: oneOf('live', 'ended'),
      currentViewers: whole,
      startedAt: time,
    },
    optional: {
      hostSubject: text,
      endedAt: time,
      updatedAt: time,
      endReason: text,
      peakViewers: whole,
      uniqueViewers: whole,
      summary: free,
    },
    indexes: [
      { key: { status: 1, category: 1, country: 1, currentViewers: -1 }, name: 'discovery' },
      { key: { status: 1, currentViewers: -1, _id: -1 }, name: 'lobby' },
      { key: { hostId: 1, startedAt: -1 }, name: 'host' },
      { key: { endedAt: 1 }, name: 'unsettled', partialFilterExpression: { 'summary.final': false } },
      {
        key: { hostId: 1 },
        name: 'one_live_per_host',
        unique: true,
        partialFilterExpression: { status: 'live' },
      },
    ],
  },
  {
    name: 'chat_messages',
    required: { _id: filledText, roomId: filledText, fromId: filledText, text: text, createdAt: time },
    optional: { removedAt: time, removedBy: text },
    indexes: [
      { key: { roomId: 1, createdAt: -1 }, name: 'room' },
      { key: { createdAt: 1 }, name: 'retention', expireAfterSeconds: chatRetentionSeconds },
    ],
  },
  {
    name: 'gifts',
    required: {
      _id: filledText,
      giftId: filledText,
      version: whole,
      name: filledText,
      emoji: filledText,
      coins: positiveLong,
      active: flag,
      createdAt: time,
    },
    indexes: [
      { key: { giftId: 1, version: -1 }, name: 'version', unique: true },
      { key: { active: 1, coins: 1 }, name: 'catalogue' },
    ],
  },
  {
    name: 'battles',
    required: { _id: filledText, status: oneOf('pending', 'running', 'ended'), startedAt: time },
    optional: {
      roomIds: { bsonType: 'array', items: { bsonType: 'string' } },
      endsAt: time,
      endedAt: time,
      scores: free,
    },
    indexes: [
      { key: { status: 1, endsAt: 1 }, name: 'ending' },
      { key: { roomIds: 1, startedAt: -1 }, name: 'room' },
    ],
  },
  { name: 'rollups_hourly', ...rollup },
  { name: 'rollups_daily', ...rollup },
];
