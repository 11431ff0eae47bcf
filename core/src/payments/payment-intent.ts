import { transactionId } from '../ids.ts';
import { type Intent, intentBlanks } from '../ledger/intent.ts';
import type { Payment, PaymentAct } from './payment.ts';

/**
 * What an act's transaction id is made of. A payment's own id is a UUIDv7 that its buyer knows, and gifts are named by such
 * ids of the giver's choice in the same wallet: under the bare id a gift could stand where the purchase belongs.
 */
function clientIdOf(orderId: string): string {
  return orderId.includes(':') ? orderId : `${orderId}:purchase`;
}

/** What an act of a payment asks of the buyer's wallet. The same act gives the same intent for ever. */
export function intentOfAct(payment: Payment, act: PaymentAct): Intent {
  const { userId: wallet, provider, currency: fiatCurrency } = payment;
  const { kind, orderId, coins: amount, fiat } = act;
  const reference = act.reference === '' ? '' : transactionId(wallet, clientIdOf(act.reference));
  const clientId = clientIdOf(orderId);
  const tx = transactionId(wallet, clientId);
  return {
    ...intentBlanks,
    ...{
      kind,
      tx,
      wallet,
      currency: 'COIN',
      amount,
      clientId,
      orderId,
      fiat,
      fiatCurrency,
      provider,
      reference,
    },
  };
}
