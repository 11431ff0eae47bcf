import { initialCoinPackages } from '@halobuzz/core/payments/coin-packages';
import { paymentStatuses } from '@halobuzz/core/payments/payment';
import { fiatCurrencies, paymentProviders } from '@halobuzz/core/payments/provider-facts';
import { moneyCollections } from './collections-money.ts';
import { dropCollection, dropIndexes, ensureCollection, ensureCollections, specNamed } from './ensure-collection.ts';
import {
  type CollectionSpec,
  filledText,
  flag,
  free,
  nullable,
  oneOf,
  positiveLong,
  strictObject,
  text,
  time,
  whole,
} from './json-schema.ts';
import type { Migration } from './migration.ts';

const fiat = oneOf(...fiatCurrencies);
/** 0028 adds to it. */
export const refund = { id: filledText, amount: positiveLong, reversed: flag };
const evidence = strictObject({
  ...{ pending: flag, paid: flag, failed: flag, expired: flag },
  refunds: { bsonType: 'array', items: strictObject(refund) },
  disputes: {
    bsonType: 'array',
    items: strictObject({ id: filledText, amount: positiveLong, outcome: oneOf('open', 'won', 'lost'), at: time }),
  },
  flags: { bsonType: 'array', items: filledText },
});
const act = strictObject({
  ...{ orderId: filledText, coins: positiveLong, fiat: positiveLong, reference: text, committed: flag },
  kind: oneOf('purchase', 'refund', 'chargeback', 'refund_reversal', 'chargeback_reversal'),
});
const refundRequest = strictObject({
  ...{ key: filledText, amount: positiveLong, reason: text, by: text, at: time },
  state: oneOf('requested', 'sent', 'refused'),
});

/** 0028 adds to it. */
export const payments: CollectionSpec = {
  name: 'payments',
  holdsMoney: true,
  required: {
    ...{ _id: filledText, userId: filledText, packageId: filledText, packageVersion: whole },
    provider: oneOf(...paymentProviders),
    status: oneOf(...paymentStatuses),
    ...{ amount: positiveLong, currency: fiat, coins: positiveLong, product: text },
    evidence,
    acts: { bsonType: 'array', items: act },
    refundRequests: { bsonType: 'array', items: refundRequest },
    /** Counts changes, so that none is lost to another at the same time. */
    version: whole,
    /** When a worker looks at it again; null: nothing is left to do. */
    nextAt: nullable(time),
    /** Failed tries of the next step in a row, and why. */
    tries: whole,
    trouble: text,
    finished: flag,
    ...{ createdAt: time, updatedAt: time },
  },
  optional: { externalId: filledText, transactionId: text },
  indexes: [
    {
      key: { provider: 1, externalId: 1 },
      name: 'external',
      unique: true,
      partialFilterExpression: { externalId: { $gt: '' } },
    },
    { key: { userId: 1, createdAt: -1, _id: -1 }, name: 'user_newest_first' },
    { key: { status: 1, createdAt: 1 }, name: 'status' },
    { key: { nextAt: 1 }, name: 'due', partialFilterExpression: { nextAt: { $gt: new Date(0) } } },
    { key: { provider: 1, _id: 1 }, name: 'provider_id' },
  ],
};

const webhookEvents: CollectionSpec = {
  name: 'webhook_events',
  holdsMoney: true,
  required: {
    ...{ _id: filledText, provider: oneOf(...paymentProviders), eventId: filledText, type: text, summary: free },
    /** `ignored`: nothing that we act on. `failed`: given up after many tries; people look at it. */
    status: oneOf('received', 'processed', 'failed', 'ignored'),
    facts: { bsonType: 'array', items: free },
    ...{ receivedAt: time, tries: whole, nextAt: nullable(time) },
  },
  optional: { processedAt: time, error: text },
  indexes: [
    { key: { provider: 1, eventId: 1 }, name: 'event', unique: true },
    { key: { status: 1, receivedAt: 1 }, name: 'status' },
    { key: { nextAt: 1 }, name: 'due', partialFilterExpression: { nextAt: { $gt: new Date(0) } } },
  ],
};

/** 0036 gives its versions a history. */
export const coinPackages: CollectionSpec = {
  name: 'coin_packages',
  required: {
    ...{ _id: filledText, packageId: filledText, version: whole, coins: positiveLong, bonus: positiveLong },
    prices: strictObject(Object.fromEntries(fiatCurrencies.map((currency) => [currency, positiveLong]))),
    ...{ appleProduct: filledText, googleProduct: filledText, active: flag, createdAt: time },
  },
  indexes: [
    { key: { packageId: 1, version: 1 }, name: 'package_version', unique: true },
    { key: { active: 1, coins: 1 }, name: 'on_sale' },
  ],
};

/** 0035 adds to it. */
export const findings: CollectionSpec = {
  name: 'reconciliation_findings',
  holdsMoney: true,
  required: {
    /** Made of what was found and where, so that the same is found once. */
    _id: filledText,
    area: oneOf('payments', 'wallets'),
    kind: filledText,
    provider: text,
    paymentId: text,
    externalId: text,
    detail: free,
    ...{ firstSeenAt: time, lastSeenAt: time, times: whole },
    resolvedAt: nullable(time),
  },
  indexes: [
    { key: { resolvedAt: 1, firstSeenAt: -1 }, name: 'open_newest' },
    { key: { paymentId: 1 }, name: 'payment' },
  ],
};

/** What the sandbox provider has on payments: development only, and empty elsewhere. */
const sandboxPayments: CollectionSpec = {
  name: 'sandbox_payments',
  required: {
    ...{ _id: filledText, paymentId: filledText, amount: positiveLong, currency: fiat },
    state: oneOf('open', 'paid', 'declined', 'canceled'),
    facts: { bsonType: 'array', items: free },
    ...{ createdAt: time, updatedAt: time },
  },
  indexes: [
    { key: { paymentId: 1 }, name: 'payment', unique: true },
    { key: { updatedAt: 1, _id: 1 }, name: 'changed' },
  ],
};

const packageDocId = (id: string, version: number): string => `${id}:${version}`;

/** Payments as they are made: nothing was ever sold before, so what the first migration drew is replaced. */
export const paymentsMigration: Migration = {
  id: '0010-payments',
  up: async (db) => {
    await dropIndexes(db, 'payments', ['order', 'user_newest']);
    await ensureCollections(db, [payments, webhookEvents, coinPackages, findings, sandboxPayments]);
    const createdAt = new Date();
    const writes = initialCoinPackages.map(({ id, version, ...fields }) => ({
      updateOne: {
        filter: { _id: packageDocId(id, version) },
        update: { $setOnInsert: { packageId: id, version, ...fields, active: true, createdAt } },
        upsert: true,
      },
    }));
    // A price that an operator changed since is left alone.
    await db.collection<{ _id: string }>('coin_packages').bulkWrite(writes);
  },
  down: async (db) => {
    for (const spec of [payments, webhookEvents]) await dropCollection(db, spec);
    for (const name of ['payments', 'webhook_events']) await ensureCollection(db, specNamed(moneyCollections, name));
    for (const spec of [sandboxPayments, findings, coinPackages]) await dropCollection(db, spec);
  },
};
