import { type CollectionSpec, filledText, flag, free, oneOf, text, texts, time, whole } from './json-schema.ts';

/** Accounts as the origin sees them (a projection; Durable Objects own them), and what people do to each other. */
export const peopleCollections: readonly CollectionSpec[] = [
  {
    name: 'users',
    required: {
      _id: filledText,
      version: whole,
      username: filledText,
      email: text,
      emailVerified: flag,
      status: oneOf('active', 'deleted'),
      isBanned: flag,
      roles: texts,
      country: text,
      createdAt: time,
      updatedAt: time,
    },
    optional: { usernameLower: text, followers: whole, following: whole },
    indexes: [
      { key: { email: 1, status: 1, isBanned: 1 }, name: 'email_status_banned' },
      { key: { username: 1, status: 1, isBanned: 1 }, name: 'username_status_banned' },
    ],
  },
  {
    name: 'follows',
    required: { _id: filledText, followerId: filledText, followedId: filledText, createdAt: time },
    indexes: [
      { key: { followerId: 1, followedId: 1 }, name: 'pair', unique: true },
      { key: { followedId: 1, createdAt: -1 }, name: 'followers' },
    ],
  },
  {
    name: 'blocks',
    required: { _id: filledText, blockerId: filledText, blockedId: filledText, createdAt: time },
    indexes: [
      { key: { blockerId: 1, blockedId: 1 }, name: 'pair', unique: true },
      { key: { blockedId: 1 }, name: 'blocked' },
    ],
  },
  {
    name: 'reports',
    required: {
      _id: filledText,
      reporterId: filledText,
      reportedId: filledText,
      reason: filledText,
      status: oneOf('open', 'resolved', 'rejected'),
      createdAt: time,
    },
    optional: { roomId: text, note: text, resolvedAt: time, resolvedBy: text },
    indexes: [
      { key: { status: 1, createdAt: 1 }, name: 'queue' },
      { key: { reportedId: 1, createdAt: -1 }, name: 'reported' },
    ],
  },
  {
    name: 'sanctions',
    required: {
      _id: filledText,
      accountId: filledText,
      kind: oneOf('ban', 'mute', 'warning'),
      reason: text,
      createdAt: time,
    },
    optional: { hostId: text, endsAt: time, liftedAt: time, by: text },
    indexes: [{ key: { accountId: 1, createdAt: -1 }, name: 'account' }],
  },
  {
    name: 'consents',
    required: { _id: filledText, accountId: filledText, document: filledText, version: filledText, createdAt: time },
    indexes: [{ key: { accountId: 1, document: 1, version: 1 }, name: 'given', unique: true }],
  },
  {
    name: 'data_exports',
    required: {
      _id: filledText,
      accountId: filledText,
      status: oneOf('requested', 'running', 'ready', 'failed', 'expired'),
      createdAt: time,
    },
    optional: { object: text, readyAt: time, expiresAt: time },
    indexes: [{ key: { accountId: 1, createdAt: -1 }, name: 'account' }],
  },
  {
    name: 'push_tokens',
    required: {
      _id: filledText,
      accountId: filledText,
      deviceId: filledText,
      platform: oneOf('ios', 'android', 'web'),
      token: filledText,
      createdAt: time,
    },
    optional: { lastSeenAt: time },
    indexes: [
      { key: { accountId: 1, deviceId: 1 }, name: 'device', unique: true },
      { key: { token: 1 }, name: 'token', unique: true },
    ],
  },
  {
    name: 'audit_log',
    required: { _id: filledText, at: time, actor: filledText, action: filledText },
    optional: { subject: text, requestId: text, details: free },
    indexes: [
      { key: { at: -1 }, name: 'newest' },
      { key: { actor: 1, at: -1 }, name: 'actor' },
      { key: { subject: 1, at: -1 }, name: 'subject' },
    ],
  },
];
