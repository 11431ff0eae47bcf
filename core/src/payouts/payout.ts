import { doublingPauseMs } from '../doubling-pause.ts';
import { limits } from '../limits.ts';

/** Where a payout stands with people and with its provider. Only the ledger's writer makes it `held`. */
export const payoutStatuses = [
  'requested',
  'held',
  'approved',
  'sending',
  'paid',
  /** It was paid, and the money came back. */
  'returned',
  'refused',
  'rejected',
  'cancelled',
  'expired',
  'failed',
] as const;
export type PayoutStatus = (typeof payoutStatuses)[number];

/**
 * Where its diamonds are, as the ledger says: not yet asked for, set aside, gone for money, back with the host, or never
 * set aside; `returned`: back with the host after they had gone. `stuck`: the ledger refused to post, void or return it,
 * which is a defect and needs a person.
 */
export const payoutLedgerStates = ['none', 'held', 'posted', 'voided', 'returned', 'refused', 'stuck'] as const;
export type PayoutLedgerState = (typeof payoutLedgerStates)[number];

/** Which status may follow which. Whatever is written is written against the status before, so two cannot both win. */
export const payoutMoves = {
  requested: ['held', 'refused'],
  held: ['approved', 'rejected', 'cancelled', 'expired'],
  approved: ['sending', 'rejected', 'expired'],
  sending: ['paid', 'failed'],
  paid: ['returned'],
  returned: [],
  refused: [],
  rejected: [],
  cancelled: [],
  expired: [],
  failed: [],
} as const satisfies Record<PayoutStatus, readonly PayoutStatus[]>;

export function mayFollow(from: PayoutStatus, to: PayoutStatus): boolean {
  const next: readonly PayoutStatus[] = payoutMoves[from];
  return next.includes(to);
}

/** What of a payout decides its next step. Times in Unix ms. */
export interface PayoutFacts {
  readonly status: PayoutStatus;
  readonly ledger: PayoutLedgerState;
  /** Its host no longer wants it. */
  readonly cancelAsked: boolean;
  readonly expiresAtMs: number;
}

/** What to do with a payout now. `check`: whether it may be, then the hold; `ask`: the provider what became of it. */
export type PayoutStep = 'check_and_hold' | 'cancel' | 'expire' | 'send' | 'ask' | 'post' | 'void' | 'return' | 'none';

/**
 * The next step of a payout. Money leaves (`post`) only for one that the provider paid, diamonds come back (`void`) only
 * for one that it will never pay or that it took back (`return`, once they had left), and nothing is sent before the
 * ledger has set the diamonds aside.
 */
export function nextPayoutStep({ status, ledger, cancelAsked, expiresAtMs }: PayoutFacts, nowMs: number): PayoutStep {
  switch (status) {
    case 'requested':
      return 'check_and_hold';
    case 'held':
      if (cancelAsked) return 'cancel';
      return nowMs >= expiresAtMs ? 'expire' : 'none';
    case 'approved':
      return nowMs >= expiresAtMs ? 'expire' : 'send';
    case 'sending':
      return 'ask';
    case 'paid':
      return ledger === 'held' ? 'post' : 'none';
    case 'returned':
      if (ledger === 'held') return 'post';
      return ledger === 'posted' ? 'return' : 'none';
    case 'rejected':
    case 'cancelled':
    case 'expired':
    case 'failed':
      return ledger === 'held' ? 'void' : 'none';
    case 'refused':
      return 'none';
    default:
      return status satisfies never;
  }
}

/** How many people have to approve a payout of so many diamonds. */
export function approvalsNeeded(diamonds: bigint): 1 | 2 {
  return diamonds > limits.payoutApprovedByOneMax ? 2 : 1;
}

/**
 * When its provider is asked once more about a payout that was paid at `paidAtMs`: a transfer can be taken back. Each time
 * it has stood twice as long; undefined: it has stood long enough.
 */
export function askAgainAtMs(paidAtMs: number, nowMs: number): number | undefined {
  const stoodMs = Math.max(nowMs - paidAtMs, limits.payoutAskAgainMs);
  return nowMs - paidAtMs >= limits.payoutReturnMs ? undefined : nowMs + stoodMs;
}

/** How long to wait after the so-manieth try that came to nothing, ms. */
export function payoutRetryMs(tries: number): number {
  return doublingPauseMs(tries, limits.payoutRetryMinMs, limits.payoutRetryMaxMs);
}
