import { z } from 'zod';
import { limits } from '../limits.ts';
import { parseAmount } from '../money.ts';
import { paymentStatuses } from '../payments/payment.ts';
import { fiatCurrencies, paymentProviders } from '../payments/provider-facts.ts';
import { amountSchema } from '../protocol/messages/fields.ts';
import { salePlatforms } from './catalogue.ts';
import { idempotencyKeySchema, isoTimeSchema, pageOf } from './conventions.ts';

const fiatSchema = z.enum(fiatCurrencies);
const providerSchema = z.enum(paymentProviders);

/** Minor units with their currency: `{amount: "499", currency: "USD"}` is $4.99. */
export const moneySchema = z.strictObject({ amount: amountSchema, currency: fiatSchema });

/** `price`: in the currency of the caller's country. `prices`: all of them. Stores name their own price for `products`. */
export const coinPackageSchema = z
  .strictObject({
    id: z.string(),
    version: z.int(),
    coins: amountSchema,
    bonus: amountSchema,
    price: moneySchema,
    prices: z.array(moneySchema),
    products: z.strictObject({ apple: z.string(), google: z.string() }),
  })
  .meta({
    example: {
      id: 'coins_500',
      version: 1,
      coins: '500',
      bonus: '25',
      price: { amount: '69900', currency: 'NPR' },
      prices: [
        { amount: '499', currency: 'USD' },
        { amount: '69900', currency: 'NPR' },
      ],
      products: { apple: 'halobuzz.coins_500', google: 'halobuzz.coins_500' },
    },
  });

export type CoinPackageView = z.infer<typeof coinPackageSchema>;

/** `providers`: who carries payments here, so that nobody is offered a way to pay that there is not. */
export const coinPackagesSchema = pageOf(coinPackageSchema).extend({ providers: z.array(providerSchema) });
export type CoinPackages = z.infer<typeof coinPackagesSchema>;

/** `GET /payments/packages`: those that one platform sells, or all. */
export const coinPackagesQuerySchema = z.strictObject({ platform: z.enum(salePlatforms).optional() });

/** Minor units as a decimal string, or as a whole number that JSON carries exactly; never a fraction. */
const paidAmountSchema = z
  .union([amountSchema, z.int().positive().transform(String)])
  .refine((text) => (parseAmount(text) ?? 0n) > 0n, 'must be a positive whole amount of minor units');

/** `POST /payments`. Who pays is who asks. `idempotencyKey` may stand here or in the header; in both, it must be the same. */
export const startPaymentRequestSchema = z
  .strictObject({
    packageId: z.string().min(1).max(64),
    /** The version that the buyer saw: they get its coins at its price or, once it is past, `payment_mismatch`. */
    packageVersion: z.int().min(1).max(1_000_000).optional(),
    amount: paidAmountSchema,
    currency: fiatSchema,
    provider: providerSchema,
    idempotencyKey: idempotencyKeySchema.optional(),
  })
  .meta({ example: { packageId: 'coins_500', amount: '69900', currency: 'NPR', provider: 'stripe' } });
export type StartPaymentRequest = z.infer<typeof startPaymentRequestSchema>;

const paymentExample = {
  id: '019b7d3c-2f4e-7a11-8c22-1d5e6f708192',
  status: 'credited',
  provider: 'stripe',
  packageId: 'coins_500',
  coins: '525',
  amount: '69900',
  currency: 'NPR',
  coinsTakenBack: '0',
  createdAt: '2026-01-02T03:04:05.678Z',
  updatedAt: '2026-01-02T03:04:07.001Z',
};

export const paymentViewSchema = z
  .strictObject({
    id: z.uuid(),
    status: z.enum(paymentStatuses),
    provider: providerSchema,
    packageId: z.string(),
    coins: amountSchema,
    amount: amountSchema,
    currency: fiatSchema,
    /** Coins taken back so far. */
    coinsTakenBack: amountSchema,
    createdAt: isoTimeSchema,
    updatedAt: isoTimeSchema,
  })
  .meta({
    example: paymentExample,
  });
export type PaymentView = z.infer<typeof paymentViewSchema>;

export const onePaymentSchema = z.strictObject({ payment: paymentViewSchema });

/** What the app does next; absent when the provider could not be asked yet: read the payment again, or repeat the request. */
export const paymentStepSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('stripe'), clientSecret: z.string(), publishableKey: z.string() }),
  z.strictObject({ kind: z.literal('store'), product: z.string(), token: z.string() }),
  z.strictObject({ kind: z.literal('sandbox'), path: z.string() }),
]);

export const startPaymentDataSchema = z
  .strictObject({ payment: paymentViewSchema, next: paymentStepSchema.optional() })
  .meta({
    example: {
      payment: { ...paymentExample, status: 'pending' as const, updatedAt: '2026-01-02T03:04:05.901Z' },
      next: { kind: 'stripe', clientSecret: 'pi_3Example_secret_example', publishableKey: 'pk_live_example' },
    },
  });
export type StartPaymentData = z.infer<typeof startPaymentDataSchema>;

/** Path parameters of one payment, and of a webhook. */
export const paymentParamSchema = z.strictObject({ id: z.uuid() });
export const webhookParamSchema = z.strictObject({ provider: providerSchema });

/** `POST /payments/:id/receipt`: what the store gave the app; stores only. */
export const redeemRequestSchema = z
  .strictObject({ receipt: z.string().min(1).max(limits.appleSignedCharsMax) })
  .meta({ example: { receipt: 'eyJhbGciOiJFUzI1NiIsIng1YyI6WyJNSUlC…' } });

/** What a developer makes of a payment in the sandbox. */
export const sandboxActs = [
  'approve',
  'decline',
  'refund',
  'refund_half',
  'fail_refund',
  'dispute',
  'win',
  'lose',
] as const;
export const sandboxActSchema = z.strictObject({ act: z.enum(sandboxActs) });
export type SandboxAct = (typeof sandboxActs)[number];
