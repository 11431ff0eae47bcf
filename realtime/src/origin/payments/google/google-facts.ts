import type { ProviderFact } from '@halobuzz/core/payments/provider-facts';
import type { GooglePurchase, VoidedPurchase } from './google-payloads.ts';

const CHARGEBACK = 7;
const TESTER = 0;

/** Why a purchase that Google knows is not one that money came for. */
export function whyNotBought(purchase: GooglePurchase, testPurchases: boolean): string | undefined {
  if (purchase.purchaseType === undefined) return undefined;
  if (purchase.purchaseType !== TESTER) return 'not_bought';
  return testPurchases ? undefined : 'test_purchase';
}

/**
 * What a purchase says of the payment that it stands for; Play names no price here, and it was asked about by its product,
 * which it has then. `told`: where it was heard, which makes the fact's event id.
 */
export function factOfPurchase(purchase: GooglePurchase, product: string, token: string, told: string): ProviderFact {
  const { obfuscatedExternalAccountId: paymentId, purchaseTimeMillis: atMs, purchaseState, quantity } = purchase;
  const known = paymentId === undefined ? {} : { paymentId };
  const base = { provider: 'google', externalId: token, ...known, atMs } as const;
  switch (purchaseState) {
    case 0:
      return {
        ...{ ...base, kind: 'paid', eventId: `${told}:paid`, money: { amount: 0n, currency: '' } },
        // More than one of a product is another product: nobody sold that, so people look at it.
        product: quantity === 1 ? product : `${quantity} x ${product}`,
      };
    case 1:
      // Never paid, or given back since: then the list of voided purchases tells how, and this says nothing.
      return { ...base, kind: 'failed', eventId: `${told}:cancelled`, reason: 'cancelled' };
    case 2:
      return { ...base, kind: 'pending', eventId: `${told}:pending` };
    default:
      return purchaseState satisfies never;
  }
}

/** What a voided purchase says. Google takes back the whole: nobody sells more than one of a product at once. */
export function factOfVoided(voided: VoidedPurchase): ProviderFact {
  const { purchaseToken: externalId, voidedTimeMillis: atMs, voidedReason } = voided;
  const id = voidIdOf(voided.orderId, externalId);
  const base = { provider: 'google', externalId, eventId: id, atMs, money: 'whole' } as const;
  return voidedReason === CHARGEBACK
    ? { ...base, kind: 'dispute_lost', disputeId: id }
    : { ...base, kind: 'refunded', refundId: id };
}

/** The one refund that an order can have, whoever gave it. Purchases of testers may have no order. */
export function voidIdOf(orderId: string, token: string): string {
  return `void:${orderId === '' ? token : orderId}`;
}
