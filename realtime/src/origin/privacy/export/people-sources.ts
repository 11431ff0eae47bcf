import type { ExportSource } from './export-source.ts';

/** What the origin knows of an account, and of what people do to each other. Why who is named or masked: docs/privacy/export.md. */
export const peopleSources = {
  'public-profile': [
    {
      collection: 'users',
      kind: 'profile as others see it',
      of: ({ account }) => ({ _id: account }),
      hint: '_id_',
      order: { field: '_id', kind: 'plain' },
      fields: {
        ...{ username: 'username', displayName: 'displayName', bio: 'bio', country: 'country', roles: 'roles' },
        ...{ email: 'email', emailVerified: 'emailVerified', status: 'status', isBanned: 'banned' },
        ...{ createdAt: 'createdAt', updatedAt: 'updatedAt' },
      },
    },
    {
      collection: 'person_counters',
      kind: 'counter',
      of: ({ account }) => ({ accountId: account }),
      hint: 'account',
      order: { field: 'kind', kind: 'plain' },
      fields: { kind: 'counts', count: 'count', since: 'since' },
    },
    {
      collection: 'host_directory',
      kind: 'entry in the directory of hosts',
      of: ({ account }) => ({ _id: account }),
      hint: '_id_',
      order: { field: '_id', kind: 'plain' },
      fields: { handle: 'username', displayName: 'displayName', shown: 'shown', streams: 'broadcasts', fame: 'rank' },
    },
  ],
  following: [
    {
      collection: 'follows',
      of: ({ account }) => ({ followerId: account }),
      hint: 'following_page',
      order: { field: 'createdAt', kind: 'time' },
      fields: { createdAt: 'since', muted: 'muted' },
      named: { followedId: 'username' },
    },
  ],
  followers: [
    {
      collection: 'follows',
      of: ({ account }) => ({ followedId: account }),
      hint: 'followers_page',
      order: { field: 'createdAt', kind: 'time' },
      fields: { createdAt: 'since', followerId: 'person' },
    },
  ],
  blocks: [
    {
      collection: 'blocks',
      of: ({ account }) => ({ blockerId: account }),
      hint: 'blocks_page',
      order: { field: 'createdAt', kind: 'time' },
      fields: { createdAt: 'since' },
      named: { blockedId: 'username' },
    },
  ],
  'reports-made': [
    {
      collection: 'reports',
      of: ({ account }) => ({ reporterId: account }),
      hint: 'reporter_time',
      order: { field: 'createdAt', kind: 'time' },
      fields: {
        ...{ _id: 'report', createdAt: 'at', targetKind: 'about', targetId: 'target', reportedId: 'person' },
        ...{ roomId: 'broadcast', reason: 'reason', note: 'note', status: 'status', resolvedAt: 'resolvedAt' },
      },
    },
  ],
  // Neither who reported, nor where, nor in which words: from those, people are guessed.
  'reports-about-me': [
    {
      collection: 'reports',
      kind: 'reported',
      of: ({ account }) => ({ reportedId: account }),
      hint: 'reported',
      order: { field: 'createdAt', kind: 'time' },
      fields: { createdAt: 'day', targetKind: 'about', reason: 'reason', status: 'status' },
      shape: (row) => ({ ...row, day: String(row.day).slice(0, 10) }),
    },
    // What was reported, and what we decided; not who of us did, nor their working notes.
    {
      collection: 'cases',
      kind: 'decided',
      of: ({ account }) => ({ accountId: account, state: 'decided' }),
      hint: 'account',
      order: { field: 'openedAt', kind: 'time' },
      fields: {
        ...{ openedAt: 'day', targetKind: 'about', decidedAt: 'decidedAt', 'decision.outcome': 'outcome' },
        ...{ 'decision.reason': 'rule', 'decision.statement': 'statement', 'decision.seconds': 'seconds' },
        ...{ 'snapshot.text': 'text', 'snapshot.title': 'title', 'snapshot.displayName': 'displayName' },
        ...{ 'snapshot.bio': 'bio', appeal: 'appeal' },
      },
      shape: (row) => ({ ...row, day: String(row.day).slice(0, 10) }),
    },
  ],
  sanctions: [
    {
      collection: 'account_sanctions',
      kind: 'about my account',
      of: ({ account }) => ({ accountId: account }),
      hint: 'account',
      order: { field: 'createdAt', kind: 'time' },
      fields: {
        ...{ _id: 'sanction', createdAt: 'at', kind: 'type', reason: 'reason', statement: 'statement' },
        ...{ caseId: 'case', endsAt: 'endsAt', liftedAt: 'liftedAt', acknowledgedAt: 'acknowledgedAt' },
        appeal: 'appeal',
      },
    },
    {
      collection: 'evasion_signals',
      kind: 'sign that tells whether two accounts are of one person',
      of: ({ account }) => ({ accountId: account }),
      hint: 'account',
      order: { field: 'lastAt', kind: 'time' },
      fields: { kind: 'of', firstAt: 'firstSeen', lastAt: 'lastSeen' },
    },
    {
      collection: 'sanctions',
      kind: 'given to me',
      of: ({ account }) => ({ accountId: account }),
      hint: 'account',
      order: { field: 'createdAt', kind: 'time' },
      fields: {
        ...{ _id: 'sanction', createdAt: 'at', kind: 'type', reason: 'reason', roomId: 'broadcast', hostId: 'host' },
        ...{ endsAt: 'endsAt', liftedAt: 'liftedAt', appeal: 'appeal' },
      },
    },
    {
      collection: 'sanctions',
      kind: 'in my broadcasts',
      of: ({ account }) => ({ hostId: account }),
      hint: 'host_page',
      order: { field: 'createdAt', kind: 'time' },
      fields: {
        ...{ _id: 'sanction', createdAt: 'at', kind: 'type', reason: 'reason', roomId: 'broadcast' },
        ...{ accountId: 'person', by: 'by', endsAt: 'endsAt', liftedAt: 'liftedAt' },
      },
    },
    {
      collection: 'room_acts',
      kind: 'of our staff, in my broadcasts',
      of: ({ account }) => ({ hostId: account }),
      hint: 'host',
      order: { field: 'at', kind: 'time' },
      fields: {
        ...{ at: 'at', act: 'type', code: 'rule', message: 'message', before: 'before', roomId: 'broadcast' },
        barredUntil: 'endsAt',
      },
    },
  ],
  'room-moderators': [
    {
      collection: 'room_moderators',
      kind: 'I moderate',
      of: ({ account }) => ({ accountId: account }),
      hint: 'account_time',
      order: { field: 'at', kind: 'time' },
      fields: { at: 'at', active: 'active' },
      named: { hostId: 'host' },
    },
    {
      collection: 'room_moderators',
      kind: 'moderates for me',
      of: ({ account }) => ({ hostId: account }),
      hint: 'host',
      order: { field: 'active', kind: 'plain' },
      fields: { at: 'at', active: 'active' },
      named: { accountId: 'moderator' },
    },
  ],
  'staff-acts': [
    {
      collection: 'audit_log',
      of: ({ account }) => ({ subject: account }),
      hint: 'subject_chain',
      order: { field: 'sequence', kind: 'plain' },
      fields: { at: 'at', action: 'action', reason: 'reason' },
    },
  ],
  // That there was a check, its kind and what came of it; not by which numbers, which would teach how to pass it.
  'fraud-checks': [
    ...(['givers', 'earners'] as const).map(
      (side): ExportSource => ({
        collection: 'fraud_findings',
        kind: side === 'givers' ? 'gifts given' : 'gifts received',
        of: ({ subject }) => ({ [side]: subject }),
        hint: side,
        order: { field: 'at', kind: 'time' },
        fields: { at: 'at', kind: 'check', action: 'action', status: 'status' },
      }),
    ),
    {
      collection: 'fraud_attempts',
      kind: 'try to pay',
      of: ({ subject }) => ({ subject }),
      hint: 'subject_time',
      order: { field: 'at', kind: 'time' },
      fields: { at: 'at', declined: 'declined' },
    },
  ],
} as const satisfies Readonly<Record<string, readonly ExportSource[]>>;
