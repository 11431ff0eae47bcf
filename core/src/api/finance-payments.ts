import { z } from 'zod';
import { limits } from '../limits.ts';
import { type PaymentFlag, paymentStatuses } from '../payments/payment.ts';
import { fiatCurrencies, paymentProviders } from '../payments/provider-facts.ts';
import { accountIdSchema, amountSchema } from '../protocol/messages/fields.ts';
import { staffReasonSchema } from './admin.ts';
import { isoTimeSchema, pageOf, pageQuerySchema } from './conventions.ts';
import { subjectSchema } from './finance.ts';
import { positiveAmountSchema } from './payouts.ts';

/** A UTC day. */
export const daySchema = z.iso.date();
/** `day` is that day; `from` is the first of several, `to` the last, both included. */
export const daysQueryShape = { from: daySchema.optional(), to: daySchema.optional() };

const flags = [
  'amount_differs',
  'currency_differs',
  'product_differs',
  'external_id_differs',
  'too_many_facts',
] as const satisfies readonly PaymentFlag[];
export const disputeOutcomes = ['open', 'won', 'lost'] as const;
export const refundRequestStates = ['requested', 'sent', 'refused'] as const;

/** `GET /admin/finance/payments`, newest first. `find`: our id of a payment, or the provider's; it goes alone. */
const listQuery = pageQuerySchema.extend({
  status: z.enum(paymentStatuses).optional(),
  provider: z.enum(paymentProviders).optional(),
  amount: positiveAmountSchema.optional(),
  refund: z.enum(refundRequestStates).optional(),
  dispute: z.enum(disputeOutcomes).optional(),
  find: z.string().min(1).max(limits.financeFindCharsMax).optional(),
  ...daysQueryShape,
});
export const staffPaymentQuerySchema = listQuery.extend({ person: accountIdSchema.optional() });
export const internalStaffPaymentQuerySchema = listQuery.extend({ subject: subjectSchema.optional() });
export type InternalStaffPaymentQuery = z.infer<typeof internalStaffPaymentQuerySchema>;

/** How staff are with an answer to a dispute. The bank decides; this only says who does what until when. */
export const disputeWorkStates = ['to_answer', 'evidence_sent', 'accepted'] as const;
export const workNoteSchema = z.strictObject({ by: z.string(), at: isoTimeSchema, text: z.string() });

export const disputeViewSchema = z.strictObject({
  id: z.string(),
  amount: amountSchema,
  outcome: z.enum(disputeOutcomes),
  at: isoTimeSchema,
  work: z.strictObject({
    state: z.enum(disputeWorkStates),
    /** The day on which the bank wants the evidence, where somebody wrote it down. */
    dueOn: daySchema.optional(),
    version: z.int(),
    notes: z.array(workNoteSchema),
  }),
});

const paymentExample = {
  id: '019b7d3c-2f4e-7a11-8c22-1d5e6f708192',
  status: 'disputed',
  provider: 'stripe',
  externalId: 'pi_3Example',
  person: '…x2k4ab',
  packageId: 'coins_500',
  packageVersion: 1,
  coins: '525',
  amount: '69900',
  currency: 'NPR',
  refundable: '0',
  flags: [],
  tries: 0,
  trouble: '',
  createdAt: '2026-01-02T03:04:05.678Z',
  updatedAt: '2026-01-09T03:04:07.001Z',
} as const;

/** A payment as staff see it. `refundable`: minor units that nobody gave or took back yet. */
export const staffPaymentSchema = z
  .strictObject({
    id: z.uuid(),
    status: z.enum(paymentStatuses),
    provider: z.enum(paymentProviders),
    externalId: z.string(),
    person: z.string(),
    packageId: z.string(),
    packageVersion: z.int(),
    coins: amountSchema,
    amount: amountSchema,
    currency: z.enum(fiatCurrencies),
    refundable: amountSchema,
    flags: z.array(z.enum(flags)),
    tries: z.int(),
    trouble: z.string(),
    disputes: z.array(z.strictObject({ id: z.string(), amount: amountSchema, outcome: z.enum(disputeOutcomes) })),
    createdAt: isoTimeSchema,
    updatedAt: isoTimeSchema,
  })
  .meta({ example: { ...paymentExample, disputes: [{ id: 'dp_1', amount: '69900', outcome: 'open' }] } });
export type StaffPayment = z.infer<typeof staffPaymentSchema>;
export const staffPaymentPageSchema = pageOf(staffPaymentSchema);

/** `GET /admin/finance/payments/:id`: what was heard of it, what the ledger did, and what staff asked. */
export const staffPaymentDetailSchema = z
  .strictObject({
    payment: staffPaymentSchema,
    refunds: z.array(z.strictObject({ id: z.string(), amount: amountSchema, reversed: z.boolean() })),
    disputes: z.array(disputeViewSchema),
    acts: z.array(
      z.strictObject({
        orderId: z.string(),
        tx: z.string(),
        kind: z.string(),
        coins: amountSchema,
        fiat: amountSchema,
        committed: z.boolean(),
      }),
    ),
    refundRequests: z.array(
      z.strictObject({
        key: z.string(),
        amount: amountSchema,
        reason: z.string(),
        by: z.string(),
        at: isoTimeSchema,
        state: z.enum(refundRequestStates),
      }),
    ),
  })
  .meta({
    example: { payment: { ...paymentExample, disputes: [] }, refunds: [], disputes: [], acts: [], refundRequests: [] },
  });
export type StaffPaymentDetail = z.infer<typeof staffPaymentDetailSchema>;

/** `POST /admin/finance/payments/:id/disputes/:dispute`: `version` as it was seen; 0 where nobody wrote anything yet. */
export const disputeWorkRequestSchema = z
  .strictObject({
    version: z.int().min(0),
    state: z.enum(disputeWorkStates),
    dueOn: daySchema.optional(),
    note: staffReasonSchema,
  })
  .meta({
    example: { version: 0, state: 'evidence_sent', dueOn: '2026-01-19', note: 'sent the log of what was bought' },
  });
export const disputeParamSchema = z.strictObject({
  id: z.uuid(),
  dispute: z.string().min(1).max(limits.financeFindCharsMax),
});
export const disputeWorkedSchema = z.strictObject({ dispute: disputeViewSchema }).meta({
  example: {
    dispute: {
      id: 'dp_1QxYzA2eZvKYlo2C',
      amount: '999',
      outcome: 'open',
      at: '2026-01-02T03:04:05.678Z',
      work: {
        ...{ state: 'evidence_sent', version: 2 },
        notes: [
          { by: 'aabcdefghijklmnopqrstuvwxy2', at: '2026-01-03T03:04:05.678Z', text: 'receipt sent to the bank' },
        ],
      },
    },
  },
});
