import { type StoredPlace, untilErased } from './stored-place.ts';

/** What consent, exports, erasures and requests store. */
export const privacyPlaces: readonly StoredPlace[] = [
  {
    ...{ store: 'mongodb', place: 'consents', category: 'consents', kept: untilErased },
    ...{ exported: { section: 'consents' }, erasure: 'unlinked' },
    personal: {
      userId: 'who decided',
      'consentType, granted, version, timestamp': 'what they agreed to or refused, to which text, when',
    },
    impersonal: { _id: 'the number of the receipt' },
  },
  {
    ...{ store: 'durable_object', place: 'AccountObject.consent_decisions', category: 'consents', kept: untilErased },
    ...{ exported: { section: 'consents' }, erasure: 'deleted' },
    personal: {
      'purpose, granted, version, text_hash': 'what they agreed to or refused, to which text',
      'locale, method, app_version, decided_at': 'in which language, by what, when',
    },
    impersonal: { receipt: 'the number of the receipt' },
  },
  {
    ...{ store: 'durable_object', place: 'AccountObject.campaign_mails', category: 'marketing', kept: untilErased },
    ...{ exported: { section: 'consents' }, erasure: 'deleted' },
    personal: { 'campaign, taken_at': 'which marketing mails were sent to them, when' },
  },
  {
    ...{ store: 'mongodb', place: 'analytics_events', category: 'analytics', erasure: 'unlinked' },
    kept: { kind: 'days', days: 90, of: 'notes of what was used in the app' },
    exported: { not: 'they stand under a sign of the day that nothing leads to from an account' },
    personal: { sign: 'a sign for one person on one day', 'name, properties, day': 'what was used, on which day' },
    impersonal: { _id: 'a number that only the day’s key could make again' },
  },
  {
    store: 'mongodb',
    place: 'campaigns',
    impersonalBecause: 'marketing mails as they were written, and how many went out',
  },
  {
    ...{ store: 'mongodb', place: 'data_exports', category: 'rights', kept: untilErased },
    ...{ exported: { section: 'data-exports' }, erasure: 'deleted' },
    personal: { accountId: 'who asked', 'status, createdAt, object, readyAt, expiresAt': 'what became of it' },
    impersonal: { _id: 'a random number of the export' },
  },
  {
    ...{ store: 'durable_object', place: 'PrivacyObject.owner', category: 'rights', kept: untilErased },
    ...{ exported: { section: 'profile' }, erasure: 'unlinked' },
    personal: { account: 'the account’s number' },
    impersonal: { one: 'the table has one row' },
  },
  { store: 'durable_object', place: 'PrivacyObject.schema_version', impersonalBecause: 'which tables there are' },
];
