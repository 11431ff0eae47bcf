import type { PayoutEligibility } from '@halobuzz/core/api/payouts';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import {
  eligibilityChecks,
  type PayoutReason,
  payableDiamonds,
  payoutObjections,
  payoutReasonTexts,
  standingReasons,
} from '@halobuzz/core/payouts/eligibility';
import { approvalsNeeded } from '@halobuzz/core/payouts/payout';
import { moneyForDiamonds, type PayoutCurrency } from '@halobuzz/core/payouts/rates';
import { throwIfPaused } from '@halobuzz/core/switches/switch-board';
import { type ActingPerson, inRequest } from '../finance/history.ts';
import { type AdvanceDeps, advanceNow } from './advance-payout.ts';
import { idOfKey, type Payout, reasonView } from './payout.ts';
import { standingOf } from './standing.ts';

/** What a host can have paid out, and why not. */
export async function payoutEligibility(deps: AdvanceDeps, subject: string): Promise<PayoutEligibility> {
  const [standing, open, rates] = await Promise.all([
    standingOf(deps, subject),
    deps.payouts.hasOpen(subject),
    deps.books.rates(),
  ]);
  const reasons: readonly PayoutReason[] = [...standingReasons(standing), ...(open ? (['payout_open'] as const) : [])];
  const left = (bound: bigint, used: bigint): string => String(used >= bound ? 0n : bound - used);
  return {
    eligible: reasons.length === 0,
    earned: String(standing.earned < 0n ? 0n : standing.earned),
    maturing: String(standing.maturing < 0n ? 0n : standing.maturing),
    payable: String(payableDiamonds(standing)),
    minimum: String(limits.payoutDiamondsMin),
    maximum: String(limits.payoutDiamondsMax),
    leftToday: left(limits.payoutDiamondsPerDayMax, standing.today),
    leftThisMonth: left(limits.payoutDiamondsPerMonthMax, standing.thisMonth),
    holdPeriodDays: Math.round(limits.payoutHoldPeriodMs / 86_400_000),
    checks: eligibilityChecks.map((name) => ({ name, passed: !standing.failedChecks.includes(name) })),
    reasons: reasons.map(reasonView),
    rates: rates.map(({ currency, version, numerator, denominator }) => {
      return { currency, version, numerator: String(numerator), denominator: String(denominator) };
    }),
  };
}

/**
 * Asks for a payout, once for ever under this key. The document comes first and is what holds the host's one open place;
 * only then are the diamonds asked of the ledger, here or by the job.
 *
 * @throws AppError `email_unverified`, `parent_consent_required`, `feature_paused`, `maintenance`, `payout_refused` with every reason, `idempotency_mismatch` with the fields that the
 * first request under this key had otherwise
 */
export async function requestPayout(
  deps: AdvanceDeps,
  actor: Pick<ActingPerson, 'subject' | 'emailVerified' | 'parentNeeded' | 'requestId'> & { readonly country: string },
  key: string,
  asked: { readonly diamonds: bigint; readonly currency: PayoutCurrency },
): Promise<{ readonly result: 'created' | 'exists'; readonly payout: Payout }> {
  if (!actor.emailVerified) throw new AppError('email_unverified');
  if (actor.parentNeeded === true) throw new AppError('parent_consent_required');
  const { subject } = actor;
  const id = idOfKey('po', subject, key);
  const known = await deps.payouts.get(id);
  if (known !== undefined) return sameOrNot(known, asked);
  throwIfPaused(deps.switches?.refusalOf('payouts', actor.country, deps.clock()));

  const rate = await deps.books.rate(asked.currency);
  const fiat = rate === undefined ? 0n : moneyForDiamonds(asked.diamonds, rate);
  const objections: PayoutReason[] = [...payoutObjections(await standingOf(deps, subject), asked.diamonds)];
  if (rate === undefined || fiat === 0n) objections.push('no_rate');
  if (await deps.payouts.hasOpen(subject)) objections.push('payout_open');
  if (rate === undefined || objections.length > 0) throw payoutRefused(objections);

  const at = new Date(deps.clock());
  const payout: Payout = {
    ...{ _id: id, userId: subject, status: 'requested', ledger: 'none', amount: asked.diamonds, currency: 'DIAMOND' },
    ...{ fiat, fiatCurrency: asked.currency, rateVersion: rate.version, cancelAsked: false },
    ...{ needed: approvalsNeeded(asked.diamonds), approvals: [], reasons: [], tries: 0, open: true },
    ...{ nextAt: at, createdAt: at, updatedAt: at, expiresAt: new Date(at.getTime() + limits.payoutDecisionMs) },
    ...{ history: [{ at, by: 'host', from: '', to: 'requested', ...inRequest(actor) }], audited: 0, unaudited: true },
  };
  const inserted = await deps.payouts.insert(payout);
  if (inserted.kind === 'open') throw payoutRefused(['payout_open']);
  if (inserted.kind === 'exists') return sameOrNot(inserted.payout, asked);
  return { result: 'created', payout: await advanceNow(deps, payout) };
}

/**
 * Its host no longer wants it. Diamonds that the ledger has set aside, or is about to, come back.
 * @throws AppError `not_found`, `payout_closed` once it was approved or has ended
 */
export async function cancelPayout(
  deps: AdvanceDeps,
  subject: string,
  id: string,
  requestId?: string,
): Promise<Payout> {
  const asked = await deps.payouts.askCancel(id, subject, deps.clock(), requestId);
  if (asked !== undefined) return advanceNow(deps, asked);
  const known = await deps.payouts.get(id);
  if (known?.userId !== subject) throw new AppError('not_found');
  if (!known.cancelAsked) throw new AppError('payout_closed');
  return known;
}

function sameOrNot(known: Payout, asked: { readonly diamonds: bigint; readonly currency: PayoutCurrency }) {
  const errors = [
    ...(known.amount === asked.diamonds ? [] : [{ field: 'diamonds', message: `was ${known.amount} under this key` }]),
    ...(known.fiatCurrency === asked.currency
      ? []
      : [{ field: 'currency', message: `was ${known.fiatCurrency} under this key` }]),
  ];
  if (errors.length > 0) throw new AppError('idempotency_mismatch', { errors });
  return { result: 'exists' as const, payout: known };
}

function payoutRefused(reasons: readonly PayoutReason[]): AppError {
  return new AppError('payout_refused', {
    errors: reasons.map((field) => ({ field, message: payoutReasonTexts[field] })),
  });
}
