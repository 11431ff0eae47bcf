import type { Payment } from '@halobuzz/core/payments/payment';
import { intentOfAct } from '@halobuzz/core/payments/payment-intent';
import { bookedLoss } from '@halobuzz/core/payments/plan-acts';
import { fingerprintOf } from '../../ledger/fingerprint.ts';
import type { WalletPort } from '../../ledger/wallet-port.ts';

export interface PostActsDeps {
  readonly wallet: Pick<WalletPort, 'post'>;
  /** Whether the ledger holds a transaction, by a majority read. */
  readonly isCommitted: (tx: string) => Promise<boolean>;
  /** Called before coins of a purchase are credited, for whoever bounds what may be done with them; may be called again. */
  readonly beforeCredit?: (payment: Payment) => Promise<void>;
  /** Called when all coins of a purchase were taken back; may be called again. */
  readonly afterTakenBack?: (payment: Payment) => Promise<void>;
}

/**
 * `posted`: the wallet took every act, and the ledger's commit marks them. `later`: some were not taken, nobody knows or
 * nothing moved; the same again finds out. `committed`: order ids that the ledger turned out to hold already.
 */
export interface PostResult {
  readonly kind: 'posted' | 'later';
  /** Why later: a code. */
  readonly reason: string;
  readonly committed: readonly string[];
}

/**
 * Turns the acts of a payment that the ledger does not hold yet into entries of the buyer's wallet: `purchase` credits,
 * `refund` and `chargeback` claw back, their reversals give back. One after the other, since all stand in one shard's
 * stream; each once for ever, however often this is called.
 */
export async function postActs(deps: PostActsDeps, payment: Payment): Promise<PostResult> {
  const committed: string[] = [];
  for (const [index, act] of payment.acts.entries()) {
    if (act.committed) continue;
    if (act.kind === 'purchase') await deps.beforeCredit?.(payment);
    const intent = intentOfAct(payment, act);
    const result = await deps.wallet.post(intent, fingerprintOf(intent), deps.isCommitted);
    switch (result.kind) {
      case 'created':
      case 'exists':
        break;
      case 'committed':
        committed.push(act.orderId);
        break;
      case 'refused':
        return { kind: 'later', reason: result.code, committed };
      case 'unknown':
        return { kind: 'later', reason: 'wallet_unknown', committed };
      default:
        return result satisfies never;
    }
    const isTaken = act.kind === 'refund' || act.kind === 'chargeback';
    const taken = bookedLoss({ acts: payment.acts.slice(0, index + 1) }).coins;
    if (isTaken && taken === payment.coins) await deps.afterTakenBack?.(payment);
  }
  return { kind: 'posted', reason: '', committed };
}
