import { randomUUID } from 'node:crypto';
import { newUuidV7 } from '@halobuzz/core/ids';
import { accounts } from '@halobuzz/core/ledger/postings';
import { publicPrivacy } from '@halobuzz/core/streams/privacy';
import type { Actor } from '@halobuzz/core/tokens';
import { Binary, type Db, Long } from 'mongodb';
import { random } from '../../../testing/real-origin.ts';

const hoursAgo = (hours: number): Date => new Date(Date.now() - hours * 3_600_000);
/** Lately: MongoDB itself deletes what is older than its collection keeps, two days for the shortest. */
const at = hoursAgo(26);
const later = hoursAgo(2);
const long = (value: number) => Long.fromNumber(value);
const bytes = () => new Binary(Buffer.alloc(32, 7));
const id = (prefix: string) => `${prefix}_${randomUUID()}`;

/** What a part must show, and what must stand nowhere in the archive. */
export interface Planted {
  readonly shown: Readonly<Record<string, readonly string[]>>;
  readonly hidden: readonly string[];
}

/** Stores something of `me` in every collection that an archive reads, beside `other` and somebody unnamed. */
export async function plantPerson(db: Db, me: Actor, other: Actor, stranger: Actor): Promise<Planted> {
  const put = (name: string, document: Record<string, unknown> & { _id: string }) =>
    db.collection<{ _id: string }>(name).insertOne(document);
  const user = (actor: Actor) => ({
    ...{ _id: actor.account, version: 1, username: actor.name, email: `${actor.name}@example.com`, roles: [] },
    ...{ emailVerified: true, status: 'active', isBanned: false, country: 'NP', createdAt: at, updatedAt: at },
  });
  for (const actor of [me, other, stranger]) await put('users', user(actor));
  const room = (n: number): string => newUuidV7(at.getTime() + n, random);
  const [mine, theirs, draft] = [room(1), room(2), room(3)];
  const broadcast = (_id: string, host: Actor, title: string) => ({
    ...{ _id, hostId: host.account, hostSubject: host.subject, hostHandle: host.name, title, category: 'music' },
    ...{ tags: ['folk'], country: 'NP', region: 'ap', privacy: { ...publicPrivacy, countryBlocks: [] }, listed: true },
    ...{ currentViewers: 0, status: 'ended', startedAt: at, endedAt: later, createdAt: at },
  });
  await put('livestreams', {
    ...broadcast(mine, me, 'Evening ragas'),
    entry: { invited: [{ account: other.account, handle: other.name, at }], passwordHash: 'scrypt$planted-hash' },
  });
  await put('livestreams', broadcast(theirs, other, 'Their show'));
  const { startedAt: _startedAt, endedAt: _endedAt, ...unstarted } = broadcast(draft, me, 'A draft of mine');
  await put('livestreams', { ...unstarted, status: 'draft', expiresAt: later });
  await put('person_counters', {
    ...{ _id: `${me.account}:following`, accountId: me.account, kind: 'following', count: 1, changes: 1 },
  });
  await put('host_directory', {
    ...{ _id: me.account, version: 1, handle: me.name, displayName: 'Planted Display', shown: true, streams: 41 },
    ...{ fame: 3, searchKeys: ['planted'], updatedAt: at },
  });
  await put('follows', { _id: id('f'), followerId: me.account, followedId: other.account, createdAt: at, muted: true });
  await put('follows', { _id: id('f'), followerId: stranger.account, followedId: me.account, createdAt: at });
  await put('blocks', { _id: id('b'), blockerId: me.account, blockedId: other.account, createdAt: at });
  await put('blocks', { _id: id('b'), blockerId: stranger.account, blockedId: me.account, createdAt: at });
  const report = (from: Actor, about: Actor, note: string) => ({
    ...{ _id: id('re'), reporterId: from.account, targetKind: 'user', targetId: about.account, reason: 'spam' },
    ...{ reportedId: about.account, note, status: 'open', createdAt: at },
  });
  await put('reports', report(me, stranger, 'my own note'));
  await put('reports', report(stranger, me, 'the reporter wrote this'));
  await put('cases', {
    ...{ _id: id('cs'), targetKind: 'user', targetId: me.account, accountId: me.account, state: 'decided' },
    ...{ priority: 'low', order: 1, reason: 'spam', reasons: ['spam'], reports: 1, crowd: 0.5, version: 2 },
    ...{ openedAt: at, lastReportAt: at, changedAt: at, decidedAt: later, assignee: '' },
    snapshot: { at, bio: 'planted snapshot' },
    decision: {
      ...{ outcome: 'warn', reason: 'spam', note: 'secret working note', statement: 'planted statement' },
      ...{ by: stranger.account, at: later },
    },
  });
  await put('sanction_orders', {
    ...{ _id: id('so'), caseId: id('cs'), kind: 'warn', where: 'edge', targetKind: 'user', targetId: me.account },
    ...{ accountId: me.account, reason: 'spam', statement: 'planted statement', by: stranger.account, full: false },
    ...{ at, state: 'done', nextAt: at, tries: 1, doneAt: at },
  });
  await put('reporter_records', { _id: me.account, right: 1 });
  const sanction = (person: Actor, host: Actor, reason: string) => ({
    ...{ _id: id('sa'), accountId: person.account, hostId: host.account, kind: 'mute', reason, createdAt: at },
    ...{ by: stranger.account, active: false },
  });
  await put('sanctions', {
    ...sanction(me, other, 'planted mute'),
    appeal: { text: 'my appeal', at, status: 'upheld', decidedBy: stranger.account, decidedAt: later, note: 'stays' },
  });
  await put('sanctions', sanction(stranger, me, 'planted in my room'));
  await put('account_sanctions', {
    ...{ _id: id('sa'), accountId: me.account, version: 3, kind: 'suspend', reason: 'spam', by: stranger.account },
    ...{
      statement: 'planted decision about me',
      createdAt: at,
      endsAt: later,
      liftedAt: later,
      liftedBy: other.account,
    },
    appeal: { text: 'appealed too', at, status: 'lifted', decidedBy: other.account, decidedAt: later, note: 'sorry' },
  });
  await put('account_sanctions', {
    ...{ _id: id('sa'), accountId: stranger.account, version: 1, kind: 'warn', reason: 'spam', by: me.account },
    ...{ statement: 'about a stranger', createdAt: at, liftedAt: later, liftedBy: me.account },
    appeal: { text: 'of a stranger', at, status: 'upheld', decidedBy: me.account, decidedAt: later, note: 'no' },
  });
  const signal = { kind: 'device', digest: 'planted-digest', firstAt: at, lastAt: later };
  await put('evasion_signals', { _id: `device:planted-digest:${me.account}`, accountId: me.account, ...signal });
  const link = { strength: 0.8, shared: [{ kind: 'device', sharers: 2 }], version: 1, createdAt: at, updatedAt: later };
  for (const [accountId, bannedId] of [
    [me.account, other.account],
    [stranger.account, me.account],
  ]) {
    await put('evasion_links', { _id: `${accountId}:${bannedId}`, accountId, bannedId, state: 'open', ...link });
  }
  await put('evasion_links', {
    ...{ _id: `${stranger.account}:${other.account}`, accountId: stranger.account, bannedId: other.account, ...link },
    ...{ state: 'dismissed', decidedBy: me.account, decidedAt: later, note: 'sisters' },
  });
  const moderates = (who: Actor, host: Actor) => ({
    ...{ _id: id('mo'), hostId: host.account, accountId: who.account, by: host.account, at, active: true },
  });
  await put('room_moderators', moderates(me, other));
  await put('room_moderators', moderates(other, me));
  await put('audit_log', {
    ...{ _id: id('au'), sequence: long(1), at, actor: stranger.account, action: 'account.banned', previous: '0' },
    ...{ hash: 'f', subject: me.account, reason: 'planted act' },
  });
  await put('fraud_findings', {
    ...{ _id: id('fi'), ruleId: 'r', version: 1, kind: 'circular', action: 'hold', at, windowEnd: at, score: 9 },
    ...{ text: 'secret of the rule', numbers: {}, givers: [me.subject], earners: [stranger.subject], evidence: [] },
    ...{ status: 'open', acted: true, revision: 0, decision: null, asked: null },
  });
  await put('fraud_attempts', { _id: id('at'), subject: me.subject, card: 'planted-card', declined: true, at });
  await put('fraud_wallets', { _id: me.subject, since: at });
  const side = (room: string, host: Actor, giver: Actor) => ({
    ...{ roomId: room, hostId: host.account, hostName: host.name, coins: long(5) },
    givers: [{ account: giver.account, name: giver.name, coins: long(5) }],
  });
  await put('battles', {
    ...{ _id: id('ba'), status: 'final', seconds: 300, invitedAt: at, expiresAt: later },
    sides: [side(mine, me, stranger), side(theirs, other, stranger)],
  });
  await put('host_viewers', { _id: me.account, unique: 77, peak: 33, sketch: bytes(), version: 1, updatedAt: at });
  await put('media_users', { _id: id('mu'), roomId: theirs, account: me.account, uid: long(9_191), seenAt: at });
  await put('chat_messages', {
    _id: id('ch'),
    roomId: theirs,
    fromId: me.account,
    text: 'planted words',
    createdAt: at,
  });
  await put('chat_messages', { _id: id('ch'), roomId: mine, fromId: other.account, text: 'not mine', createdAt: at });
  await put('push_tokens', {
    ...{ _id: id('pt'), accountId: me.account, deviceId: 'dv_planted', platform: 'ios', sessionId: 'se_1' },
    ...{ token: 'ExponentPushToken[planted]', createdAt: at, lastSeenAt: at },
  });
  await put('push_jobs', {
    ...{ _id: `live:${mine}`, kind: 'live', streamId: mine, hostId: me.account, state: 'done', createdAt: at },
    ...{ dueAt: at, mootAt: later, steps: 1 },
  });
  await put('images', { _id: 'planted-picture', account: me.account, kind: 'avatar', state: 'shown', createdAt: at });
  await plantMoney(db, me, other, stranger, { mine, theirs });
  await put('data_exports', {
    ...{ _id: `ex_${'b'.repeat(26)}`, userId: me.account, dataTypes: ['money'], status: 'expired', createdAt: at },
    ...{ expiresAt: later, version: 3 },
  });
  await put('privacy_requests', {
    ...{ _id: `pr_${'b'.repeat(26)}`, accountId: me.account, kind: 'objection', about: 'other', state: 'refused' },
    ...{ text: 'Planted objection', createdAt: at, dueAt: later, waiting: false, carriedOut: true, decidedAt: at },
    ...{ decidedBy: stranger.account, reason: 'Planted answer' },
  });
  return {
    shown: {
      'public-profile': [me.name, `${me.name}@example.com`, 'Planted Display', 'following'],
      following: [`"username":"${other.name}"`, '"muted":true'],
      followers: ['"person":"person-'],
      blocks: [`"username":"${other.name}"`],
      'reports-made': ['my own note', '"person":"person-'],
      'reports-about-me': [
        `"day":"${at.toISOString().slice(0, 10)}"`,
        '"reason":"spam"',
        'planted statement',
        'planted snapshot',
      ],
      sanctions: [
        'planted mute',
        'my appeal',
        'stays',
        'planted in my room',
        'given to me',
        'in my broadcasts',
        'planted decision about me',
        'appealed too',
        '"of":"device"',
      ],
      'room-moderators': [`"host":"${other.name}"`, `"moderator":"${other.name}"`],
      'staff-acts': ['account.banned', 'planted act'],
      'fraud-checks': ['circular', '"declined":true'],
      broadcasts: ['Evening ragas', 'A draft of mine', other.name],
      battles: [`"hostName":"${other.name}"`, '"account":"person-'],
      audience: ['"uniqueViewers":77'],
      'rooms-visited': ['9191', theirs],
      'chat-messages': ['planted words'],
      'gifts-sent': [`"to":"${other.name}"`, 'Their show', '"coins":"50"'],
      'gifts-received': ['"diamonds":"20"', '"from":"person-'],
      ledger: [',wallet,debit,-50,COIN,950\r\n', ',earnings,credit,20,DIAMOND,20\r\n'],
      transactions: ['"type":"gift"', '"balanceAfter":"950"', '"status":"refused"', 'planted_refusal'],
      payments: ['"package":"p1"', 'planted-provider-id'],
      payouts: ['"amount":"1500"', 'planted-account-at-stripe'],
      wallet: ['"balance":"950"', '"ownDailyCap":"777"', 'first use'],
      promotions: ['"promotion":"campaign-1"'],
      'decisions-on-money': ['planted decision'],
      'push-devices': ['dv_planted'],
      announcements: [mine],
      pictures: ['planted-picture'],
      'privacy-requests': ['Planted objection', 'Planted answer'],
      'data-exports': [`ex_${'b'.repeat(26)}`],
    },
    hidden: [
      ...[stranger.account, stranger.subject, stranger.name, other.account, other.subject],
      'secret working note',
      ...[
        'scrypt$',
        'the reporter wrote this',
        'secret of the rule',
        'planted-card',
        'PushToken',
        'not mine',
        'node-7',
      ],
    ],
  };
}

/** A gift given, one received, one refused, and everything else that money leaves behind. */
async function plantMoney(
  db: Db,
  me: Actor,
  other: Actor,
  stranger: Actor,
  rooms: { readonly mine: string; readonly theirs: string },
): Promise<void> {
  const put = (name: string, document: Record<string, unknown> & { _id: string }) =>
    db.collection<{ _id: string }>(name).insertOne(document);
  const tx = (n: number) => n.toString(16).padStart(64, '0');
  const entry = (n: number, from: Actor, to: Actor, roomId: string, status: string) => ({
    ...{ _id: tx(n), userId: from.subject, type: 'gift', status, amount: long(50), currency: 'COIN' },
    ...{ counterparty: to.subject, roomId, giftId: 'rose', giftVersion: long(1), quantity: long(2), shard: 1 },
    ...{ epoch: long(1), sequence: long(n), balanceAfter: long(950), hash: bytes(), previousHash: bytes() },
    ...{ intent: bytes(), createdAt: at, metadata: { nodeId: 'node-7', clientId: `c${n}` } },
  });
  await put('transactions', entry(1, me, other, rooms.theirs, 'completed'));
  await put('transactions', entry(2, stranger, me, rooms.mine, 'completed'));
  await put('transactions', entry(3, me, other, rooms.theirs, 'refused'));
  await put('failed_transactions', { _id: id('ft'), code: 'planted_refusal', userId: me.subject, createdAt: at });
  const leg = (n: number, owner: Actor, account: string, amount: number, balance: number) => ({
    ...{ _id: `01-${String(n).padStart(19, '0')}-0`, transactionId: tx(n), userId: owner.subject, account },
    ...{ currency: account.startsWith('wallet') ? 'COIN' : 'DIAMOND', amount: long(amount), shard: 1 },
    ...{ type: amount < 0 ? 'debit' : 'credit', balance: long(balance), epoch: long(1), sequence: long(n) },
    ...{ timestamp: at, hash: bytes() },
  });
  await put('transaction_ledger', leg(1, me, accounts.wallet(me.subject), -50, 950));
  await put('transaction_ledger', leg(2, me, accounts.earnings(me.subject), 20, 20));
  await put('accounts', {
    ...{ _id: `wallet:${me.subject}|COIN|1`, account: accounts.wallet(me.subject), currency: 'COIN', shard: 1 },
    ...{ userId: me.subject, balance: long(950), updatedAt: at },
  });
  await put('wallet_controls', {
    ...{ _id: me.subject, shard: 1, heldCoins: long(0), heldUntil: null, dailyCap: long(777), frozen: false },
    ...{ reason: '', updatedAt: at },
  });
  const evidence = { pending: false, paid: true, failed: false, expired: false, refunds: [], disputes: [], flags: [] };
  await put('payments', {
    ...{ _id: id('pa'), userId: me.subject, packageId: 'p1', packageVersion: 1, provider: 'stripe' },
    ...{ status: 'credited', amount: long(999), currency: 'USD', coins: long(100), product: '', evidence },
    ...{ acts: [], refundRequests: [], version: 1, nextAt: null, tries: 0, trouble: '', finished: true },
    ...{ createdAt: at, updatedAt: at, externalId: 'planted-provider-id' },
  });
  await put('payouts', {
    ...{ _id: id('po'), userId: me.subject, status: 'paid', ledger: 'posted', amount: long(10_000) },
    ...{ currency: 'DIAMOND', fiat: long(1500), fiatCurrency: 'USD', rateVersion: 1, cancelAsked: false, needed: 1 },
    ...{ approvals: [{ by: stranger.account, at, note: '' }], reasons: [], tries: 0, nextAt: at, expiresAt: later },
    ...{ createdAt: at, updatedAt: at, history: [], audited: 0 },
  });
  await put('payout_accounts', {
    ...{ _id: me.subject, provider: 'stripe', account: 'planted-account-at-stripe', createdAt: at },
  });
  await put('promotion_grants', {
    ...{ _id: id('pg'), campaignId: 'campaign-1', userId: me.subject, coins: long(10), status: 'credited' },
    ...{ by: stranger.account, createdAt: at, nextAt: at, tries: 0 },
  });
  await put('approvals', {
    ...{ _id: id('ap'), kind: 'adjustment_credit', status: 'approved', execution: 'done', userId: me.subject },
    ...{ concerned: [me.subject], target: '', amount: long(5), currency: 'COIN', force: false },
    ...{ reason: 'planted decision', requestedBy: stranger.account, requestedAt: at, expiresAt: later, needed: 1 },
    ...{ approvals: [], tries: 0, nextAt: at, history: [], audited: 0 },
  });
}
