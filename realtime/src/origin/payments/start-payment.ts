import { type StartPaymentData, type StartPaymentRequest, startPaymentDataSchema } from '@halobuzz/core/api/payments';
import { AppError, type FieldError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { type CoinPackage, platformOfProvider } from '@halobuzz/core/payments/coin-packages';
import { noEvidence, type Payment } from '@halobuzz/core/payments/payment';
import { throwIfPaused } from '@halobuzz/core/switches/switch-board';
import type { Actor } from '@halobuzz/core/tokens';
import type { PackageSales } from '../catalogue/package-sales.ts';
import { type ClaimedRun, type OncePerKeyDeps, oncePerKey } from '../wallet/once-per-key.ts';
import { type AdvanceDeps, openAtProvider } from './advance-payment.ts';
import { changePayment } from './change-payment.ts';
import type { StoredPayment } from './payment-store.ts';
import { paymentView } from './payment-views.ts';
import type { PaymentProvider } from './provider-port.ts';

export interface StartPaymentDeps extends AdvanceDeps, OncePerKeyDeps {
  readonly packages: PackageSales;
  /** Whether fraud rules let this person begin another payment. */
  readonly mayBuy?: (subject: string) => Promise<boolean>;
}

/**
 * Starts the purchase of a package, once per buyer and key: the payment is recorded before the provider hears of it, and
 * a crash in between is picked up by the payments' own work. The buyer's next step is not kept: a repetition asks the
 * provider for it again, which answers the same.
 *
 * @throws AppError `email_unverified`, `parent_consent_required`, `feature_paused`, `maintenance`, `payment_provider_off`, `payment_mismatch` with the fields, `purchase_limit_reached`,
 * `idempotency_mismatch`, `idempotency_in_flight`
 */
export async function startPayment(
  deps: StartPaymentDeps,
  actor: Actor,
  key: string,
  request: StartPaymentRequest,
): Promise<StartPaymentData> {
  if (!actor.emailVerified) throw new AppError('email_unverified');
  if (actor.parentNeeded === true) throw new AppError('parent_consent_required');
  const { packageId, packageVersion, amount, currency, provider } = request;
  return oncePerKey(deps, {
    ...{ route: 'payment', subject: actor.subject, key },
    asked: JSON.stringify([
      packageId,
      amount,
      currency,
      provider,
      ...(packageVersion === undefined ? [] : [packageVersion]),
    ]),
    run: (keyId, claim) => runClaimed(deps, actor, keyId, claim, request),
    replay: (answer) => replayed(deps, startPaymentDataSchema.parse(answer)),
  });
}

async function runClaimed(
  deps: StartPaymentDeps,
  actor: Actor,
  keyId: string,
  claim: ClaimedRun,
  request: StartPaymentRequest,
): Promise<StartPaymentData> {
  const known = claim.resumed ? await deps.payments.get(claim.clientId) : undefined;
  const provider = providerOf(deps, request.provider);
  // What stands already is not refused any more.
  if (known === undefined) {
    throwIfPaused(deps.switches?.refusalOf('purchases', actor.country, deps.clock()));
    throwIfPaused(deps.switches?.pauseOf(`pay.${provider.name}`, actor.country));
  }
  const stored = known ?? (await record(deps, actor, claim.clientId, request, provider));
  if (stored.status === 'created') await stayWithinDay(deps, stored);
  // A provider that is out of reach is asked later by the payments' own work: the payment stands.
  const { step } = isOpen(stored) ? await openAtProvider(deps, provider, stored) : { step: undefined };
  const now = (await deps.payments.get(stored.payment.id)) ?? stored;
  const payment = paymentView(now);
  await deps.idempotency.finish(keyId, { payment });
  return { payment, ...(step === undefined ? {} : { next: step }) };
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
  const platform = platformOfProvider[provider.name];
  const asked = { id: request.packageId, version: request.packageVersion, country: actor.country, platform };
  const sold = await deps.packages.sold(asked);
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
