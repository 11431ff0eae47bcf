import { payoutLedgerStates, payoutStatuses } from '@halobuzz/core/payouts/payout';
import { transactions } from './0009-ledger-kinds.ts';
import { payments as paymentsBefore, refund } from './0010-payments.ts';
import { payouts as payoutsBefore } from './0011-payouts.ts';
import { type AddedIndexes, addIndexes, dropAddedIndexes, ensureCollection } from './ensure-collection.ts';
import { type CollectionSpec, oneOf, strictObject, time } from './json-schema.ts';
import type { Migration } from './migration.ts';

/** Payouts that were paid and came back, and when their provider is asked whether they stood. */
const payouts: CollectionSpec = {
  ...payoutsBefore,
  required: {
    ...payoutsBefore.required,
    status: oneOf(...payoutStatuses),
    ledger: oneOf(...payoutLedgerStates),
  },
  optional: { ...payoutsBefore.optional, askAt: time },
  indexes: [],
};

const { evidence } = paymentsBefore.required;
/** Refunds of a store that names none: the latest that was told counts. */
const payments: CollectionSpec = {
  ...paymentsBefore,
  required: {
    ...paymentsBefore.required,
    evidence: {
      ...evidence,
      properties: {
        ...evidence?.properties,
        refunds: { bsonType: 'array', items: strictObject(refund, { at: time }) },
      },
    },
  },
  indexes: [],
};

const added: AddedIndexes = {
  payouts: [{ key: { askAt: 1 }, name: 'ask', partialFilterExpression: { askAt: { $gt: new Date(0) } } }],
};

/** Money that comes back: payouts that a provider takes back, purchases that Apple refunds a second time. */
export const returnedPayoutsMigration: Migration = {
  id: '0028-returned-payouts',
  up: async (db) => {
    await ensureCollection(db, payouts);
    await ensureCollection(db, payments);
    // As 0009 made it; its kinds are the ledger's own, which have become more.
    await ensureCollection(db, { ...transactions, indexes: [] });
    await addIndexes(db, added);
  },
  down: async (db) => {
    await db.collection('payouts').updateMany({ askAt: { $exists: true } }, { $unset: { askAt: '' } });
    await db
      .collection('payments')
      .updateMany({ 'evidence.refunds.at': { $exists: true } }, { $unset: { 'evidence.refunds.$[].at': '' } });
    await dropAddedIndexes(db, added);
    await ensureCollection(db, { ...payoutsBefore, indexes: [] });
    await ensureCollection(db, { ...paymentsBefore, indexes: [] });
  },
};
