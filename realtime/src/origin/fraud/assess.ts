import { AppError } from '@halobuzz/core/errors/app-error';
import { type FraudRule, rulesOf } from '@halobuzz/core/fraud/fraud-rule';
import { judgePaymentVelocity, judgePayoutScreen, type Verdict } from '@halobuzz/core/fraud/verdicts';
import { limits } from '@halobuzz/core/limits';
import type { Db } from 'mongodb';
import { transactions } from '../../adapters/mongo/ledger-collections.ts';
import { type ActDeps, actOn } from './act-on-findings.ts';
import { findingId } from './findings.ts';
import { type FindingDoc, fraudAttempts, fraudFindings, hourMs } from './fraud-collections.ts';
import type { FraudRules } from './fraud-rules.ts';
import type { WalletControlsService } from './wallet-controls.ts';

export interface AssessDeps extends ActDeps {
  readonly fraudRules: Pick<FraudRules, 'current'>;
  readonly controls: Pick<
    WalletControlsService,
    'freeze' | 'unfreeze' | 'holdPayouts' | 'releasePayouts' | 'holdCoins' | 'releaseCoins'
  >;
  readonly clock: () => number;
}

/** `refuse`: do not begin it; what decided stands in the finding and the audit log. */
export type Assessment = { readonly kind: 'allow' } | { readonly kind: 'refuse'; readonly finding: string };

/** Before a payment is begun: purchases, failed payments and cards of this account within the rules' windows. */
export async function assessPayment(deps: AssessDeps, subject: string): Promise<Assessment> {
  const nowMs = deps.clock();
  let refused: string | undefined;
  for (const rule of rulesOf(await deps.fraudRules.current(), 'payment_velocity')) {
    const tried = await triedSince(deps.db, subject, nowMs - rule.body.parameters.windowHours * hourMs);
    const verdict = judgePaymentVelocity(rule.body, subject, tried);
    if (verdict === undefined) continue;
    const { _id } = await keep(deps, rule, verdict, [], nowMs);
    if (rule.body.action === 'refuse') refused ??= _id;
  }
  return refused === undefined ? { kind: 'allow' } : { kind: 'refuse', finding: refused };
}

/**
 * Before a payout is asked for, decided and sent: findings that name the host and were not dismissed. A rule that holds
 * payouts holds them in the host's controls, where payouts look; dismissing its finding gives them free for the day.
 */
export async function assessPayout(deps: AssessDeps, host: string): Promise<void> {
  const nowMs = deps.clock();
  const rules = rulesOf(await deps.fraudRules.current(), 'payout_screen');
  if (rules.length === 0) return;
  const named = await fraudFindings(deps.db)
    .find(
      {
        $or: [{ earners: host }, { givers: host }],
        status: { $in: ['open', 'confirmed'] },
        kind: { $ne: 'payout_screen' },
      },
      { projection: { score: 1, evidence: 1 }, readConcern: { level: 'majority' } },
    )
    .limit(limits.fraudEdgesReadMax)
    .toArray();
  for (const rule of rules) {
    const verdict = judgePayoutScreen(
      rule.body,
      host,
      named.map(({ score }) => score),
    );
    if (verdict === undefined) continue;
    const evidence = [...new Set(named.flatMap((one) => one.evidence))].slice(0, limits.fraudEvidenceMax);
    await keep(deps, rule, verdict, evidence, nowMs);
  }
}

/**
 * Before coins of a purchase are credited: a share of an account's first ones cannot be spent for a while. May be called
 * again for the same payment. @throws AppError `wallet_busy` while the hot wallet cannot be told: credit nothing then
 */
export async function holdFirstPurchase(
  deps: AssessDeps,
  payment: { readonly id: string; readonly userId: string; readonly coins: bigint },
): Promise<void> {
  const nowMs = deps.clock();
  for (const rule of rulesOf(await deps.fraudRules.current(), 'first_purchase_hold')) {
    const { purchases, percent, hours } = rule.body.parameters;
    const before = await transactions(deps.db)
      .find(
        { userId: payment.userId, status: 'completed', type: 'purchase', 'metadata.orderId': { $ne: payment.id } },
        { projection: { _id: 1 }, readConcern: { level: 'majority' } },
      )
      .limit(purchases)
      .toArray();
    if (before.length >= purchases) continue;
    const hold = { source: holdSource(payment.id, rule.id), untilMs: nowMs + hours * hourMs };
    const coins = (payment.coins * BigInt(percent)) / 100n;
    const { applied } = await deps.controls.holdCoins(payment.userId, { ...hold, coins });
    if (!applied) throw new AppError('wallet_busy', { retryAfterMs: limits.walletControlsRetryMs });
  }
}

/** The coins of a purchase went back: nothing of it is held any more, so that no other coins are held in their place. */
export async function releaseFirstPurchase(
  { controls, fraudRules }: Pick<AssessDeps, 'controls' | 'fraudRules'>,
  payment: { readonly id: string; readonly userId: string },
): Promise<void> {
  for (const rule of rulesOf(await fraudRules.current(), 'first_purchase_hold')) {
    await controls.releaseCoins(payment.userId, holdSource(payment.id, rule.id));
  }
}

/** One try to pay with a card, as its provider told it. `card`: the provider's own fingerprint of it, no number. */
export interface CardAttempt {
  /** The provider's id of the event: counted once. */
  readonly eventId: string;
  readonly subject: string;
  readonly card: string;
  readonly declined: boolean;
  readonly atMs: number;
}

export async function noteCardAttempt(db: Db, { eventId, atMs, ...attempt }: CardAttempt): Promise<void> {
  const set = { ...attempt, at: new Date(atMs) };
  await fraudAttempts(db).updateOne({ _id: eventId }, { $setOnInsert: set }, { upsert: true });
}

interface Tried {
  readonly purchases: number;
  readonly failures: number;
  readonly cards: number;
}

/** Payments begun (with this one), those that failed or whose card was declined, and different cards. */
async function triedSince(db: Db, subject: string, sinceMs: number): Promise<Tried> {
  const since = new Date(sinceMs);
  const [begun, attempts] = await Promise.all([
    db
      .collection('payments')
      .find({ userId: subject, createdAt: { $gte: since } }, { projection: { status: 1 } })
      .limit(limits.fraudAttemptsReadMax)
      .toArray(),
    fraudAttempts(db)
      .find({ subject, at: { $gte: since } })
      .limit(limits.fraudAttemptsReadMax)
      .toArray(),
  ]);
  const failed = begun.filter(({ status }) => status === 'failed').length;
  return {
    purchases: begun.length + 1,
    failures: failed + attempts.filter(({ declined }) => declined).length,
    cards: new Set(attempts.map(({ card }) => card)).size,
  };
}

/** Keeps the finding, once a day, and carries its action out at once. */
async function keep(
  deps: AssessDeps,
  rule: FraudRule,
  { key, score, text, numbers, givers, earners }: Verdict,
  evidence: readonly string[],
  nowMs: number,
): Promise<FindingDoc> {
  const _id = findingId(rule.id, rule.version, Math.floor(nowMs / (24 * hourMs)), key);
  const made: Omit<FindingDoc, '_id'> = {
    ...{ ruleId: rule.id, version: rule.version, kind: rule.body.kind, action: rule.body.action },
    ...{ at: new Date(nowMs), windowEnd: new Date(nowMs), score, text, numbers, evidence: [...evidence] },
    ...{ givers: [...givers], earners: [...earners], status: 'open', acted: false, revision: 0 },
    ...{ decision: null, asked: null },
  };
  const finding = await fraudFindings(deps.db).findOneAndUpdate(
    { _id },
    { $setOnInsert: made },
    { upsert: true, returnDocument: 'after' },
  );
  if (finding === null) throw new AppError('unavailable');
  if (!finding.acted) await actOn(deps, finding);
  return finding;
}

function holdSource(paymentId: string, ruleId: string): string {
  return `payment:${paymentId}:${ruleId}`;
}
