import { limits } from '../../limits.ts';
import { asLawAsks, daysOf, type StoredPlace, servesTheService, untilErased } from './stored-place.ts';

const mongodb = 'mongodb' as const;
const counted = 'a version or counter of the row itself';

/** People and what they do to each other, in MongoDB. */
export const peopleCollections: readonly StoredPlace[] = [
  {
    ...{ store: mongodb, place: 'users', category: 'account', kept: untilErased },
    ...{ exported: { section: 'public-profile' }, erasure: 'deleted' },
    personal: {
      _id: { what: 'the account’s number', erasure: 'unlinked' },
      username: { what: 'user name', level: 1 },
      usernameLower: { what: 'user name in small letters, to find it by', level: 1 },
      email: 'e-mail address',
      emailVerified: 'whether the address was proved',
      'status, isBanned, hidden, suspendedUntil': 'whether the account is active, hidden, suspended or banned',
      roles: 'roles',
      country: 'country of sign-up',
      'createdAt, updatedAt': 'when the account was made and last changed',
      'followers, following': { what: 'how many follow, and are followed', category: 'relations', level: 1 },
      'displayName, bio': { what: 'display name and about-me text', category: 'profile' },
      privacy: { what: 'what its owner objected to; whether a parent has to allow it', category: 'consents' },
    },
    impersonal: { version: counted },
  },
  {
    ...{ store: mongodb, place: 'known_accounts', category: 'account', kept: untilErased },
    ...{ exported: servesTheService, erasure: 'unlinked' },
    personal: { _id: 'the account’s number', firstSeenAt: 'when it was first heard of' },
  },
  {
    ...{ store: mongodb, place: 'host_directory', category: 'profile', kept: untilErased },
    ...{ exported: servesTheService, erasure: 'deleted' },
    personal: {
      _id: { what: 'the account’s number', erasure: 'unlinked' },
      'handle, displayName': 'names, to be found by',
      searchKeys: 'beginnings of those names',
      'streams, fame, shown, unranked': 'how many broadcasts, their rank, whether they may be found and recommended',
      updatedAt: 'when that changed',
    },
    impersonal: { version: counted },
  },
  {
    ...{ store: mongodb, place: 'person_counters', category: 'relations', kept: untilErased },
    ...{ exported: { not: 'counts of what the lists of follows, blocks and reports hold' }, erasure: 'deleted' },
    personal: { '_id, accountId': 'the account’s number', 'kind, count, changes, since': 'how many, of what' },
  },
  {
    ...{ store: mongodb, place: 'follows', category: 'relations', kept: untilErased },
    ...{ exported: { section: 'following' }, erasure: 'deleted' },
    personal: {
      _id: 'both numbers',
      followerId: 'who follows',
      followedId: { what: 'who is followed', exported: { section: 'followers' } },
      createdAt: 'since when',
      muted: { what: 'whether their broadcasts are not to be announced', category: 'notifications' },
    },
  },
  {
    ...{ store: mongodb, place: 'blocks', category: 'relations', kept: untilErased },
    ...{ exported: { section: 'blocks' }, erasure: 'deleted' },
    personal: { _id: 'both numbers', 'blockerId, blockedId': 'who blocks whom', createdAt: 'since when' },
  },
  {
    ...{ store: mongodb, place: 'reports', category: 'moderation' },
    kept: { kind: 'other', words: `reports that were decided: ${daysOf(limits.retentionReportsMs)} days` },
    ...{ exported: { section: 'reports-made' }, erasure: 'deleted' },
    personal: {
      reporterId: { what: 'who reported', erasure: 'unlinked' },
      'reportedId, targetKind, targetId, roomId': {
        what: 'whom or what it is about',
        exported: { section: 'reports-about-me' },
      },
      'reason, note': 'why, in the reporter’s words',
      'status, resolvedAt, resolvedBy': 'what was decided, when and by whom',
      createdAt: 'when',
    },
    impersonal: { '_id, caseId': 'a random number of the report, and of its case' },
  },
  {
    ...{ store: mongodb, place: 'cases', category: 'moderation' },
    kept: { kind: 'other', words: `cases that were decided: ${daysOf(limits.retentionReportsMs)} days` },
    ...{ exported: { section: 'reports-about-me' }, erasure: 'deleted' },
    personal: {
      'accountId, targetKind, targetId, roomId': 'whom or what it is about',
      snapshot: 'what was reported, as it was then',
      'reason, reasons, reports, priority': 'why it was reported, how often, and how urgent it is',
      'openedAt, lastReportAt, takenAt, decidedAt': 'when it was reported, looked at and decided',
      'assignee, leaseUntil': { what: 'who of our staff looks at it', erasure: 'unlinked', exported: servesTheService },
      decision: 'what was decided, by which rule, and the statement of reasons',
      'decision.by, decision.note': {
        what: 'who of our staff decided, and their note',
        erasure: 'unlinked',
        exported: { not: 'names and working notes of our staff' },
      },
      appeal: 'what became of an appeal',
      state: 'whether it is decided',
    },
    impersonal: { '_id, version, order, crowd, changedAt': 'a random number, and what the queue counts by' },
  },
  {
    ...{ store: mongodb, place: 'sanction_orders', category: 'moderation' },
    kept: { kind: 'other', words: `what a decision ordered: ${daysOf(limits.retentionReportsMs)} days` },
    ...{ exported: { not: 'the decision itself is in the export' }, erasure: 'deleted' },
    personal: {
      'accountId, targetKind, targetId, roomId': 'whom or what it is about',
      'kind, part, reason, statement, seconds': 'what was ordered, by which rule, for how long',
      by: { what: 'who of our staff decided', erasure: 'unlinked' },
      'at, doneAt': 'when it was ordered and done',
    },
    impersonal: { '_id, caseId, where, full, state, nextAt, tries, problem': 'the work on it' },
  },
  {
    ...{ store: mongodb, place: 'reporter_records', category: 'moderation', kept: untilErased },
    ...{ exported: { not: 'counts of what the list of your reports holds' }, erasure: 'deleted' },
    personal: { _id: 'the account’s number', 'right, wrong': 'how often a report was found right, and how often not' },
  },
  {
    ...{ store: mongodb, place: 'rollups_cases', category: 'audit', kept: untilErased },
    ...{ exported: { not: 'counts of the work of our staff' }, erasure: 'deleted' },
    personal: {
      '_id, key': 'who of our staff decided, in some rows',
      'decided, appealed, lifted': 'how much, and how well',
    },
    impersonal: { 'day, scope, opened, acted, reports, take, decide, at': 'sums of a day' },
  },
  {
    ...{ store: mongodb, place: 'sanctions', category: 'moderation' },
    kept: { kind: 'other', words: `mutes and bans that are over: ${daysOf(limits.retentionSanctionsMs)} days` },
    ...{ exported: { section: 'sanctions' }, erasure: 'deleted' },
    personal: {
      '_id, accountId': 'whom it concerns',
      'kind, reason': 'what was decided and why',
      'hostId, roomId': 'where it holds',
      'createdAt, endsAt, liftedAt, active': 'from when to when',
      'by, liftedBy': { what: 'who decided', erasure: 'unlinked' },
      appeal: 'the appeal in their words, and its answer',
    },
  },
  {
    ...{ store: mongodb, place: 'account_sanctions', category: 'moderation' },
    kept: {
      kind: 'other',
      words: `decisions about accounts that are over: ${daysOf(limits.retentionSanctionsMs)} days`,
    },
    ...{ exported: { section: 'sanctions' }, erasure: 'deleted' },
    personal: {
      '_id, accountId': 'whom it concerns',
      'kind, reason, statement, caseId': 'what was decided and why',
      'createdAt, endsAt, liftedAt, acknowledgedAt': 'from when to when',
      'by, liftedBy': {
        ...{ what: 'who decided', erasure: 'unlinked', exported: { not: 'it would tell of our staff' } },
      },
      appeal: 'the appeal in their words, and its answer',
    },
    impersonal: { version: 'counter of changes' },
  },
  {
    ...{ store: mongodb, place: 'evasion_signals', category: 'moderation', erasure: 'deleted' },
    kept: { kind: 'days', days: daysOf(limits.evasionSignalLifeMs), of: 'signs of a device or a network' },
    exported: { section: 'sanctions' },
    personal: {
      '_id, accountId': 'whose sign it is',
      kind: 'whether of a device, a card or the network of a sign-up',
      digest: { what: 'keyed digest of it', exported: servesTheService },
      'firstAt, lastAt': 'when it was seen',
    },
  },
  {
    ...{ store: mongodb, place: 'evasion_links', category: 'moderation', erasure: 'deleted' },
    kept: { kind: 'days', days: 365, of: 'accounts that may be of one person' },
    exported: { not: 'it would tell of another person, and how evasion is found' },
    personal: {
      '_id, accountId, bannedId': 'which accounts may be of one person',
      'strength, shared': 'how likely that is, and what kinds of signs both share',
      'state, note, decidedAt': 'what people decided about it',
      decidedBy: { what: 'who decided', erasure: 'unlinked' },
      'createdAt, updatedAt': 'when',
    },
    impersonal: { version: 'counter of changes' },
  },
  {
    ...{ store: mongodb, place: 'room_moderators', category: 'moderation', kept: untilErased },
    ...{ exported: { section: 'room-moderators' }, erasure: 'deleted' },
    personal: { _id: 'both numbers', 'hostId, accountId, by': 'who moderates for whom', 'at, active': 'since when' },
  },
  {
    ...{ store: mongodb, place: 'push_tokens', category: 'notifications', erasure: 'deleted' },
    kept: {
      kind: 'other',
      words: `the address of a device until you sign out there, or ${daysOf(limits.retentionPushTokensMs)} days without use`,
    },
    exported: { section: 'push-devices' },
    personal: {
      '_id, accountId, deviceId, sessionId': 'whose device, signed in where',
      platform: 'kind of device',
      token: { what: 'the device’s address at the push service', exported: { not: 'it opens the way to a device' } },
      'country, adult': 'what may be announced there',
      'createdAt, lastSeenAt': 'since when, and when last seen',
    },
  },
  {
    ...{ store: mongodb, place: 'push_jobs', category: 'notifications', erasure: 'expires' },
    kept: { kind: 'days', days: 7, of: 'announcements' },
    exported: { section: 'announcements' },
    personal: {
      'hostId, streamId': 'whose broadcast is announced',
      'kind, state, createdAt, dueAt, mootAt, steps': 'what became of it',
      after: 'the follower up to whom it was done',
    },
    impersonal: { _id: 'kind and broadcast' },
  },
  {
    ...{ store: mongodb, place: 'push_calls', category: 'notifications', erasure: 'expires' },
    kept: { kind: 'days', days: 2, of: 'what was handed to the push service' },
    exported: { not: 'device addresses alone, gone in two days' },
    personal: { to: 'device addresses of one call', streamId: 'the broadcast that is announced' },
    impersonal: { '_id, kind, state, createdAt, dueAt, mootAt, tries, outcome': 'the queue’s own' },
  },
  {
    ...{ store: mongodb, place: 'images', category: 'profile', kept: untilErased },
    ...{ exported: { section: 'pictures' }, erasure: 'deleted' },
    personal: {
      _id: 'the random name of the picture',
      account: 'whose it is',
      'kind, state, createdAt, dueAt': 'picture of a person or cover; shown or to be deleted',
      roomId: { what: 'the broadcast whose cover it is', category: 'broadcasts' },
    },
  },
  {
    ...{ store: mongodb, place: 'audit_log', category: 'audit' },
    kept: { kind: 'other', words: 'as long as the service: the records are chained, and none can be taken out unseen' },
    exported: { section: 'staff-acts' },
    erasure: { kept: 'whoever holds power must answer for it (Art. 17(3)(b) and (e)); it holds numbers, not names' },
    personal: {
      actor: 'which member of staff',
      subject: 'the number of the account concerned',
      'action, reason, details': 'what and why',
      'at, requestId': 'when, by which request',
    },
    impersonal: { '_id, sequence, previous, hash': 'the chain' },
  },
  { store: mongodb, place: 'audit_checks', impersonalBecause: 'how far the chain of the audit log was checked' },
  {
    ...{ store: mongodb, place: 'switch_versions', category: 'audit', kept: asLawAsks },
    exported: { not: 'what was paused for everybody; who of the staff did it stands in the audit log' },
    erasure: 'unlinked',
    personal: { 'by, paused.by, maintenance.by': 'which member of staff' },
    impersonal: {
      '_id, act, at, reason, requestId': 'what was changed, when and why',
      'paused, maintenance': 'what was paused, and what was said',
    },
  },
  {
    ...{ store: mongodb, place: 'keyword_terms', category: 'audit', kept: asLawAsks },
    exported: { not: 'words that chat leaves out; who of the staff added them stands in the audit log' },
    erasure: 'unlinked',
    personal: { by: 'which member of staff' },
    impersonal: { _id: 'the word', createdAt: 'when it was added', 'scope, reason, endsAt': 'how, why and until when' },
  },
  {
    ...{ store: mongodb, place: 'keyword_changes', category: 'audit', kept: asLawAsks },
    exported: { not: 'changes of the words that chat leaves out; who of the staff made them stands in the audit log' },
    erasure: 'unlinked',
    personal: { by: 'which member of staff' },
    impersonal: {
      _id: 'the version of the list',
      'added, removed, reason, at, requestId': 'what was changed, when and why',
    },
  },
];
