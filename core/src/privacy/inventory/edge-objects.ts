import { oneRow, type StoredPlace, secretsStayOut, servesTheService, untilErased } from './stored-place.ts';

const durable = 'durable_object' as const;
const counters = { kind: 'other', words: 'counters: 15 minutes to a day' } as const;
const notAboutYou = { not: 'digests that lead to nobody without our key' } as const;

/** Durable Objects beside the account's own. */
export const edgeObjects: readonly StoredPlace[] = [
  {
    ...{ store: durable, place: 'SubjectKeyObject.subject_key', category: 'credentials', kept: untilErased },
    ...{ exported: secretsStayOut, erasure: 'key_destroyed' },
    personal: { wrapped: 'the key that personal fields are sealed under, itself wrapped' },
    impersonal: { ...oneRow, kek: 'which key wraps it' },
  },
  {
    ...{ store: durable, place: 'NameObject.holder', category: 'account', erasure: 'deleted' },
    kept: { kind: 'other', words: 'the user name of a deleted account, so that nobody poses as you: 90 days' },
    exported: servesTheService,
    personal: { account: 'who holds a name', digest: 'keyed digest of the name' },
    impersonal: { ...oneRow, 'state, until': 'whether it is reserved or held' },
  },
  {
    ...{ store: durable, place: 'NameObject.attempt_counts', category: 'defence', kept: counters },
    ...{ exported: notAboutYou, erasure: 'expires' },
    personal: { counter: 'what is counted, of which trusted device', 'failures, last_at': 'how often, when last' },
  },
  {
    ...{ store: durable, place: 'AddressObject.acts', category: 'defence', kept: counters },
    ...{ exported: notAboutYou, erasure: 'expires' },
    personal: { 'counter, at': 'what was done from an address, which names the object by its keyed digest' },
    impersonal: { id: 'their order' },
  },
  {
    ...{ store: durable, place: 'SprayObject.names', category: 'defence', kept: counters },
    ...{ exported: notAboutYou, erasure: 'expires' },
    personal: { 'name, at': 'keyed digests of names on which one password was tried' },
  },
  {
    ...{ store: durable, place: 'SprayObject.acts', category: 'defence', kept: counters },
    ...{ exported: notAboutYou, erasure: 'expires' },
    personal: { 'counter, at': 'how often that was done' },
    impersonal: { id: 'their order' },
  },
  {
    ...{ store: durable, place: 'SmsBudgetObject.sent', category: 'defence', kept: counters },
    ...{ exported: notAboutYou, erasure: 'expires' },
    personal: { number: 'keyed digest of a telephone number', 'at, country': 'when and where to' },
    impersonal: { micros: 'what it cost' },
  },
  {
    ...{ store: durable, place: 'RevocationRelayObject.waiting', category: 'devices', erasure: 'expires' },
    kept: { kind: 'other', words: 'sign-outs on their way: until every part has heard of them' },
    exported: servesTheService,
    personal: { 'kind, id': 'which account, session or device is to be signed out' },
    impersonal: { 'seq, code': 'order and reason' },
  },
  {
    ...{ store: durable, place: 'StaffObject.admins', category: 'audit', kept: untilErased },
    ...{ exported: { section: 'staff-acts' }, erasure: 'deleted' },
    personal: { 'account, since': 'who is an admin since when' },
  },
  { store: durable, place: 'StaffObject.requests', impersonalBecause: 'numbers of operators’ requests that were used' },
  { store: durable, place: 'KeyRingObject.keys', impersonalBecause: 'our own signing keys' },
  { store: durable, place: 'KeyRingObject.audits', impersonalBecause: 'records of rotated keys on their way' },
  {
    ...{ store: durable, place: 'DevMailboxObject.message' },
    impersonalBecause: 'mails of development, to nobody; elsewhere there is no such object',
  },
];
