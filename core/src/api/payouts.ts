import { z } from 'zod';
import { parseAmount } from '../money.ts';
import { eligibilityChecks, payoutReasons } from '../payouts/eligibility.ts';
import { payoutStatuses } from '../payouts/payout.ts';
import { payoutCurrencies } from '../payouts/rates.ts';
import { amountSchema } from '../protocol/messages/fields.ts';
import { isoTimeSchema, pageOf, pageQuerySchema } from './conventions.ts';

export const payoutIdSchema = z.string().regex(/^po_[a-z2-7]{26}$/, 'must be the id of a payout');
export const payoutParamSchema = z.strictObject({ id: payoutIdSchema });
export const payoutReasonSchema = z.strictObject({ code: z.enum(payoutReasons), text: z.string() });

export const positiveAmountSchema = amountSchema.refine((text) => (parseAmount(text) ?? 0n) > 0n, 'must be above 0');

/** `POST /payouts`. Needs `Idempotency-Key` and a fresh proof. `diamonds`: a decimal string. */
export const payoutRequestSchema = z
  .strictObject({ diamonds: positiveAmountSchema, currency: z.enum(payoutCurrencies) })
  .meta({ example: { diamonds: '20000', currency: 'USD' } });

/** What the API's description shows as a payout. */
export const payoutExample = {
  id: 'po_mfrggzdfmztwq2lknnwg23tpob',
  status: 'held',
  diamonds: '20000',
  currency: 'USD',
  amount: '10000',
  rateVersion: 1,
  createdAt: '2026-01-02T03:04:05.678Z',
  updatedAt: '2026-01-02T03:04:05.901Z',
  expiresAt: '2026-01-16T03:04:05.678Z',
  cancelAsked: false,
  settled: false,
  reasons: [],
};

/** `amount`: minor units of the currency, as the rate of that version gave, rounded down. */
export const payoutSchema = z
  .strictObject({
    id: payoutIdSchema,
    status: z.enum(payoutStatuses),
    diamonds: amountSchema,
    currency: z.enum(payoutCurrencies),
    amount: amountSchema,
    rateVersion: z.int(),
    createdAt: isoTimeSchema,
    updatedAt: isoTimeSchema,
    /** Until when it waits for a decision; then its diamonds come back. */
    expiresAt: isoTimeSchema,
    cancelAsked: z.boolean(),
    /** Whether the ledger has finished with it: the money is gone or the diamonds are back. */
    settled: z.boolean(),
    /** Why it was refused. */
    reasons: z.array(payoutReasonSchema),
  })
  .meta({
    example: payoutExample,
  });
export type PayoutView = z.infer<typeof payoutSchema>;
export const payoutPageSchema = pageOf(payoutSchema);

/** `exists`: this key asked for the same payout before; it is shown as it is now. */
export const payoutRequestedSchema = z.strictObject({ result: z.enum(['created', 'exists']), payout: payoutSchema });

export const onePayoutSchema = z.strictObject({ payout: payoutSchema });

/** `GET /payouts/eligibility`. Amounts are diamonds, decimal; `reasons` are empty when something can be paid out. */
export const payoutEligibilitySchema = z
  .strictObject({
    eligible: z.boolean(),
    earned: amountSchema,
    maturing: amountSchema,
    payable: amountSchema,
    minimum: amountSchema,
    maximum: amountSchema,
    leftToday: amountSchema,
    leftThisMonth: amountSchema,
    holdPeriodDays: z.int(),
    checks: z.array(z.strictObject({ name: z.enum(eligibilityChecks), passed: z.boolean() })),
    reasons: z.array(payoutReasonSchema),
    rates: z.array(
      z.strictObject({
        currency: z.enum(payoutCurrencies),
        version: z.int(),
        /** So many minor units … */
        numerator: amountSchema,
        /** … for so many diamonds. */
        denominator: amountSchema,
      }),
    ),
  })
  .meta({
    example: {
      eligible: true,
      earned: '25000',
      maturing: '5000',
      payable: '20000',
      minimum: '1000',
      maximum: '1000000',
      leftToday: '1000000',
      leftThisMonth: '10000000',
      holdPeriodDays: 7,
      checks: [{ name: 'identity', passed: true }],
      reasons: [],
      rates: [{ currency: 'USD', version: 1, numerator: '1', denominator: '2' }],
    },
  });
export type PayoutEligibility = z.infer<typeof payoutEligibilitySchema>;

export const payoutQuerySchema = pageQuerySchema;
