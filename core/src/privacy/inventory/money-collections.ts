import { limits } from '../../limits.ts';
import { asLawAsks, daysOf, type StoredPlace, servesTheService } from './stored-place.ts';

const mongodb = 'mongodb' as const;
/** The ledger knows a random number, the subject, and never the account: the map between both dies with the account. */
const subject = 'the random number that stands for a person in the ledger';
const queue = 'the queue’s own';

/** Money, in MongoDB. */
export const moneyCollections: readonly StoredPlace[] = [
  {
    ...{ store: mongodb, place: 'transactions', category: 'gifts', kept: asLawAsks },
    ...{ exported: { section: 'transactions' }, erasure: 'unlinked' },
    personal: {
      'userId, counterparty': subject,
      'type, status, amount, currency, giftId, giftVersion, quantity, change, outcome': 'what moved',
      'roomId, createdAt, metadata': 'where, when, why',
      balanceAfter: 'what was there afterwards',
      intent: 'the same as it was signed into the chain',
    },
    impersonal: { '_id, shard, epoch, sequence, hash, previousHash': 'the chain' },
  },
  {
    ...{ store: mongodb, place: 'transaction_ledger', category: 'gifts', kept: asLawAsks },
    ...{ exported: { section: 'ledger' }, erasure: 'unlinked' },
    personal: {
      userId: subject,
      'account, currency, amount, type, balance, timestamp': 'one side of an entry',
    },
    impersonal: { '_id, transactionId, shard, epoch, sequence, hash': 'the chain' },
  },
  {
    ...{ store: mongodb, place: 'accounts', category: 'gifts', kept: asLawAsks },
    ...{ exported: { section: 'wallet' }, erasure: 'unlinked' },
    personal: { '_id, userId': subject, 'account, currency, balance, updatedAt': 'what is in a wallet' },
    impersonal: { shard: 'where it is kept' },
  },
  {
    ...{ store: mongodb, place: 'failed_transactions', category: 'gifts', erasure: 'deleted' },
    kept: { kind: 'days', days: 30, of: 'gifts that were refused' },
    exported: { section: 'transactions' },
    personal: {
      userId: subject,
      'code, type, amount, currency, roomId, createdAt, metadata': 'what was refused and why',
    },
    impersonal: { '_id, requestId': 'numbers of the request' },
  },
  {
    ...{ store: mongodb, place: 'idempotency_keys', category: 'gifts', erasure: 'expires' },
    kept: { kind: 'other', words: 'answers to a request that may be repeated: a day' },
    exported: servesTheService,
    personal: { _id: 'who asked, with their own number of the request', answer: 'what was answered' },
    impersonal: {
      'fingerprint, clientId, state, owner, leaseUntil, createdAt, expiresAt': 'what makes a repetition exact',
    },
  },
  {
    ...{ store: mongodb, place: 'wallet_controls', category: 'gifts', kept: asLawAsks },
    ...{ exported: { section: 'wallet' }, erasure: 'unlinked' },
    personal: {
      _id: subject,
      'dailyCap, nextCap': 'the limits that its owner set',
      'heldCoins, heldUntil, frozen, reason, freezes, payoutHolds, holds': {
        what: 'what bounds the wallet, why and by whom',
        category: 'fraud',
      },
      updatedAt: 'when that changed',
    },
    impersonal: { 'shard, version, pending, applyAt': queue },
  },
  {
    ...{ store: mongodb, place: 'payments', category: 'purchases', kept: asLawAsks },
    ...{ exported: { section: 'payments' }, erasure: 'unlinked' },
    personal: {
      userId: subject,
      'packageId, packageVersion, product, amount, currency, coins': 'what was bought',
      'provider, externalId': 'the provider and its number of the payment',
      'status, evidence, acts, transactionId, finished, createdAt, updatedAt': 'what became of it',
      refundRequests: 'who asked for money back, and why (the words go with the account)',
    },
    impersonal: { '_id, version, nextAt, tries, trouble': queue },
  },
  {
    ...{ store: mongodb, place: 'webhook_events', category: 'purchases', erasure: 'unlinked' },
    kept: {
      kind: 'other',
      words: `what a provider told us of a payment: as long as the payment; if it moved no money: ${daysOf(limits.retentionWebhooksMs)} days`,
    },
    exported: { not: 'what it says is in the payment' },
    personal: { 'summary, facts': 'what a provider said of a payment: no names, no addresses, no cards' },
    impersonal: {
      '_id, provider, eventId, type, status, receivedAt, tries, nextAt, processedAt, error': queue,
    },
  },
  {
    ...{ store: mongodb, place: 'reconciliation_findings', category: 'purchases', kept: asLawAsks },
    ...{ exported: { not: 'of payments, which are in the export' }, erasure: 'unlinked' },
    personal: {
      'paymentId, externalId, detail, closedDetail': 'a payment where books and provider differ',
      'assignee, closedBy, history': 'which staff looked at it, and what they wrote',
    },
    impersonal: {
      '_id, ref, area, kind, provider, firstSeenAt, lastSeenAt, times, resolvedAt': queue,
      'version, audited, unaudited': queue,
    },
  },
  {
    ...{ store: mongodb, place: 'dispute_work', category: 'purchases', kept: asLawAsks },
    ...{ exported: { not: 'of payments, which are in the export' }, erasure: 'unlinked' },
    personal: {
      '_id, paymentId': 'a payment that a bank disputes',
      history: 'which staff answered, and what they wrote',
    },
    impersonal: { 'state, dueOn, version, audited, unaudited, updatedAt': queue },
  },
  {
    ...{ store: mongodb, place: 'finance_exports', category: 'audit', kept: asLawAsks },
    ...{ exported: { not: 'what auditors were given; it names no more than a subject' }, erasure: 'unlinked' },
    personal: { userId: subject, 'by, reason': 'which staff took it out, and why' },
    impersonal: { '_id, kind, state, fileName, from, to, startedAt, endedAt, bytes, lines, sha256': 'the file' },
  },
  {
    ...{ store: mongodb, place: 'payouts', category: 'payouts', kept: asLawAsks },
    ...{ exported: { section: 'payouts' }, erasure: 'unlinked' },
    personal: {
      userId: subject,
      'amount, currency, fiat, fiatCurrency, rateVersion': 'how much',
      'status, ledger, open, holdAsked, cancelAsked, sentAt, askAt, refusedAt, expiresAt, createdAt, updatedAt':
        'how far it is',
      provider: 'the provider',
      'externalId, providerText': { what: 'its number and words', erasure: 'deleted' },
      'approvals, needed, history, reasons': 'who decided what, and why',
      'transactionId, closingTransactionId': 'its entries',
    },
    impersonal: { '_id, tries, nextAt, audited, unaudited': queue },
  },
  {
    ...{ store: mongodb, place: 'payout_accounts', category: 'payouts', kept: asLawAsks },
    ...{ exported: { section: 'payouts' }, erasure: 'deleted' },
    personal: { _id: subject, 'provider, account, createdAt': 'a host’s account at the provider, never a bank’s' },
  },
  {
    ...{ store: mongodb, place: 'approvals', category: 'audit', kept: asLawAsks },
    ...{ exported: { section: 'decisions-on-money' }, erasure: 'unlinked' },
    personal: {
      'userId, concerned, target': 'whose money it is about',
      'kind, amount, currency, force, reason': 'what was asked',
      'requestedBy, approvals, history': 'which staff asked and decided',
      'requestedAt, expiresAt, status, execution, outcome, transactionId': 'what became of it',
    },
    impersonal: { '_id, needed, tries, nextAt, audited, unaudited': queue },
  },
  {
    ...{ store: mongodb, place: 'promotion_grants', category: 'gifts', kept: asLawAsks },
    ...{ exported: { section: 'promotions' }, erasure: 'unlinked' },
    personal: {
      userId: subject,
      'campaignId, coins, status, outcome, createdAt, updatedAt, transactionId': 'coins given',
      by: 'which staff gave them',
    },
    impersonal: { '_id, nextAt, tries': queue },
  },
  {
    ...{ store: mongodb, place: 'fraud_activity', category: 'fraud', erasure: 'expires' },
    kept: { kind: 'days', days: 40, of: 'sums by the hour' },
    exported: { section: 'fraud-checks' },
    personal: { 'from, to': subject, 'hour, gifts, coins, fromSince': 'how much in an hour' },
    impersonal: { _id: 'both numbers and the hour' },
  },
  {
    ...{ store: mongodb, place: 'fraud_attempts', category: 'fraud', erasure: 'deleted' },
    kept: { kind: 'days', days: 31, of: 'tries to pay' },
    exported: { section: 'fraud-checks' },
    personal: {
      subject,
      card: {
        what: 'the provider’s fingerprint of a card',
        exported: { not: 'it means nothing outside of the provider' },
      },
      'declined, at': 'whether it was declined, when',
    },
    impersonal: { _id: 'a number of the try' },
  },
  {
    ...{ store: mongodb, place: 'fraud_findings', category: 'fraud' },
    kept: { kind: 'other', words: 'findings and decisions: as long as the records of what staff did' },
    exported: { section: 'fraud-checks' },
    erasure: 'unlinked',
    personal: {
      'givers, earners, evidence': subject,
      'kind, action, at, windowEnd, score, text, numbers, ruleId, version': 'what was found',
      'status, acted, decision, asked': 'what was decided, by whom',
    },
    impersonal: { '_id, revision': queue },
  },
  {
    ...{ store: mongodb, place: 'fraud_wallets', category: 'fraud' },
    kept: { kind: 'other', words: 'findings and decisions: as long as the records of what staff did' },
    ...{ exported: { section: 'fraud-checks' }, erasure: 'deleted' },
    personal: { _id: subject, since: 'when its wallet had its first entry' },
  },
  {
    ...{ store: mongodb, place: 'ledger_quarantine', category: 'gifts', kept: asLawAsks },
    ...{ exported: { not: 'damaged entries that people repair; whole they are in the ledger' }, erasure: 'unlinked' },
    personal: { fields: 'an entry that could not be read, as it came' },
    impersonal: { '_id, shard, epoch, sequence, reason, createdAt': 'its place in the ledger' },
  },
  { store: mongodb, place: 'ledger_heads', impersonalBecause: 'where each chain of the ledger stands' },
  { store: mongodb, place: 'ledger_checkpoints', impersonalBecause: 'signed heads of the chains' },
  { store: mongodb, place: 'ledger_keys', impersonalBecause: 'public keys' },
  { store: mongodb, place: 'ledger_verifications', impersonalBecause: 'whether the chains held' },
  { store: mongodb, place: 'fraud_cursors', impersonalBecause: 'how far the rules have read' },
  {
    ...{ store: mongodb, place: 'fraud_rules', category: 'audit', kept: asLawAsks },
    ...{ exported: { not: 'rules; who of the staff changed them stands in the audit log' } },
    erasure: { kept: 'of staff alone: who changed a rule' },
    personal: { by: 'which member of staff' },
    impersonal: { '_id, ruleId, version, enabled, at, body': 'the rule' },
  },
  {
    ...{ store: mongodb, place: 'payout_rates', category: 'audit', kept: asLawAsks },
    ...{ exported: { not: 'rates for all' }, erasure: { kept: 'of staff alone: who set a rate' } },
    personal: { by: 'which member of staff' },
    impersonal: { '_id, currency, version, numerator, denominator, since': 'the rate' },
  },
  { store: mongodb, place: 'promotion_campaigns', impersonalBecause: 'what is given away, to nobody in particular' },
  {
    ...{ store: mongodb, place: 'coin_packages', category: 'audit', kept: asLawAsks },
    ...{ exported: { not: 'what is for sale; who of the staff changed it stands in the audit log' } },
    erasure: { kept: 'of staff alone: who changed what is for sale' },
    personal: { history: 'which member of staff, when and why' },
    impersonal: {
      '_id, packageId, version, status, withdrawn, order, endsAt, createdAt, from, until, only, except': 'the version',
      'coins, bonus, prices, appleProduct, googleProduct, platforms': 'what is for sale',
    },
  },
  {
    ...{ store: mongodb, place: 'gifts', category: 'audit', kept: asLawAsks },
    ...{ exported: { not: 'the catalogue; who of the staff changed it stands in the audit log' } },
    erasure: { kept: 'of staff alone: who changed the catalogue' },
    personal: { history: 'which member of staff, when and why' },
    impersonal: {
      '_id, giftId, version, status, withdrawn, order, endsAt, createdAt, from, until, only, except': 'the version',
      'names, emoji, image, coins, category': 'the gift',
    },
  },
  { store: mongodb, place: 'catalogue_state', impersonalBecause: 'counts the changes of the catalogue' },
  { store: mongodb, place: 'sandbox_payments', impersonalBecause: 'development only, empty elsewhere' },
  { store: mongodb, place: 'sandbox_payouts', impersonalBecause: 'development only, empty elsewhere' },
  { store: mongodb, place: 'migrations', impersonalBecause: 'which steps of the schema were done' },
];
