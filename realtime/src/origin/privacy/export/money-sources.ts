import { accounts } from '@halobuzz/core/ledger/postings';
import type { ExportRow, ExportSource } from './export-source.ts';

const transactionFields = {
  _id: 'transaction',
  createdAt: 'at',
  type: 'type',
  status: 'status',
  amount: 'amount',
  currency: 'currency',
  change: 'change',
  outcome: 'outcome',
  balanceAfter: 'balanceAfter',
  giftId: 'gift',
  quantity: 'quantity',
  roomId: 'broadcast',
  metadata: 'details',
} as const;

/** All entries of the wallet, by the index that has the state before the time: one pass a state. */
function entries(status: string): ExportSource {
  return {
    collection: 'transactions',
    of: ({ subject }) => ({ userId: subject, status }),
    hint: 'user_status_newest',
    order: { field: 'createdAt', kind: 'time' },
    fields: transactionFields,
    shape: withoutNode,
  };
}

/** Which of our machines took it says nothing of the person. */
function withoutNode(row: ExportRow): ExportRow {
  const { details, ...rest } = row;
  if (typeof details !== 'object' || details === null) return rest;
  return { ...rest, details: Object.fromEntries(Object.entries(details).filter(([name]) => name !== 'nodeId')) };
}

/** `wallet:s…` is the person's own wallet: the file is theirs, so the kind of account says all. */
function ownLeg(row: ExportRow): ExportRow {
  return { ...row, account: String(row.account).split(':')[0] };
}

export const moneySources = {
  ledger: [
    {
      collection: 'transaction_ledger',
      of: ({ subject }) => ({ userId: subject }),
      hint: 'user_newest',
      order: { field: 'timestamp', kind: 'time' },
      fields: {
        timestamp: 'at',
        transactionId: 'transaction',
        account: 'account',
        type: 'type',
        amount: 'amount',
        currency: 'currency',
        balance: 'balance',
      },
      shape: ownLeg,
    },
  ],
  transactions: [
    ...['completed', 'refused', 'quarantined'].map(entries),
    {
      collection: 'failed_transactions',
      kind: 'was not taken',
      of: ({ subject }) => ({ userId: subject }),
      hint: 'user_time',
      order: { field: 'createdAt', kind: 'time' },
      fields: {
        ...{ createdAt: 'at', code: 'why', type: 'type', amount: 'amount', currency: 'currency', roomId: 'broadcast' },
      },
    },
  ],
  payments: [
    {
      collection: 'payments',
      of: ({ subject }) => ({ userId: subject }),
      hint: 'user_newest_first',
      order: { field: 'createdAt', kind: 'time' },
      fields: {
        ...{ _id: 'payment', createdAt: 'at', updatedAt: 'updatedAt', provider: 'provider', status: 'status' },
        ...{ packageId: 'package', amount: 'amount', currency: 'currency', coins: 'coins' },
        ...{ externalId: 'providerId', transactionId: 'transaction', evidence: 'whatTheProviderSaid' },
      },
    },
  ],
  payouts: [
    {
      collection: 'payouts',
      of: ({ subject }) => ({ userId: subject }),
      hint: 'user_page',
      order: { field: 'createdAt', kind: 'time' },
      fields: {
        ...{ _id: 'payout', createdAt: 'at', updatedAt: 'updatedAt', status: 'status', amount: 'diamonds' },
        ...{ fiat: 'amount', fiatCurrency: 'currency', provider: 'provider', externalId: 'providerId' },
        ...{ reasons: 'reasons', sentAt: 'sentAt', refusedAt: 'refusedAt' },
        ...{ transactionId: 'transaction', closingTransactionId: 'closingTransaction' },
      },
    },
    {
      collection: 'payout_accounts',
      kind: 'account at the payout provider',
      of: ({ subject }) => ({ _id: subject }),
      hint: '_id_',
      order: { field: '_id', kind: 'plain' },
      fields: { provider: 'provider', account: 'providerId', createdAt: 'at' },
    },
  ],
  wallet: [
    {
      collection: 'accounts',
      kind: 'balance',
      of: ({ subject }) => ({ userId: subject }),
      hint: 'user',
      order: { field: 'currency', kind: 'plain' },
      fields: { account: 'account', currency: 'currency', balance: 'balance', updatedAt: 'at' },
      shape: ownLeg,
    },
    {
      collection: 'wallet_controls',
      kind: 'limits',
      of: ({ subject }) => ({ _id: subject }),
      hint: '_id_',
      order: { field: '_id', kind: 'plain' },
      fields: {
        ...{ heldCoins: 'heldCoins', heldUntil: 'heldUntil', dailyCap: 'ownDailyCap', nextCap: 'nextDailyCap' },
        ...{ frozen: 'frozen', reason: 'reason', updatedAt: 'at' },
      },
    },
    {
      collection: 'fraud_wallets',
      kind: 'first use',
      of: ({ subject }) => ({ _id: subject }),
      hint: '_id_',
      order: { field: '_id', kind: 'plain' },
      fields: { since: 'at' },
    },
  ],
  promotions: [
    {
      collection: 'promotion_grants',
      of: ({ subject }) => ({ userId: subject }),
      hint: 'user_time',
      order: { field: 'createdAt', kind: 'time' },
      fields: {
        ...{ createdAt: 'at', campaignId: 'promotion', coins: 'coins', status: 'status', outcome: 'outcome' },
        ...{ transactionId: 'transaction' },
      },
    },
  ],
  'decisions-on-money': [
    {
      collection: 'approvals',
      of: ({ subject }) => ({ userId: subject }),
      hint: 'user_time',
      order: { field: 'requestedAt', kind: 'time' },
      fields: {
        ...{ _id: 'decision', requestedAt: 'at', kind: 'type', status: 'status', amount: 'amount' },
        ...{ currency: 'currency', reason: 'reason', transactionId: 'transaction' },
      },
    },
  ],
  'gifts-sent': [
    {
      collection: 'transactions',
      of: ({ subject }) => ({ userId: subject, status: 'completed', type: 'gift' }),
      hint: 'user_status_newest',
      order: { field: 'createdAt', kind: 'time' },
      fields: {
        ...{ createdAt: 'at', giftId: 'gift', quantity: 'quantity', amount: 'coins', roomId: 'broadcast' },
        ...{ _id: 'transaction' },
      },
      // Whom they paid is theirs to know, as it is of any purchase; hosts are named in public.
      join: { collection: 'livestreams', by: 'roomId', fields: { hostHandle: 'to', title: 'title' } },
    },
  ],
  'gifts-received': [
    {
      collection: 'transaction_ledger',
      of: ({ subject }) => ({
        account: accounts.earnings(subject),
        currency: 'DIAMOND',
        userId: subject,
        type: 'credit',
      }),
      hint: 'diamonds_newest',
      order: { field: 'timestamp', kind: 'time' },
      fields: { timestamp: 'at', amount: 'diamonds', transactionId: 'transaction' },
      join: {
        collection: 'transactions',
        by: 'transactionId',
        fields: {
          ...{ type: 'type', giftId: 'gift', quantity: 'quantity', amount: 'coins', roomId: 'broadcast' },
          ...{ userId: 'from' },
        },
      },
      shape: (row) => (row.type === 'gift' ? row : { ...row, from: undefined }),
    },
  ],
} as const satisfies Readonly<Record<string, readonly ExportSource[]>>;
