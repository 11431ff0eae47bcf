import { limits } from '@halobuzz/core/limits';
import type { Redis } from 'ioredis';
import type { Owner } from '../lifecycle.ts';
import { type KeepCheckingDeps, keepChecking } from './audit/keep-checking.ts';
import { advanceDueBattles, keepBattles, type RunBattlesDeps } from './battles/run-battles.ts';
import type { CacheService } from './cache/cache-service.ts';
import { type CarryOutDeps, carryOutOrders } from './cases/carry-out-orders.ts';
import type { CaseRouteDeps } from './cases/case-routes.ts';
import { rollUpCases } from './cases/roll-up-cases.ts';
import { type DrainChatDeps, drainChat } from './chat-log/drain-chat.ts';
import type { Discovery } from './discovery/compose-discovery.ts';
import { countStreams, reconcileHosts } from './discovery/count-streams.ts';
import { moveTrends } from './discovery/move-trends.ts';
import { runFinanceJobs } from './finance/finance-jobs.ts';
import { auditDesk, watchPayoutDifferences } from './finance/watch-differences.ts';
import { type ActDeps, actOnFindings } from './fraud/act-on-findings.ts';
import { type FraudRules, publishSpendCaps } from './fraud/fraud-rules.ts';
import type { WalletControlsService } from './fraud/wallet-controls.ts';
import { type WatchDeps, watchLedger } from './fraud/watch-ledger.ts';
import type { ComposedImages } from './images/compose-images.ts';
import type { ComposedMedia } from './media/compose-media.ts';
import { type DrainActsDeps, drainHinted, healRules } from './moderation/drain-acts.ts';
import { type Keywords, publishKeywords } from './moderation/keywords.ts';
import type { ComposedNotifications } from './notifications/compose-notifications.ts';
import type { Pace } from './pace.ts';
import type { PaymentDeps } from './payments/compose-payments.ts';
import { advanceDue } from './payments/payment-jobs.ts';
import { reconcilePayments } from './payments/reconcile-payments.ts';
import { drainEvents, retryGivenUp } from './payments/webhooks.ts';
import type { ComposedPayouts } from './payouts/compose-payouts.ts';
import { advanceDuePayouts } from './payouts/payout-jobs.ts';
import { runPeriodically } from './periodic.ts';
import type { AnswerTimes } from './platform/answer-times.ts';
import { type CountPlatformDeps, countPlatform } from './platform/count-platform.ts';
import type { ExportRouteDeps } from './privacy/export/export-routes.ts';
import { healLive, type ReaperDeps, reapDue, settleEnded } from './streams/reaper.ts';
import { type ViewerCountDeps, wholeCountsWhenDue, writeTouchedCounts } from './streams/viewer-counts.ts';
import { plotViewers, type ViewerPlotDeps } from './streams/viewer-plots.ts';
import { type WatchDraftsDeps, watchDrafts } from './streams/watch-drafts.ts';
import type { OriginSwitches } from './switches/switches.ts';
import { type TaskLease, whileHeld } from './task-lease.ts';
import { storeRefusals } from './wallet/store-refusals.ts';

export type BackgroundDeps = ReaperDeps &
  RunBattlesDeps &
  ViewerCountDeps &
  ViewerPlotDeps &
  WatchDraftsDeps &
  DrainActsDeps &
  CarryOutDeps &
  Pick<CaseRouteDeps, 'cases' | 'db'> &
  DrainChatDeps &
  WatchDeps &
  CountPlatformDeps &
  KeepCheckingDeps &
  ActDeps & {
    readonly cache: Pick<CacheService, 'repair' | 'settled'>;
    readonly keywords: Keywords;
    readonly switches: OriginSwitches;
    readonly publishGifts: () => Promise<unknown>;
    readonly fraudRules: FraudRules;
    readonly controls: WalletControlsService;
    readonly control: Redis;
    readonly lease: TaskLease;
    readonly payment: PaymentDeps;
    readonly discovery: Discovery;
    readonly pace: Pace;
    /** Viewer counts of lists are up to date. */
    readonly onCounted: () => void;
    readonly retain: () => Promise<void>;
    readonly measurePrivacyRequests: () => Promise<void>;
    readonly answerTimes: Pick<AnswerTimes, 'flush'>;
  } & Pick<ComposedPayouts, 'payoutDeps' | 'financeDeps' | 'desk' | 'measurePayouts'> &
  Pick<ComposedNotifications, 'push'> &
  Pick<ExportRouteDeps, 'dataExports'> &
  Pick<ComposedMedia, 'removalDrain' | 'measureMedia'> &
  Pick<ComposedImages, 'images' | 'measureImages'>;

/**
 * Starts what the origin does by itself. Due deadlines are every origin's business (each goes to one); the passes over
 * all broadcasts are done by one origin at a time, and by another within three periods when that one dies.
 */
export function startBackground(deps: BackgroundDeps, owner: Owner): void {
  const run = (name: string, periodMs: number, task: () => Promise<unknown>): void => {
    const periodic = runPeriodically(name, periodMs, task, deps.log);
    owner.own(name, () => periodic.stop());
  };
  const alone = (name: string, periodMs: number, task: () => Promise<unknown>): void => {
    owner.own(`${name} lease`, () => deps.lease.release(name));
    run(name, periodMs, () => whileHeld(deps.lease, name, periodMs * 3, task));
  };
  /** What is to be sent meanwhile waits. */
  const unlessPaused = (name: 'media' | 'push', task: () => Promise<unknown>) => async (): Promise<unknown> =>
    deps.switches.board.isPaused(name) ? undefined : task();
  owner.own('cache loads', () => deps.cache.settled());
  // Every origin: each goes by them, and any may be the one that is left to tell the gateways.
  run('switches', limits.switchPublishPeriodMs, () => deps.switches.refresh());
  run('cache-repair', limits.cacheRepairPeriodMs, () => deps.cache.repair());
  run('reap', limits.reaperPeriodMs, () => reapDue(deps));
  // Each battle is leased by whoever takes it further.
  run('battles', limits.battlePassMs, () => advanceDueBattles(deps));
  alone('battles-keep', limits.battlePassMs, () => keepBattles(deps));
  alone('heal', limits.healPeriodMs, () => healLive(deps));
  alone('settle', limits.healPeriodMs, () => settleEnded(deps));
  alone('touched-counts', limits.viewerCountPeriodMs, async () => {
    await writeTouchedCounts(deps);
    deps.onCounted();
  });
  alone('viewer-counts', limits.viewerCountPeriodMs, wholeCountsWhenDue(deps));
  alone('viewer-plots', limits.plotStepMs, () => plotViewers(deps));
  alone('drafts', limits.draftsPassMs, () => watchDrafts(deps));
  alone('trends', limits.trendPeriodMs, () => moveTrends(deps.discovery));
  alone('host-counts', limits.hostCountPeriodMs, () => countStreams(deps.discovery));
  alone('host-directory', limits.hostReconcilePeriodMs, () => reconcileHosts(deps.discovery));
  alone('acts', limits.actsDrainPeriodMs, () => drainHinted(deps));
  alone('rules', limits.healPeriodMs, () => healRules(deps));
  alone('chat-log', limits.chatLogDrainPeriodMs, () => drainChat(deps));
  alone('keywords', limits.keywordRefreshMs, () => publishKeywords(deps.keywords, deps.control));
  alone('catalogue', limits.catalogueRefreshMs, () => deps.publishGifts());
  alone('wallet-controls', limits.walletControlsRepairMs, () => deps.controls.repair());
  alone('spend-caps', limits.fraudRulesRefreshMs, () => publishSpendCaps(deps.fraudRules, deps.control));
  alone('refusals', limits.refusalsPeriodMs, () => storeRefusals(deps.control, deps.db));
  alone('platform', limits.platformStepMs, () => countPlatform(deps));
  run('answer-times', limits.answerTimesPeriodMs, () => deps.answerTimes.flush());
  alone('audit-check', limits.auditCheckPeriodMs, () => keepChecking(deps));
  alone('fraud-watch', limits.fraudPassMs, () => watchLedger(deps));
  alone('fraud-acts', limits.fraudPassMs, () => actOnFindings(deps));
  // Each payment and webhook is leased by whoever works on it.
  run('payments', limits.paymentJobsPeriodMs, () => advanceDue(deps.payment));
  run('webhooks', limits.paymentJobsPeriodMs, () => drainEvents(deps.payment));
  alone('payments-reconcile', limits.paymentReconcilePeriodMs, () => reconcilePayments(deps.payment));
  alone('webhooks-given-up', limits.paymentReconcilePeriodMs, () => retryGivenUp(deps.payment));
  run('payments-measure', limits.paymentMeasurePeriodMs, () => deps.payment.measure());
  alone('payouts', limits.payoutJobPeriodMs, () => advanceDuePayouts(deps.payoutDeps));
  alone('finance', limits.payoutJobPeriodMs, () => runFinanceJobs(deps.financeDeps));
  alone('finance-audit', limits.payoutJobPeriodMs, () => auditDesk(deps.desk));
  alone('payouts-reconcile', limits.payoutReconcilePeriodMs, () => watchPayoutDifferences(deps.desk));
  const { removalDrain: drain } = deps;
  if (drain !== undefined) {
    owner.own('media calls', () => drain.settled());
    alone(
      'media-removals',
      limits.mediaRemovalsPassMs,
      unlessPaused('media', () => drain.pass()),
    );
    run('media-measure', limits.paymentMeasurePeriodMs, () => deps.measureMedia());
  }
  alone('images', limits.imagePassMs, () => deps.images.doomForgotten());
  run('images-measure', limits.imagePassMs, () => deps.measureImages());
  if (deps.push !== undefined) alone('push', limits.pushPassMs, unlessPaused('push', deps.push));
  run('exports-measure', limits.exportMeasurePeriodMs, () => deps.dataExports.measure());
  alone('case-leases', limits.caseLeasePassMs, () => deps.cases.releaseExpired());
  alone('case-days', limits.caseRollupPassMs, () => rollUpCases(deps));
  alone('case-orders', limits.caseOrdersPassMs, () => carryOutOrders(deps));
  alone('retention', limits.retentionPassMs, () => deps.retain());
  run('privacy-requests-measure', limits.paymentMeasurePeriodMs, () => deps.measurePrivacyRequests());
  run('payouts-measure', limits.paymentMeasurePeriodMs, () => deps.measurePayouts());
  // Released first: passes that rest end early.
  owner.own('pace', () => deps.pace.stop());
}
