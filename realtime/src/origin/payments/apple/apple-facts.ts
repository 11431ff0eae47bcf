import type { ProviderFact } from '@halobuzz/core/payments/provider-facts';
import type { AppleTransaction } from './apple-payloads.ts';

/** The whole of a purchase in Apple's thousandths of a per cent. */
const WHOLE_PERCENTAGE = 100_000;

/** Why a genuine transaction is not one of coins that were bought. */
export function whyNotCoins(transaction: AppleTransaction): string | undefined {
  if (transaction.type !== 'Consumable') return 'not_consumable';
  return transaction.inAppOwnershipType === 'PURCHASED' ? undefined : 'not_bought';
}

/**
 * What a transaction says of the payment that it stands for. `told`: where it was heard, which makes the facts' event ids.
 * The store names the price, so the money is for information; what counts is the product.
 */
export function factsOfTransaction(transaction: AppleTransaction, told: string): readonly ProviderFact[] {
  const base = baseOf(transaction, `${told}:paid`, transaction.purchaseDate);
  const paid: ProviderFact = { ...base, kind: 'paid', money: moneyOf(transaction), product: productOf(transaction) };
  if (transaction.revocationDate === undefined) return [paid];
  return [paid, refundOf(transaction, `${told}:refund:${transaction.revocationDate}`)];
}

/** The refund that a transaction carries. Apple names no refunds: one may be reversed, and come again. */
export function refundOf(transaction: AppleTransaction, eventId: string): ProviderFact {
  const atMs = transaction.revocationDate ?? transaction.signedDate;
  const base = baseOf(transaction, eventId, atMs);
  const share = transaction.revocationPercentage ?? WHOLE_PERCENTAGE;
  const money = share === WHOLE_PERCENTAGE ? 'whole' : { millionths: BigInt(share) * 10n };
  return { ...base, kind: 'refunded', refundId: transaction.transactionId, money, byTime: true };
}

export function refundReversalOf(transaction: AppleTransaction, eventId: string): ProviderFact {
  const base = baseOf(transaction, eventId, transaction.signedDate);
  return { ...base, kind: 'refund_reversed', refundId: transaction.transactionId, byTime: true };
}

function baseOf({ transactionId, appAccountToken }: AppleTransaction, eventId: string, atMs: number) {
  const known = appAccountToken === undefined ? {} : { paymentId: appAccountToken };
  return { provider: 'apple', eventId, externalId: transactionId, ...known, atMs } as const;
}

/** More than one of a product is another product: nobody sold that, so people look at it. */
function productOf({ productId, quantity }: AppleTransaction): string {
  return quantity === 1 ? productId : `${quantity} x ${productId}`;
}

function moneyOf({ price = 0, currency = '' }: AppleTransaction) {
  const amount = (BigInt(price) * 10n ** BigInt(minorDigits(currency))) / 1_000n;
  return { amount, currency };
}

/** Digits behind the point of a currency, by ISO 4217 as Node knows it; two where it does not. */
function minorDigits(currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) return 2;
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}
