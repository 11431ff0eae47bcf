import { transactionId } from '../ids.ts';
import { type Intent, intentBlanks } from '../ledger/intent.ts';
import type { Payment, PaymentAct } from './payment.ts';

/** What an act of a payment asks of the buyer's wallet. The same act gives the same intent for ever. */
export function intentOfAct(payment: Payment, act: PaymentAct): Intent {
  const { userId: wallet, provider, currency: fiatCurrency } = payment;
  const { kind, orderId, coins: amount, fiat } = act;
  const reference = act.reference === '' ? '' : transactionId(wallet, act.reference);
  const tx = transactionId(wallet, orderId);
  return {
    ...intentBlanks,
    ...{
      kind,
      tx,
      wallet,
      currency: 'COIN',
      amount,
      clientId: orderId,
      orderId,
      fiat,
      fiatCurrency,
      provider,
      reference,
    },
  };
}
