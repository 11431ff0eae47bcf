import { limits } from '../../limits.ts';
import {
  daysOf,
  type Erasure,
  type Kept,
  oneRow,
  type StoredPlace,
  secretsStayOut,
  servesTheService,
  untilErased,
} from './stored-place.ts';

const durable = 'durable_object' as const;
const emptied: Erasure = 'deleted';
const sealed: Erasure = 'key_destroyed';
const signInDetails: Kept = {
  ...{ kind: 'days', days: daysOf(limits.signInDetailsLifeMs) },
  of: 'the browser and the IP address of a sign-in',
};

/** The tables of one account's object, `AccountObject`. What ends in `sealed` is encrypted under the account's own key. */
export const accountTables: readonly StoredPlace[] = [
  {
    ...{ store: durable, place: 'AccountObject.account', category: 'account', kept: untilErased },
    ...{ exported: { section: 'profile' }, erasure: emptied },
    personal: {
      id: 'the account’s number',
      subject: { what: 'the random number that stands for you in the ledger', category: 'gifts' },
      username: { what: 'user name', level: 1 },
      email_sealed: { what: 'e-mail address, sealed', erasure: sealed },
      'username_digest, email_digest': { what: 'keyed digests of both, to be found by', exported: servesTheService },
      'email_verified, status, banned, roles, created_at': 'state of the account, roles, when it was made',
      country: 'country of sign-up',
      'password, pepper': {
        ...{ what: 'hash of the password', category: 'credentials', exported: secretsStayOut },
      },
    },
    impersonal: { ...oneRow, 'epoch, version': 'counters of changes' },
  },
  {
    ...{ store: durable, place: 'AccountObject.profile', category: 'profile', kept: untilErased },
    ...{ exported: { section: 'profile' }, erasure: sealed },
    personal: { 'display_name_sealed, bio_sealed': 'display name and about-me text, sealed' },
    impersonal: oneRow,
  },
  {
    ...{ store: durable, place: 'AccountObject.birth_date', category: 'birth_date', kept: untilErased },
    ...{ exported: { section: 'profile' }, erasure: sealed },
    personal: { sealed: 'birth date, sealed', adult: { what: 'whether they are an adult', erasure: emptied } },
    impersonal: oneRow,
  },
  {
    ...{ store: durable, place: 'AccountObject.ban', category: 'moderation', kept: untilErased },
    ...{ exported: { section: 'profile' }, erasure: emptied },
    personal: { 'reason, banned_by, since, ends_at': 'why, by whom, from when to when the account is banned' },
    impersonal: oneRow,
  },
  {
    ...{ store: durable, place: 'AccountObject.account_sanctions', category: 'moderation', kept: untilErased },
    ...{ exported: { section: 'sanctions' }, erasure: emptied },
    personal: {
      'id, kind, reason, case_id': 'what was decided about the account, and why',
      'at, ends_at, lifted_at, acknowledged_at': 'from when to when, and when it was acknowledged',
      'given_by, lifted_by, decided_by': { what: 'who decided', exported: { not: 'it would tell of our staff' } },
      statement_sealed: { what: 'the reasons in words, sealed', erasure: sealed },
      'appeal_sealed, note_sealed': { what: 'the appeal and its answer, sealed', erasure: sealed },
      'appeal_at, appeal_status, decided_at': 'how the appeal stands',
      link_digest: { what: 'digest of what opens an appeal by mail', exported: secretsStayOut },
    },
    impersonal: { version: 'counter of changes' },
  },
  {
    ...{ store: durable, place: 'AccountObject.factor_reset', category: 'credentials', erasure: emptied },
    kept: { kind: 'other', words: 'while a removal of all second factors waits: a week, or three days once approved' },
    exported: servesTheService,
    personal: {
      'id, asked_by, asked_at, approved_by, due_at': 'who of our staff asked for and approved the removal, and when',
    },
    impersonal: oneRow,
  },
  {
    ...{ store: durable, place: 'AccountObject.staff_opens', category: 'moderation', erasure: emptied },
    kept: { kind: 'other', words: '15 minutes, until the next right of the same person' },
    exported: servesTheService,
    personal: {
      'account, scope, session, until': 'in an account of our staff: whose private data they may read for now',
    },
    impersonal: { seq: 'their order' },
  },
  {
    ...{ store: durable, place: 'AccountObject.sessions', category: 'devices' },
    kept: { kind: 'other', words: 'sessions until they end: 30 days without use, 180 days at most' },
    exported: { section: 'sessions' },
    erasure: emptied,
    personal: {
      'id, device': 'the numbers of session and device',
      device_name_sealed: { what: 'device name, sealed', erasure: sealed },
      'user_agent_sealed, ip_sealed': {
        ...{ what: 'browser and IP address, sealed', erasure: sealed, kept: signInDetails },
      },
      country: 'country it was opened from',
      'created_at, rotated_at, auth_at': 'when it was opened, renewed and proved',
      amr: 'by which factors',
      jkt: { what: 'digest of the app’s own key', category: 'credentials', exported: secretsStayOut },
    },
    impersonal: { counter: 'how often the tokens were renewed' },
  },
  {
    ...{ store: durable, place: 'AccountObject.devices', category: 'devices', erasure: emptied },
    kept: { kind: 'other', words: 'the last 100 devices' },
    exported: { section: 'devices' },
    personal: {
      id: 'the device’s number',
      name_sealed: { what: 'its name, sealed', erasure: sealed },
      user_agent_sealed: { what: 'its browser, sealed', erasure: sealed, kept: signInDetails },
      fingerprint: { what: 'digest of how the app finds its device to look', exported: secretsStayOut },
      'country, first_seen_at, last_seen_at, agent_at': 'where and when it was seen',
      trusted_until: 'until when it is trusted',
      'secret_mac, jkt': { what: 'what it proves itself by', category: 'credentials', exported: secretsStayOut },
    },
  },
  {
    ...{ store: durable, place: 'AccountObject.security_events', category: 'devices', erasure: emptied },
    kept: { kind: 'other', words: 'the last 200 security events' },
    exported: { section: 'security-events' },
    personal: { 'at, kind, session': 'what happened to the account, when, in which session' },
    impersonal: { seq: 'their order' },
  },
  {
    ...{ store: durable, place: 'AccountObject.factors', category: 'credentials', kept: untilErased },
    ...{ exported: { section: 'sign-in-methods' }, erasure: emptied },
    personal: {
      'id, kind, confirmed, created_at, last_used_at': { what: 'which second factors there are', level: 3 },
      'label_sealed, target_sealed': {
        ...{ what: 'its name, and the telephone number or address it uses, sealed', level: 3, erasure: sealed },
      },
      target_mac: { what: 'keyed digest of that number or address', exported: secretsStayOut },
      secret_sealed: { what: 'its secret, sealed', exported: secretsStayOut, erasure: sealed },
    },
    impersonal: { last_step: 'the last code that was used' },
  },
  {
    ...{ store: durable, place: 'AccountObject.passkeys', category: 'credentials', kept: untilErased },
    ...{ exported: { section: 'sign-in-methods' }, erasure: emptied },
    personal: {
      'factor, device_bound, backed_up, passwordless, transports, aaguid': {
        what: 'which passkeys there are',
        level: 3,
      },
      'credential, digest, public_key': { what: 'what a passkey is checked by', exported: secretsStayOut },
    },
    impersonal: { counter: 'how often it signed' },
  },
  {
    ...{ store: durable, place: 'AccountObject.passkey_handle', category: 'credentials', kept: untilErased },
    ...{ exported: secretsStayOut, erasure: emptied },
    personal: { handle: 'random number that stands for the account in passkeys' },
    impersonal: oneRow,
  },
  {
    ...{ store: durable, place: 'AccountObject.backup_codes', category: 'credentials', kept: untilErased },
    ...{ exported: secretsStayOut, erasure: emptied },
    personal: { mac: 'keyed digest of a backup code', used_at: 'when it was used' },
  },
  {
    ...{ store: durable, place: 'AccountObject.email_changes', category: 'account', erasure: sealed },
    kept: { kind: 'other', words: 'a new address that was not proved: half an hour' },
    exported: { not: 'an address that was never proved, gone within the hour' },
    personal: { email_sealed: 'the new address, sealed', 'digest, mac': { what: 'keyed digests', level: 4 } },
    impersonal: { ...oneRow, 'expires_at, tries': 'how long and how often it may be tried' },
  },
  ...codeTable('AccountObject.email_code', { mac: 'keyed digest of a code' }, 'one, expires_at, tries'),
  ...codeTable('AccountObject.password_resets', { mac: 'keyed digest of a code' }, 'expires_at'),
  ...codeTable('AccountObject.factor_codes', { 'challenge, factor, mac': 'keyed digest of a code that was sent' }),
  ...codeTable(
    'AccountObject.challenges',
    { key: 'number of a challenge', arrival: 'from where the sign-in came, sealed' },
    'purpose, created_at, expires_at, tries, epoch',
  ),
  ...codeTable('AccountObject.passkey_challenges', { 'key, mac': 'digest of a challenge' }, 'use, expires_at'),
  ...codeTable('AccountObject.passkey_sign_ins', { challenge: 'a challenge that was used' }, 'expires_at'),
  ...codeTable('AccountObject.dpop_proofs', { id: 'a proof that was used' }, 'at'),
  ...countTable('AccountObject.email_sends', { 'at, purpose': 'when a code was mailed' }),
  ...countTable('AccountObject.factor_sends', { 'channel, at': 'when a code was sent' }),
  ...countTable('AccountObject.password_attempts', { 'failures, last_at': 'how often a password was wrong' }, 'one'),
  ...countTable('AccountObject.guess_streaks', { 'scope, failures, paused_until': 'how often a code was wrong' }),
  ...countTable('AccountObject.mailbox_bar', { one: 'whether codes by mail are shut as the mailbox is not proved' }),
  {
    ...{ store: durable, place: 'AccountObject.outbox', category: 'messages', erasure: emptied },
    kept: { kind: 'other', words: 'until it is sent' },
    exported: servesTheService,
    personal: { body: 'what is to be sent', kind: 'whereto' },
    impersonal: { 'seq, created_at, attempts, next_at': 'the queue’s own' },
  },
  {
    ...{ store: durable, place: 'AccountObject.terms_acceptances', category: 'consents', kept: untilErased },
    ...{ exported: { section: 'consents' }, erasure: emptied },
    personal: { 'version, text_hash': 'which terms of use were shown', at: 'when' },
  },
  { store: durable, place: 'AccountObject.schema_version', impersonalBecause: 'which tables there are' },
];

function codeTable(place: string, personal: Readonly<Record<string, string>>, impersonal?: string): StoredPlace[] {
  return [
    {
      ...{ store: durable, place, category: 'credentials', personal, exported: secretsStayOut, erasure: 'expires' },
      kept: { kind: 'other', words: 'codes and challenges: 5 to 30 minutes' },
      ...(impersonal === undefined ? {} : { impersonal: { [impersonal]: 'how long and how often it may be used' } }),
    },
  ];
}

function countTable(place: string, personal: Readonly<Record<string, string>>, impersonal?: string): StoredPlace[] {
  return [
    {
      ...{ store: durable, place, category: 'defence', personal, erasure: emptied },
      kept: { kind: 'other', words: 'counters: 15 minutes to a day' },
      exported: { not: 'counters that tell nothing but how often' },
      ...(impersonal === undefined ? {} : { impersonal: { [impersonal]: 'the table has one row' } }),
    },
  ];
}
