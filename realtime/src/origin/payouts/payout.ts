import { createHash } from 'node:crypto';
import type { StaffPayout } from '@halobuzz/core/api/finance';
import type { PayoutView } from '@halobuzz/core/api/payouts';
import { base32 } from '@halobuzz/core/ids';
import { mayDecide } from '@halobuzz/core/payouts/approval';
import { type PayoutReason, payoutReasonTexts } from '@halobuzz/core/payouts/eligibility';
import type { PayoutLedgerState, PayoutStatus } from '@halobuzz/core/payouts/payout';
import type { PayoutCurrency } from '@halobuzz/core/payouts/rates';
import type { Actor } from '@halobuzz/core/tokens';
import { decidedView } from '../finance/decided-view.ts';
import type { Change } from '../finance/history.ts';
import { maskedSubject } from '../finance/masked.ts';

/** Somebody's word for it. `by`: an account id. */
export interface Approval {
  readonly by: string;
  readonly at: Date;
  readonly note: string;
}

/** An approval or rejection on its way into a document. */
export type Decision = Approval & { readonly requestId?: string };

/** A payout as `payouts` keeps it. `amount` in diamonds, `fiat` in minor units of `fiatCurrency`. */
export interface Payout {
  readonly _id: string;
  /** The host's subject. */
  readonly userId: string;
  readonly status: PayoutStatus;
  readonly ledger: PayoutLedgerState;
  readonly amount: bigint;
  readonly currency: 'DIAMOND';
  readonly fiat: bigint;
  readonly fiatCurrency: PayoutCurrency;
  readonly rateVersion: number;
  readonly cancelAsked: boolean;
  readonly needed: number;
  readonly approvals: readonly Approval[];
  readonly reasons: readonly PayoutReason[];
  /** What was tried in vain since it last moved. */
  readonly tries: number;
  /** When the job looks at it again. */
  readonly nextAt: Date;
  readonly expiresAt: Date;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly history: readonly Change[];
  /** How many changes of the history the audit log holds. */
  readonly audited: number;
  readonly unaudited?: boolean;
  /** Until the ledger has finished with it; a host has one open payout at most. */
  readonly open?: boolean;
  readonly holdAsked?: boolean;
  /** The hold. */
  readonly transactionId?: string;
  /** What posted or voided it. */
  readonly closingTransactionId?: string;
  readonly provider?: string;
  readonly externalId?: string;
  readonly providerText?: string;
  /** When the provider was last sent it; written before it is. */
  readonly sentAt?: Date;
  /** When its provider is asked again whether what was paid has stood; gone when it stood long enough, or came back. */
  readonly askAt?: Date;
  /** The provider would not take it. */
  readonly refusedAt?: Date;
}

/** The id of what somebody asks for under an idempotency key: the same for good, so nothing is asked for twice. */
export function idOfKey(prefix: string, ...parts: readonly string[]): string {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(`${Buffer.byteLength(part)}:${part}`);
  return `${prefix}_${base32(digest.digest().subarray(0, 16))}`;
}

export function payoutView(payout: Payout): PayoutView {
  return {
    id: payout._id,
    status: payout.status,
    diamonds: String(payout.amount),
    currency: payout.fiatCurrency,
    amount: String(payout.fiat),
    rateVersion: payout.rateVersion,
    createdAt: payout.createdAt.toISOString(),
    updatedAt: payout.updatedAt.toISOString(),
    expiresAt: payout.expiresAt.toISOString(),
    cancelAsked: payout.cancelAsked,
    settled: isSettled(payout),
    reasons: payout.reasons.map(reasonView),
  };
}

/** Whether the ledger has finished with it. One that came back was over before: its diamonds are on their way once more. */
function isSettled({ open, status, ledger }: Payout): boolean {
  return open !== true && (status !== 'returned' || ledger === 'returned');
}

export function reasonView(code: PayoutReason) {
  return { code, text: payoutReasonTexts[code] };
}

export function staffPayoutView(payout: Payout): StaffPayout {
  const { provider, externalId, transactionId } = payout;
  return {
    ...payoutView(payout),
    person: maskedSubject(payout.userId),
    ledger: payout.ledger,
    needed: payout.needed,
    approvals: payout.approvals.map(approvalView),
    tries: payout.tries,
    ...(provider === undefined ? {} : { provider }),
    ...(externalId === undefined ? {} : { externalId }),
    ...(transactionId === undefined ? {} : { tx: transactionId }),
  };
}

/** A payout as `reader` sees it. */
export function staffPayoutViewFor(payout: Payout, reader: Actor): StaffPayout {
  const approvedBy = payout.approvals.map(({ by }) => by);
  const decidable = mayDecide({ requestedBy: undefined, subjects: [payout.userId], approvedBy }, reader);
  return { ...staffPayoutView(payout), ...decidedView(payout, decidable) };
}

export function approvalView({ by, at, note }: Approval) {
  return { by, at: at.toISOString(), note };
}
