import {
  asLawAsks,
  oneRow,
  type PersonalPlace,
  type StoredPlace,
  secretsStayOut,
  servesTheService,
  untilErased,
} from './stored-place.ts';

const durable = 'durable_object' as const;
const mongodb = 'mongodb' as const;
const twoWeeks = { kind: 'other', words: 'an erasure that waits: 14 days' } as const;
const erasureRun: Omit<PersonalPlace, 'place' | 'personal'> = {
  ...{ store: durable, category: 'rights', erasure: 'unlinked' },
  kept: { kind: 'other', words: 'the certificate of an erasure, which names nobody: for ever' },
  exported: { not: 'while an erasure runs there are no exports' },
};

/** What consents, exports, erasures, requests and minors store. */
export const privacyPlaces: readonly StoredPlace[] = [
  {
    ...{ store: durable, place: 'AccountObject.consent_decisions', category: 'consents', kept: untilErased },
    ...{ exported: { section: 'consents' }, erasure: 'deleted' },
    personal: {
      receipt: 'number of the decision, by which it is proved',
      'purpose, granted, decided_at': 'what was agreed to or refused, when',
      'version, text_hash, locale': 'which text was shown',
      'method, app_version': 'how',
    },
  },
  {
    ...{ store: durable, place: 'AccountObject.campaign_mails', category: 'marketing', kept: untilErased },
    ...{ exported: { section: 'consents' }, erasure: 'deleted' },
    personal: { 'campaign, taken_at': 'which news was sent, when' },
  },
  {
    ...{ store: durable, place: 'AccountObject.privacy_settings', category: 'consents', kept: untilErased },
    ...{ exported: { section: 'privacy-settings' }, erasure: 'deleted' },
    personal: { 'recommendations, profiling, restricted': 'what its owner objected to' },
    impersonal: oneRow,
  },
  {
    ...{ store: durable, place: 'AccountObject.minor', category: 'birth_date', kept: untilErased },
    ...{ exported: { section: 'privacy-settings' }, erasure: 'deleted' },
    personal: {
      'granted, proof, decided_at': 'what a parent decided, when',
      parent_digest: { what: 'keyed digest of the parent’s address', exported: servesTheService },
      'turns_at, ends_at': 'from when no parent is needed; when an account of somebody too young ends',
    },
    impersonal: oneRow,
  },
  {
    ...{ store: durable, place: 'AccountObject.parent_codes', category: 'birth_date', erasure: 'deleted' },
    kept: { kind: 'other', words: 'a code to allow: 7 days; one to take that back: until no parent is needed' },
    exported: secretsStayOut,
    personal: {
      mac: { what: 'keyed digest of a code', level: 4 },
      parent_digest: 'keyed digest of the parent’s address',
    },
    impersonal: { 'act, expires_at': 'what it is good for, until when' },
  },
  {
    ...{ store: durable, place: 'AccountObject.parent_decisions', category: 'consents', kept: untilErased },
    ...{ exported: { section: 'privacy-settings' }, erasure: 'deleted' },
    personal: {
      'proof, granted, decided_at': 'what parents answered, when, and the number that it is proved by',
      parent_digest: { what: 'keyed digest of the parent’s address', exported: servesTheService },
    },
  },
  {
    ...{ store: durable, place: 'AccountObject.parent_mails', category: 'defence', erasure: 'deleted' },
    kept: { kind: 'days', days: 7, of: 'when parents were asked' },
    exported: { not: 'counters that tell nothing but how often' },
    personal: { at: 'when a parent was asked' },
  },
  {
    ...{ store: mongodb, place: 'privacy_requests', category: 'rights', erasure: 'deleted' },
    kept: { kind: 'days', days: 1_095, of: 'requests about data, once they are answered' },
    exported: { section: 'privacy-requests' },
    personal: {
      _id: 'number of the request',
      accountId: 'who asked',
      'kind, about, text': 'what was asked for',
      birthDate: 'the right birth date, until a correction is decided and done',
      'state, decidedAt, reason, extendedFor': 'the answer, when and why',
      decidedBy: { what: 'who of our staff answered', exported: { not: 'it names somebody else' } },
      'createdAt, dueAt': 'when it was asked, by when it is answered',
    },
    impersonal: { 'waiting, carriedOut': 'whether something is left to do' },
  },
  {
    ...{ store: mongodb, place: 'unprofiled_subjects', category: 'rights', kept: untilErased },
    ...{ exported: { section: 'privacy-settings' }, erasure: 'deleted' },
    personal: { _id: 'the ledger’s number of somebody who objected to decisions by rules alone', at: 'since when' },
  },
  {
    ...{ store: durable, place: 'AccountObject.erasure', category: 'rights', kept: twoWeeks },
    ...{ exported: { not: 'while an erasure waits there are no exports' }, erasure: 'deleted' },
    personal: { 'id, asked_at, cancel_until': 'when it was asked for, until when it may be taken back' },
    impersonal: oneRow,
  },
  {
    ...{ store: durable, place: 'AccountObject.erasure_tokens', category: 'rights', kept: twoWeeks },
    ...{ exported: secretsStayOut, erasure: 'deleted' },
    personal: { digest: { what: 'digest of what takes it back', level: 4 } },
    impersonal: { purpose: 'what it is good for' },
  },
  {
    ...{ store: durable, place: 'PrivacyObject.owner', category: 'rights' },
    kept: {
      kind: 'other',
      words: 'that a number was an account that is erased, so that a backup does not bring it back: for ever',
    },
    exported: { section: 'profile' },
    erasure: 'unlinked',
    personal: { account: 'the account’s number' },
    impersonal: oneRow,
  },
  {
    ...{ place: 'PrivacyObject.erasure', ...erasureRun },
    personal: { 'id, certificate, asked_at, state, step, progress': 'how far an erasure is' },
    impersonal: { ...oneRow, 'tries, next_at': 'the queue’s own' },
  },
  {
    ...{ place: 'PrivacyObject.erasure_receipts', ...erasureRun },
    personal: { 'step, counts, at, digest': 'how many things each store gave up, when' },
    impersonal: { place: 'their order' },
  },
  {
    ...{ store: durable, place: 'PrivacyObject.exports', category: 'rights', kept: untilErased },
    ...{ exported: { section: 'data-exports' }, erasure: 'deleted' },
    personal: {
      'id, types, status, created_at, completed_at, expires_at': 'an export: what was asked for, and what became of it',
      'mask_key, link_digest': {
        what: 'what masks other people, and opens the archive',
        level: 4,
        exported: secretsStayOut,
      },
      'told, notice': { what: 'whether its owner was told', exported: servesTheService },
    },
    impersonal: { 'tries, next_at, version, tell_tries, tell_at': 'the queue’s own' },
  },
  {
    ...{ store: durable, place: 'PrivacyObject.export_files', category: 'rights', erasure: 'deleted' },
    kept: { kind: 'days', days: 7, of: 'finished copies of your data' },
    exported: { not: 'it is the export: its manifest says the same' },
    personal: { 'export, path, bytes, rows, sha256': 'the files of an archive, their sizes and hashes' },
    impersonal: { 'ord, kind, source, segments, packed, crc, sha_state, cursor': 'how far each is made' },
  },
  { store: durable, place: 'PrivacyObject.schema_version', impersonalBecause: 'which tables there are' },
  {
    ...{ store: mongodb, place: 'consents', category: 'consents', kept: untilErased },
    ...{ exported: { section: 'consents' }, erasure: 'unlinked' },
    personal: {
      _id: 'number of the decision, by which it is proved',
      userId: 'who decided',
      'consentType, granted, timestamp, version': 'what, when, by which text',
    },
  },
  {
    ...{ store: mongodb, place: 'campaigns', category: 'marketing', kept: asLawAsks },
    ...{ exported: { not: 'what was sent to you is in the export from your account' } },
    erasure: { kept: 'of staff alone: who sent news' },
    personal: { by: 'which member of staff sent it', after: 'the account up to which it was offered' },
    impersonal: {
      '_id, subject, text, status, asked, queued, createdAt, endedAt': 'the news, and how many were asked',
    },
  },
  {
    ...{ store: mongodb, place: 'analytics_events', category: 'analytics', erasure: 'expires' },
    kept: { kind: 'days', days: 90, of: 'counts of use' },
    exported: { not: 'whose an event was cannot be told, once its day’s key is forgotten' },
    personal: {
      sign: 'a code that stands for somebody on one day; its key is forgotten after three',
      'name, day, properties': 'what was used on which day',
    },
    impersonal: { _id: 'made so that an event that is told twice counts once' },
  },
  {
    ...{ store: mongodb, place: 'data_exports', category: 'rights', kept: untilErased },
    ...{ exported: { section: 'data-exports' }, erasure: 'deleted' },
    personal: { userId: 'who asked', 'dataTypes, status, createdAt, expiresAt': 'for what, and what became of it' },
    impersonal: { _id: 'a random number of the export', version: 'of the row itself' },
  },
];
