import { transactionId } from '@halobuzz/core/ids';
import { type Intent, intentBlanks } from '@halobuzz/core/ledger/intent';
import { limits } from '@halobuzz/core/limits';
import { payoutObjections } from '@halobuzz/core/payouts/eligibility';
import { askAgainAtMs, nextPayoutStep, type PayoutStatus, payoutRetryMs } from '@halobuzz/core/payouts/payout';
import type { SwitchBoard } from '@halobuzz/core/switches/switch-board';
import { providerSwitches } from '@halobuzz/core/switches/switches';
import { fingerprintOf } from '../../ledger/fingerprint.ts';
import type { WalletPort } from '../../ledger/wallet-port.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { type AuditWords, auditHistory, type Change } from '../finance/history.ts';
import type { OriginLog } from '../http/origin-log.ts';
import type { Payout } from './payout.ts';
import type { PayoutStore } from './payout-store.ts';
import type { PayoutOrder, PayoutProvider, Transfer } from './provider-port.ts';
import { objectionsToSending, type StandingDeps, standingOf } from './standing.ts';

export type AdvanceDeps = StandingDeps & {
  readonly payouts: PayoutStore;
  readonly wallet: Pick<WalletPort, 'post'>;
  /** Whether the permanent ledger holds a transaction, by a majority. */
  readonly isCommitted: (tx: string) => Promise<boolean>;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly log: OriginLog;
  /** What staff paused. Absent: nothing ever is. */
  readonly switches?: Pick<SwitchBoard, 'isPaused' | 'refusalOf'>;
};

/** Steps taken at once for one payout; the job goes on where they end. */
const stepsAtOnceMax = 6;

/** Moves a payout on as far as it goes now. What fails is the job's to repeat: the caller's answer does not wait for it. */
export async function advanceNow(deps: AdvanceDeps, payout: Payout): Promise<Payout> {
  try {
    let before = payout;
    for (let steps = 0; steps < stepsAtOnceMax; steps += 1) {
      await advancePayout(deps, before);
      const after = (await deps.payouts.get(payout._id)) ?? before;
      const moved = after.status !== before.status || after.ledger !== before.ledger;
      before = after;
      if (!moved) break;
    }
    await auditPayout(deps, before);
    return before;
  } catch (err) {
    deps.log.warn({ err, payout: payout._id }, 'a payout could not be moved on; the job goes on with it');
    return (await deps.payouts.get(payout._id)) ?? payout;
  }
}

/** Takes one step; safe to repeat and to be done by several origins at once. */
export async function advancePayout(deps: AdvanceDeps, payout: Payout): Promise<void> {
  const nowMs = deps.clock();
  const facts = { ...payout, expiresAtMs: payout.expiresAt.getTime() };
  const step = nextPayoutStep(facts, nowMs);
  switch (step) {
    case 'check_and_hold':
      return checkAndHold(deps, payout);
    case 'cancel':
      await bySystem(deps, payout, 'cancelled');
      return;
    case 'expire':
      await bySystem(deps, payout, 'expired', { reason: 'nobody decided in time, or it could not be sent' });
      return;
    case 'send':
      return sendFirst(deps, payout);
    case 'ask':
      return askAndSendAgain(deps, payout);
    case 'post':
      return postToLedger(deps, payout, 'payout_post');
    case 'void':
      return postToLedger(deps, payout, 'payout_void');
    case 'return':
      return postToLedger(deps, payout, 'payout_return');
    case 'none':
      return deps.payouts.postpone(payout, idleUntilMs(payout, nowMs), false);
    default:
      return step satisfies never;
  }
}

/**
 * The host's place is taken, so nothing else can be asked for meanwhile: what was checked before the request is checked
 * once more, and counts. From `holdAsked` on only the ledger refuses.
 */
async function checkAndHold(deps: AdvanceDeps, payout: Payout): Promise<void> {
  const { _id: id } = payout;
  if (payout.holdAsked !== true) {
    const reasons = payoutObjections(await standingOf(deps, payout.userId, payout), payout.amount);
    const [first] = reasons;
    if (first !== undefined) {
      await bySystem(deps, payout, 'refused', {
        reason: reasons.join(', '),
        set: { reasons },
        only: 'hold_not_asked',
        close: true,
      });
      return;
    }
    if ((await deps.payouts.markHoldAsked(id)) === undefined) return;
  }
  await postToLedger(deps, payout, 'payout_hold');
}

async function sendFirst(deps: AdvanceDeps, payout: Payout): Promise<void> {
  const { provider } = deps;
  const objections = await objectionsToSending(deps, payout.userId);
  if (isSendingPaused(deps)) return later(deps, payout);
  if (provider === undefined || objections.length > 0) {
    deps.log.warn({ payout: payout._id, objections }, 'an approved payout waits');
    return later(deps, payout);
  }
  // Written before anything is sent: whoever finds it so asks the provider before sending again.
  const set = { sentAt: new Date(deps.clock()), provider: provider.name };
  const sending = await bySystem(deps, payout, 'sending', { set });
  if (sending !== undefined) await send(deps, provider, sending);
}

async function send(deps: AdvanceDeps, provider: PayoutProvider, payout: Payout): Promise<void> {
  const answer = await provider.send(orderOf(payout));
  switch (answer.kind) {
    case 'refused':
      // Not the end of it: an earlier try may still be on its way. Asked again later, the provider says for good.
      await deps.payouts.markRefused(payout, deps.clock(), textOf(answer.text));
      return waitForResend(deps, payout);
    case 'unknown':
      return later(deps, payout);
    default:
      return heard(deps, payout, answer);
  }
}

/** Nothing is sent twice on a guess: the provider is asked first, and what it does not know waits until nothing is under way. */
async function askAndSendAgain(deps: AdvanceDeps, payout: Payout): Promise<void> {
  const { provider } = deps;
  if (provider === undefined || provider.name !== payout.provider) {
    deps.log.error({ payout: payout._id, provider: payout.provider }, 'the provider of a payout is not configured');
    return later(deps, payout);
  }
  const answer = await provider.find(payout._id);
  if (answer.kind === 'unknown') return later(deps, payout);
  if (answer.kind !== 'absent') return heard(deps, payout, answer);
  const nowMs = deps.clock();
  if (nowMs < resendAtMs(payout)) return waitForResend(deps, payout);
  if (payout.refusedAt !== undefined) {
    await bySystem(deps, payout, 'failed', { reason: payout.providerText ?? 'refused by the provider' });
    return;
  }
  if (isSendingPaused(deps)) return later(deps, payout);
  const claimed = await deps.payouts.claimSend(payout, nowMs);
  if (claimed !== undefined) await send(deps, provider, claimed);
}

/** What is under way is asked about; nothing new is sent. */
function isSendingPaused({ switches, provider }: AdvanceDeps): boolean {
  const own = providerSwitches.find((name) => name === `payout.${provider?.name}`);
  return switches?.isPaused('payouts') === true || (own !== undefined && switches?.isPaused(own) === true);
}

async function heard(deps: AdvanceDeps, payout: Payout, transfer: Transfer): Promise<void> {
  const { externalId } = transfer;
  if (transfer.kind === 'failed') {
    const providerText = textOf(transfer.text);
    await bySystem(deps, payout, 'failed', { reason: providerText, set: { externalId, providerText } });
    return;
  }
  if (transfer.currency !== payout.fiatCurrency || transfer.amount !== payout.fiat) {
    const { currency, amount } = transfer;
    deps.log.error(
      { payout: payout._id, externalId, currency, amount: String(amount) },
      'a provider paid something else',
    );
    return later(deps, payout);
  }
  if (transfer.kind === 'pending') return later(deps, payout);
  const nowMs = deps.clock();
  await bySystem(deps, payout, 'paid', { set: { externalId, askAt: new Date(nowMs + limits.payoutAskAgainMs) } });
}

/**
 * Asks the provider whether what was paid has stood. A transfer that was wholly taken back gives the host their diamonds
 * back; one that was taken back in part is for people, whom the comparison with the provider tells of it.
 */
export async function askWhetherItStood(deps: AdvanceDeps, payout: Payout): Promise<void> {
  const nowMs = deps.clock();
  if (payout.status !== 'paid') {
    await advanceNow(deps, payout);
    const now = await deps.payouts.get(payout._id);
    if (now === undefined) return;
    if (now.ledger === 'stuck') deps.log.error({ payout: now._id }, 'the ledger refused to return a payout');
    const again = now.ledger === 'stuck' ? limits.payoutAskAgainMs : limits.payoutRetryMinMs;
    return deps.payouts.askAgain(now, now.ledger === 'returned' ? undefined : nowMs + again);
  }
  const { provider } = deps;
  const answer = provider?.name === payout.provider ? await provider?.find(payout._id) : undefined;
  if (answer?.kind === 'failed') {
    const providerText = textOf(answer.text);
    deps.log.warn({ payout: payout._id, externalId: answer.externalId }, 'a provider took a payout back');
    await bySystem(deps, payout, 'returned', { reason: providerText, set: { providerText, askAt: new Date(nowMs) } });
    const returned = await deps.payouts.get(payout._id);
    if (returned !== undefined) await advanceNow(deps, returned);
    return;
  }
  if (answer?.kind === 'paid') {
    if (answer.amount !== payout.fiat) {
      deps.log.error(
        { payout: payout._id, externalId: answer.externalId, amount: String(answer.amount) },
        'a provider took part of a payout back',
      );
    }
    return deps.payouts.askAgain(payout, askAgainAtMs(payout.sentAt?.getTime() ?? nowMs, nowMs));
  }
  await deps.payouts.askAgain(payout, nowMs + limits.payoutRetryMaxMs);
}

async function postToLedger(deps: AdvanceDeps, payout: Payout, kind: PayoutEntry): Promise<void> {
  const intent = payoutIntent(payout, kind);
  const result = await deps.wallet.post(intent, fingerprintOf(intent), deps.isCommitted);
  switch (result.kind) {
    case 'created':
    case 'exists':
      // The writer moves the document when it commits the entry.
      return deps.payouts.postpone(payout, deps.clock() + limits.payoutRetryMinMs, false);
    case 'committed':
      return checkMoved(deps, payout, intent.tx);
    case 'refused':
      if (result.code !== 'wallet_locked' && result.code !== 'wallet_busy') {
        deps.log.error({ payout: payout._id, kind, code: result.code }, 'the wallet refuses an entry of a payout');
      }
      return later(deps, payout);
    case 'unknown':
      return later(deps, payout);
    default:
      return result satisfies never;
  }
}

/** Document and entry are written together, so a committed entry with a document that stands still is a defect. */
async function checkMoved(deps: AdvanceDeps, payout: Payout, tx: string): Promise<void> {
  const now = await deps.payouts.get(payout._id);
  if (now === undefined || now.status !== payout.status || now.ledger !== payout.ledger) return;
  deps.log.error({ payout: payout._id, tx }, 'the ledger holds an entry of a payout that its document does not know');
  await later(deps, payout);
}

type PayoutEntry = 'payout_hold' | 'payout_post' | 'payout_void' | 'payout_return';

/** The entry that sets its diamonds aside, posts, voids or returns them: always the same one for the same payout. */
export function payoutIntent(payout: Payout, kind: PayoutEntry): Intent {
  const orderId = kind === 'payout_hold' ? payout._id : `${payout._id}:${kind.slice('payout_'.length)}`;
  const { userId: wallet, amount, fiat, fiatCurrency, provider = '', transactionId: held = '' } = payout;
  const reference = kind === 'payout_return' ? (payout.closingTransactionId ?? '') : held;
  return {
    ...intentBlanks,
    ...{ kind, tx: transactionId(wallet, orderId), wallet, currency: 'DIAMOND', amount, clientId: orderId, orderId },
    ...(kind === 'payout_hold' ? {} : { reference }),
    ...(kind === 'payout_post' || kind === 'payout_return' ? { fiat, fiatCurrency, provider } : {}),
  };
}

/** Writes into the audit log what it lacks of this payout. */
export function auditPayout(deps: Pick<AdvanceDeps, 'audit' | 'payouts'>, payout: Payout): Promise<void> {
  return auditHistory({ audit: deps.audit, store: deps.payouts }, payout, wordsOf(payout));
}

function wordsOf({ amount, fiat, fiatCurrency }: Payout): AuditWords {
  const actionOf = ({ by, to }: Change) => {
    if (to === 'requested') return 'payout.requested';
    if (to === 'rejected') return 'payout.rejected';
    const isApproval = (to === 'approved' || to === 'held') && by !== 'ledger' && by !== 'system';
    return isApproval ? 'payout.approved' : 'payout.changed';
  };
  return { actionOf, details: { diamonds: String(amount), amount: String(fiat), currency: fiatCurrency } };
}

function bySystem(
  deps: AdvanceDeps,
  payout: Payout,
  to: PayoutStatus,
  more: Omit<Parameters<PayoutStore['move']>[1], 'from' | 'to' | 'by' | 'atMs'> = {},
): Promise<Payout | undefined> {
  return deps.payouts.move(payout._id, { from: payout.status, to, by: 'system', atMs: deps.clock(), ...more });
}

function later(deps: AdvanceDeps, payout: Payout): Promise<void> {
  return deps.payouts.postpone(payout, deps.clock() + payoutRetryMs(payout.tries), true);
}

function waitForResend(deps: AdvanceDeps, payout: Payout): Promise<void> {
  return deps.payouts.postpone(payout, Math.max(resendAtMs(payout), deps.clock() + limits.payoutRetryMinMs), false);
}

/** Nothing to do: one that waits for people is looked at again when its time is over. */
function idleUntilMs({ status, expiresAt }: Payout, nowMs: number): number {
  return status === 'held' ? expiresAt.getTime() : nowMs + limits.payoutRetryMaxMs;
}

function resendAtMs({ sentAt }: Payout): number {
  return (sentAt?.getTime() ?? 0) + limits.payoutResendAfterMs;
}

function orderOf({ _id, userId, fiatCurrency, fiat }: Payout): PayoutOrder {
  return { payoutId: _id, payee: userId, currency: fiatCurrency, amount: fiat };
}

function textOf(text: string): string {
  return text.slice(0, limits.payoutProviderTextCharsMax);
}
