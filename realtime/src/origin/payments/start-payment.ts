import { createHash } from 'node:crypto';
import { type StartPaymentData, type StartPaymentRequest, startPaymentDataSchema } from '@halobuzz/core/api/payments';
import type { RandomBytes } from '@halobuzz/core/clock';
import { AppError, type FieldError } from '@halobuzz/core/errors/app-error';
import { newUuidV7 } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import type { CoinPackage } from '@halobuzz/core/payments/coin-packages';
import { noEvidence, type Payment } from '@halobuzz/core/payments/payment';
import type { Actor } from '@halobuzz/core/tokens';
import type { PackageStore } from '../mongo/mongo-packages.ts';
import type { IdempotencyClaim, IdempotencyStore } from '../wallet/idempotency.ts';
import { type AdvanceDeps, openAtProvider } from './advance-payment.ts';
import { changePayment } from './change-payment.ts';
import type { StoredPayment } from './payment-store.ts';
import { paymentView } from './payment-views.ts';
import type { PaymentProvider } from './provider-port.ts';

export interface StartPaymentDeps extends AdvanceDeps {
  readonly random: RandomBytes;
  readonly packages: PackageStore;
  readonly idempotency: IdempotencyStore;
  /** Whether fraud rules let this person begin another payment. */
  readonly mayBuy?: (subject: string) => Promise<boolean>;
}

/**
 * Starts the purchase of a package, once per buyer and key: the payment is recorded before the provider hears of it, and
 * a crash in between is picked up by the payments' own work. The buyer's next step is not kept: a repetition asks the
 * provider for it again, which answers the same.
 *
 * @throws AppError `email_unverified`, `payment_provider_off`, `payment_mismatch` with the fields, `purchase_limit_reached`,
 * `idempotency_mismatch`, `idempotency_in_flight`
 */
export async function startPayment(
  deps: StartPaymentDeps,
  actor: Actor,
  key: string,
  request: StartPaymentRequest,
): Promise<StartPaymentData> {
  if (!actor.emailVerified) throw new AppError('email_unverified');
  const { packageId, amount, currency, provider } = request;
  const keyId = sha256Hex(`payment\n${actor.subject}\n${key}`);
  const fingerprint = sha256Hex(JSON.stringify([packageId, amount, currency, provider]));
  const claim = await deps.idempotency.claim({ keyId, fingerprint, clientId: newUuidV7(deps.clock(), deps.random) });
  switch (claim.kind) {
    case 'mismatch':
      throw new AppError('idempotency_mismatch');
    case 'in_flight':
      throw new AppError('idempotency_in_flight', { retryAfterMs: claim.retryAfterMs });
    case 'replay':
      return replayed(deps, startPaymentDataSchema.parse(claim.answer));
    case 'run':
      return runClaimed(deps, actor, keyId, claim, request);
    default:
      return claim satisfies never;
  }
}

async function runClaimed(
  deps: StartPaymentDeps,
  actor: Actor,
  keyId: string,
  claim: Extract<IdempotencyClaim, { kind: 'run' }>,
  request: StartPaymentRequest,
): Promise<StartPaymentData> {
  try {
    const known = claim.resumed ? await deps.payments.get(claim.clientId) : undefined;
    const provider = providerOf(deps, request.provider);
    const stored = known ?? (await record(deps, actor, claim.clientId, request, provider));
    if (stored.status === 'created') await stayWithinDay(deps, stored);
    // A provider that is out of reach is asked later by the payments' own work: the payment stands.
    const { step } = isOpen(stored) ? await openAtProvider(deps, provider, stored) : { step: undefined };
    const now = (await deps.payments.get(stored.payment.id)) ?? stored;
    const payment = paymentView(now);
    await deps.idempotency.finish(keyId, { payment });
    return { payment, ...(step === undefined ? {} : { next: step }) };
  } catch (error) {
    // Best effort: the lease runs out by itself.
    await deps.idempotency.release(keyId, claim.owner).catch(() => undefined);
    throw error;
  }
}

async function replayed(deps: StartPaymentDeps, answer: StartPaymentData): Promise<StartPaymentData> {
  const stored = await deps.payments.get(answer.payment.id);
  if (stored === undefined || !isOpen(stored)) return answer;
  const { step } = await openAtProvider(deps, providerOf(deps, stored.payment.provider), stored);
  return { ...answer, ...(step === undefined ? {} : { next: step }) };
}

function providerOf(deps: StartPaymentDeps, name: StartPaymentRequest['provider']): PaymentProvider {
  const provider = deps.providers.get(name);
  if (provider === undefined) throw new AppError('payment_provider_off');
  return provider;
}

async function record(
  deps: StartPaymentDeps,
  actor: Actor,
  id: string,
  request: StartPaymentRequest,
  provider: PaymentProvider,
): Promise<StoredPayment> {
  const sold = (await deps.packages.onSale()).find((one) => one.id === request.packageId);
  const fields = differences(sold, request);
  if (sold === undefined || fields.length > 0) throw new AppError('payment_mismatch', { errors: fields });
  const nowMs = deps.clock();
  const coins = sold.coins + sold.bonus;
  await assertWithinDay(deps, actor.subject, { payments: 1, coins });
  if ((await deps.mayBuy?.(actor.subject)) === false) throw new AppError('purchase_limit_reached');
  const payment: Payment = {
    ...{ id, userId: actor.subject, provider: provider.name, externalId: '', packageId: sold.id },
    ...{ packageVersion: sold.version, amount: sold.prices[request.currency], currency: request.currency, coins },
    product: provider.storePriced ? (provider.name === 'apple' ? sold.appleProduct : sold.googleProduct) : '',
    ...{ createdAtMs: nowMs, evidence: noEvidence, acts: [] },
  };
  // Whoever starts it asks the provider at once; this is for the one who dies before.
  return deps.payments.create(payment, nowMs + limits.paymentJobLeaseMs);
}

/** One that failed, also for being too many, is not offered to be paid by asking for it again. */
function isOpen({ status }: StoredPayment): boolean {
  return status === 'created' || status === 'pending';
}

/**
 * Looks at the day again, now that others see this payment: several at once were each within the bounds alone.
 * @throws AppError `purchase_limit_reached`, and the payment has failed
 */
async function stayWithinDay(deps: StartPaymentDeps, { payment: { id, userId } }: StoredPayment): Promise<void> {
  try {
    await assertWithinDay(deps, userId, { payments: 0, coins: 0n });
  } catch (error) {
    await changePayment(deps.payments, id, (now) => {
      const evidence = { ...now.payment.evidence, failed: true };
      return { ...now, payment: { ...now.payment, evidence }, nextAtMs: undefined };
    });
    throw error;
  }
}

/** @throws AppError `purchase_limit_reached` when so much more is more than a day allows */
async function assertWithinDay(
  { payments, clock }: StartPaymentDeps,
  subject: string,
  more: { readonly payments: number; readonly coins: bigint },
): Promise<void> {
  const bought = await payments.boughtSince(subject, clock() - 24 * 3_600_000);
  const tooMany = bought.payments + more.payments > limits.paymentsPerDayMax;
  if (tooMany || bought.coins + more.coins > limits.paymentCoinsPerDayMax) throw new AppError('purchase_limit_reached');
}

function differences(sold: CoinPackage | undefined, { amount, currency }: StartPaymentRequest): readonly FieldError[] {
  if (sold === undefined) return [{ field: 'packageId', message: 'is not on sale' }];
  const price = sold.prices[currency];
  if (BigInt(amount) === price) return [];
  const others = Object.entries(sold.prices).filter(([, other]) => other === BigInt(amount));
  const field = others.length > 0 ? 'currency' : 'amount';
  return [{ field, message: `the price is ${price} in minor units of ${currency}` }];
}

function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
