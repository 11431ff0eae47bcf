import { z } from 'zod';
import { intentKinds } from '../ledger/kinds.ts';
import { limits } from '../limits.ts';
import { currencies } from '../money.ts';
import { accountIdSchema, amountSchema } from '../protocol/messages/fields.ts';
import { isoTimeSchema, pageOf, pageQuerySchema } from './conventions.ts';
import { subjectSchema } from './finance.ts';
import { daysQueryShape } from './finance-payments.ts';

const position = z.string().regex(/^[0-9]{1,19}$/);

/** `GET /admin/finance/ledger`: where the 64 chains stand, and what holds them up. */
export const ledgerStateSchema = z
  .strictObject({
    shards: z.array(
      z.strictObject({
        shard: z.int(),
        state: z.enum(['locked', 'open', 'rebuilding']),
        /** Why it is not open. */
        reason: z.string().optional(),
        epoch: position,
        /** The last entry that wallets took; absent: its server cannot be reached. */
        accepted: position.optional(),
        committed: position,
        projected: position,
        updatedAt: isoTimeSchema,
      }),
    ),
    /** Entries that wallets took and the ledger lacks, and entries of the ledger that rooms were not shown; of shards that were reached. */
    uncommitted: position,
    unprojected: position,
    checkpoint: z
      .strictObject({
        at: isoTimeSchema,
        ageMs: z.int(),
        keyId: z.string(),
        root: z.string(),
        /** Whether its root belongs to its heads, and its signature to a key of ours. */
        holds: z.enum(['yes', 'no', 'key_unknown']),
      })
      .optional(),
    verification: z
      .strictObject({
        at: isoTimeSchema,
        ageMs: z.int(),
        scope: z.enum(['whole', 'since_checkpoint']),
        sound: z.boolean(),
        entries: z.int(),
        legs: z.int(),
        problems: z.array(z.string()),
      })
      .optional(),
    quarantined: z.int(),
  })
  .meta({
    example: {
      shards: [
        {
          ...{ shard: 0, state: 'open', epoch: '1', accepted: '42', committed: '42', projected: '42' },
          updatedAt: '2026-01-02T03:04:05.678Z',
        },
      ],
      uncommitted: '0',
      unprojected: '0',
      quarantined: 0,
    },
  });
export type LedgerState = z.infer<typeof ledgerStateSchema>;

/** An entry that could not be posted as it was asked. `change`: coins that its wallet had moved already. */
export const quarantineEntrySchema = z
  .strictObject({
    tx: z.string(),
    shard: z.int(),
    epoch: position,
    sequence: position,
    reason: z.string(),
    person: z.string(),
    change: z.string(),
    fields: z.array(z.string()),
    at: isoTimeSchema,
  })
  .meta({
    example: {
      tx: 'quarantine-7-1-42',
      shard: 7,
      epoch: '1',
      sequence: '42',
      reason: 'the intent cannot be read',
      person: '…x2k4ab',
      change: '0',
      fields: ['intent'],
      at: '2026-01-02T03:04:05.678Z',
    },
  });
export const quarantinePageSchema = pageOf(quarantineEntrySchema);

const transactionStatuses = ['completed', 'refused', 'quarantined'] as const;
const listQuery = pageQuerySchema.extend({
  kind: z.enum(intentKinds).optional(),
  status: z.enum(transactionStatuses).default('completed'),
  /** The id of the payment, payout or request that it stands for; it goes alone. */
  order: z.string().min(1).max(limits.financeFindCharsMax).optional(),
  ...daysQueryShape,
});
/** `GET /admin/finance/transactions`, newest first. */
export const transactionQuerySchema = listQuery.extend({ person: accountIdSchema.optional() });
export const internalTransactionQuerySchema = listQuery.extend({ subject: subjectSchema.optional() });
export type InternalTransactionQuery = z.infer<typeof internalTransactionQuerySchema>;

export const transactionLineSchema = z
  .strictObject({
    tx: z.string(),
    type: z.enum([...intentKinds, 'quarantined']),
    status: z.enum(transactionStatuses),
    amount: amountSchema,
    currency: z.enum(currencies),
    person: z.string(),
    counterparty: z.string(),
    orderId: z.string().optional(),
    at: isoTimeSchema,
  })
  .meta({
    example: {
      ...{ tx: '3f'.repeat(32), type: 'gift', status: 'completed', amount: '10', currency: 'COIN' },
      ...{ person: '…x2k4ab', counterparty: '…p7q2mn', at: '2026-01-02T03:04:05.678Z' },
    },
  });
export type TransactionLine = z.infer<typeof transactionLineSchema>;
export const transactionPageSchema = pageOf(transactionLineSchema);

/** `GET /admin/finance/freezes`: wallets that are stopped, the last changed first. */
export const frozenWalletSchema = z
  .strictObject({
    person: z.string(),
    freezes: z.array(z.strictObject({ source: z.string(), reason: z.string(), by: z.string(), at: isoTimeSchema })),
    updatedAt: isoTimeSchema,
  })
  .meta({
    example: {
      person: '…x2k4ab',
      freezes: [{ source: 'staff:fz_1', reason: 'reported as stolen', by: 'aabc', at: '2026-01-02T03:04:05.678Z' }],
      updatedAt: '2026-01-02T03:04:05.678Z',
    },
  });
export const frozenWalletPageSchema = pageOf(frozenWalletSchema);
