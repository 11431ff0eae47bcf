import { approvalExecutions, approvalKinds, approvalStatuses } from '@halobuzz/core/api/finance';
import { currencies } from '@halobuzz/core/money';
import { payoutLedgerStates, payoutStatuses } from '@halobuzz/core/payouts/payout';
import { initialPayoutRates, payoutCurrencies } from '@halobuzz/core/payouts/rates';
import type { Db, Document } from 'mongodb';
import { moneyCollections } from './collections-money.ts';
import { dropCollection, dropIndexes, ensureCollection, ensureCollections, specNamed } from './ensure-collection.ts';
import {
  type CollectionSpec,
  filledText,
  flag,
  long,
  oneOf,
  positiveLong,
  strictObject,
  text,
  texts,
  time,
  whole,
} from './json-schema.ts';
import type { Migration } from './migration.ts';

const before = specNamed(moneyCollections, 'payouts');

const listOf = (items: Document): Document => ({ bsonType: 'array', items });
const approvals = listOf(strictObject({ by: filledText, at: time, note: text }));
const history = listOf(
  strictObject({ at: time, by: filledText, from: text, to: filledText }, { reason: text, requestId: text }),
);
/** Found by the job that writes what happened into the audit log. */
const unauditedIndex = {
  key: { unaudited: 1 },
  name: 'unaudited',
  partialFilterExpression: { unaudited: true },
} as const;

/** 0028 adds to it. */
export const payouts: CollectionSpec = {
  ...before,
  required: {
    _id: filledText,
    userId: filledText,
    status: oneOf(...payoutStatuses),
    ledger: oneOf(...payoutLedgerStates),
    amount: positiveLong,
    currency: oneOf('DIAMOND'),
    fiat: positiveLong,
    fiatCurrency: oneOf(...payoutCurrencies),
    rateVersion: whole,
    cancelAsked: flag,
    needed: whole,
    approvals,
    reasons: texts,
    tries: whole,
    nextAt: time,
    expiresAt: time,
    createdAt: time,
    updatedAt: time,
    history,
    audited: whole,
  },
  optional: {
    /** Present until the ledger has finished with it. */
    open: flag,
    /** The hold was asked of the wallet: from then on only the ledger says what becomes of the request. */
    holdAsked: flag,
    unaudited: flag,
    transactionId: text,
    closingTransactionId: text,
    provider: text,
    externalId: text,
    providerText: text,
    sentAt: time,
    refusedAt: time,
  },
  indexes: [
    ...before.indexes,
    { key: { userId: 1 }, name: 'one_open', unique: true, partialFilterExpression: { open: true } },
    { key: { nextAt: 1 }, name: 'due', partialFilterExpression: { open: true } },
    { key: { status: 1, createdAt: 1, _id: 1 }, name: 'status_page' },
    { key: { userId: 1, createdAt: -1, _id: -1 }, name: 'user_page' },
    unauditedIndex,
  ],
};

const payoutRates: CollectionSpec = {
  name: 'payout_rates',
  required: {
    _id: filledText,
    currency: oneOf(...payoutCurrencies),
    version: whole,
    numerator: positiveLong,
    denominator: positiveLong,
    since: time,
    by: filledText,
  },
  indexes: [{ key: { currency: 1, version: 1 }, name: 'version', unique: true }],
};

/** Its kinds are those of the API; 0035 brings them up to date. */
export const approvalRequests: CollectionSpec = {
  name: 'approvals',
  holdsMoney: true,
  required: {
    _id: filledText,
    kind: oneOf(...approvalKinds),
    status: oneOf(...approvalStatuses),
    execution: oneOf(...approvalExecutions),
    userId: text,
    /** Subjects whose money it moves: none of them decides it. */
    concerned: texts,
    target: text,
    amount: positiveLong,
    currency: oneOf(...currencies),
    force: flag,
    reason: filledText,
    requestedBy: filledText,
    requestedAt: time,
    expiresAt: time,
    needed: whole,
    approvals,
    tries: whole,
    nextAt: time,
    history,
    audited: whole,
  },
  optional: { unaudited: flag, transactionId: text, outcome: text },
  indexes: [
    { key: { status: 1, requestedAt: 1, _id: 1 }, name: 'status_page' },
    { key: { execution: 1, nextAt: 1 }, name: 'due' },
    unauditedIndex,
  ],
};

const promotionCampaigns: CollectionSpec = {
  name: 'promotion_campaigns',
  holdsMoney: true,
  required: {
    _id: filledText,
    name: filledText,
    coinsEach: positiveLong,
    budget: positiveLong,
    reserved: positiveLong,
    status: oneOf('requested', 'active', 'rejected'),
    createdAt: time,
  },
  indexes: [{ key: { createdAt: -1 }, name: 'newest' }],
};

const promotionGrants: CollectionSpec = {
  name: 'promotion_grants',
  holdsMoney: true,
  required: {
    _id: filledText,
    campaignId: filledText,
    userId: filledText,
    coins: positiveLong,
    status: oneOf('pending', 'credited', 'refused'),
    by: filledText,
    createdAt: time,
    nextAt: time,
    tries: whole,
  },
  optional: { outcome: text, transactionId: text, updatedAt: time },
  indexes: [
    { key: { campaignId: 1, status: 1 }, name: 'campaign' },
    { key: { nextAt: 1 }, name: 'due', partialFilterExpression: { status: 'pending' } },
  ],
};

/** Where hosts' money goes at the provider: its own account of them, never a bank's. */
const payoutAccounts: CollectionSpec = {
  name: 'payout_accounts',
  required: { _id: filledText, provider: filledText, account: filledText, createdAt: time },
  indexes: [],
};

/** What a local provider of development paid: it outlives the process, so that asking it after a crash means something. */
const sandboxPayouts: CollectionSpec = {
  name: 'sandbox_payouts',
  required: {
    _id: filledText,
    payee: filledText,
    amount: long,
    currency: oneOf(...payoutCurrencies),
    status: oneOf('paid', 'pending', 'failed'),
    createdAt: time,
  },
  indexes: [],
};

const added = [payoutRates, approvalRequests, promotionCampaigns, promotionGrants, payoutAccounts, sandboxPayouts];

async function seedRates(db: Db): Promise<void> {
  for (const { currency, version, numerator, denominator } of initialPayoutRates) {
    await db
      .collection<{ _id: string }>('payout_rates')
      .updateOne(
        { _id: `${currency}:${version}` },
        { $setOnInsert: { currency, version, numerator, denominator, since: new Date(0), by: 'system' } },
        { upsert: true },
      );
  }
}

/** Payouts with all their states, the rates they are made by, and what two people decide together. */
export const payoutsMigration: Migration = {
  id: '0011-payouts',
  up: async (db) => {
    await ensureCollections(db, [payouts, ...added]);
    await seedRates(db);
  },
  down: async (db) => {
    for (const spec of added) await dropCollection(db, spec);
    await dropIndexes(db, 'payouts', ['one_open', 'due', 'status_page', 'user_page', 'unaudited']);
    await ensureCollection(db, before);
  },
};
