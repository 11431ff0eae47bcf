import { battleStatusSchema } from '@halobuzz/core/api/battles';
import { imageKinds } from '@halobuzz/core/api/images';
import { errorCodes } from '@halobuzz/core/errors/codes';
import { limits } from '@halobuzz/core/limits';
import { counterSpec, gaugeSpec, histogramSpec, latencyBuckets } from '@halobuzz/core/observability/metric-spec';
import { statusClasses } from '@halobuzz/core/observability/status-class';
import { paymentProviders } from '@halobuzz/core/payments/provider-facts';
import { erasureSteps } from '@halobuzz/core/privacy/erasure-steps';
import { cachePlans } from '../../origin/cache/cache-plan.ts';
import { retentionRules } from '../../origin/retention/retention-rules.ts';

const caches = Object.keys(cachePlans);
const routes = { atMost: limits.metricRoutesMax, of: 'route patterns of the app' };
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'other'];

/** Everything the origin measures of itself. */
export const originMetricSpecs = {
  requests: counterSpec('halobuzz_origin_http_requests_total', 'Requests answered, by class of the status.', {
    ...{ route: routes, method: methods },
    status: statusClasses,
  }),
  requestSeconds: histogramSpec(
    'halobuzz_origin_http_request_duration_seconds',
    'Time from the request to its answer.',
    latencyBuckets,
    { route: routes, method: methods },
  ),
  cacheReads: counterSpec(
    'halobuzz_origin_cache_reads_total',
    'Reads of the cache by what came of them: hit, stale, absent, miss, first (not looked for), bypass.',
    { cache: [...caches, 'keyed'], result: ['hit', 'stale', 'absent', 'miss', 'first', 'bypass'] },
  ),
  cacheLoads: counterSpec(
    'halobuzz_origin_cache_loads_total',
    'Answers that were made for the cache, by what became of them.',
    { cache: caches, outcome: ['stored', 'dropped', 'absent', 'refused', 'unstored', 'failed'] },
  ),
  cacheLoadSeconds: histogramSpec(
    'halobuzz_origin_cache_load_duration_seconds',
    'Time to make an answer that was not cached, storing it included.',
    latencyBuckets,
    { cache: caches },
  ),
  cacheDrops: counterSpec(
    'halobuzz_origin_cache_drops_total',
    'Changes that dropped cached answers: done at once, or later because Redis was out of reach.',
    { outcome: ['done', 'later'] },
  ),
  cacheCircuit: gaugeSpec(
    'halobuzz_origin_cache_circuit_open',
    '1 while the cache is not asked because its Redis failed.',
  ),
  viewerCountsAt: gaugeSpec(
    'halobuzz_origin_viewer_counts_timestamp_seconds',
    'When viewer counts of lists were last brought up to date; 0 before the first time.',
  ),
  streamsEnded: counterSpec('halobuzz_origin_streams_ended_total', 'Broadcasts ended, by reason.', {
    reason: ['host', 'host_lost', 'moderation'],
  }),
  giftsLost: counterSpec(
    'halobuzz_origin_gifts_lost_total',
    'Gifts that were shown in a room, and lost by the wallets server before they were stored.',
  ),
  fraudWaiting: gaugeSpec(
    'halobuzz_origin_fraud_entries_waiting',
    'Committed entries of the ledger that fraud rules have yet to look at.',
  ),
  retained: counterSpec(
    'halobuzz_origin_retention_deleted_total',
    'Documents deleted because they were past their time, by collection.',
    { collection: [...new Set(retentionRules.map(({ collection }) => collection))] },
  ),
  chatKept: counterSpec(
    'halobuzz_origin_chat_messages_kept_total',
    'Chat messages that were stored, and how many of them hold a word that flags.',
    { flagged: ['true', 'false'] },
  ),
  images: counterSpec(
    'halobuzz_origin_images_total',
    'Pictures that were sent, by what came of them: made, or the code of the error.',
    { kind: imageKinds, result: ['made', ...Object.keys(errorCodes)] },
  ),
  imagesWaiting: gaugeSpec(
    'halobuzz_origin_images_waiting',
    'Pictures that wait to be shown (pending) or deleted (doomed); those that stay doomed are deleted by no edge.',
    { state: ['pending', 'doomed'] },
  ),
  directoryMended: counterSpec(
    'halobuzz_origin_host_directory_mended_total',
    'Entries of the directory of hosts that did not say what users and broadcasts say.',
  ),
  battles: counterSpec('halobuzz_origin_battles_total', 'Challenges and battles, by the status that they reached.', {
    status: battleStatusSchema.options,
  }),
  battlesOpen: gaugeSpec(
    'halobuzz_origin_battles_open',
    'Challenges and battles that are not over, by status. Many that settle: the ledger stands still.',
    { status: ['invited', 'running', 'settling'] },
  ),
  mediaRemovalsOn: gaugeSpec(
    'halobuzz_origin_media_removals_on',
    'Whether people can be taken out of media: 1, or 0 where no media server is set up.',
  ),
  mediaRemovalsWaiting: gaugeSpec(
    'halobuzz_origin_media_removals_waiting',
    'Removals from media that are not carried out: due; awaiting the person, whose number is not known; failed.',
    { state: ['due', 'awaiting', 'failed'] },
  ),
  mediaRemovalOldest: gaugeSpec(
    'halobuzz_origin_media_removal_oldest_seconds',
    'Age of the oldest removal from media that is due.',
  ),
  mediaCalls: counterSpec(
    'halobuzz_origin_media_calls_total',
    'Calls about rules of the media server, by what was asked and what came of it.',
    { call: ['create', 'delete', 'find'], result: ['done', 'later', 'unknown', 'refused'] },
  ),
  mediaEvents: counterSpec('halobuzz_origin_media_events_total', 'Notifications of the media server.', {
    result: ['known', 'other', 'refused'],
  }),
  pushAnnouncements: counterSpec(
    'halobuzz_origin_push_announcements_total',
    'Broadcasts to be told to followers; too_many: not told, for the sake of those who follow.',
    { kind: ['live', 'reminder'], result: ['asked', 'too_many'] },
  ),
  pushMessages: counterSpec(
    'halobuzz_origin_push_messages_total',
    'Push messages, by what became of them at the push service; unknown: nobody can tell, and not sent again.',
    { result: ['ok', 'unregistered', 'refused', 'late', 'unknown', 'signed_out'] },
  ),
  pushReceipts: counterSpec(
    'halobuzz_origin_push_receipts_total',
    'Receipts of push messages; never: the push service told nothing in time.',
    { result: ['ok', 'unregistered', 'failed', 'never'] },
  ),
  pushWaiting: gaugeSpec(
    'halobuzz_origin_push_calls_waiting',
    'Calls of the push service that are due, at most pushCallsWaitingMax.',
  ),
  webhooks: counterSpec('halobuzz_origin_webhooks_total', 'Payment webhooks by provider and what became of them.', {
    provider: paymentProviders,
    result: ['stored', 'repeated', 'refused'],
  }),
  paymentFindings: counterSpec(
    'halobuzz_origin_payment_findings_total',
    'Payments that did not fit, by kind: new ones, and such as came back.',
    { kind: { atMost: 32, of: 'kinds of findings' } },
  ),
  paymentsWaiting: gaugeSpec(
    'halobuzz_origin_payments_waiting',
    'What waits for people: payments stuck, payments in review, webhooks given up, findings open.',
    { what: ['payments_stuck', 'payments_in_review', 'webhooks_given_up', 'findings_open'] },
  ),
  payoutsWaiting: gaugeSpec(
    'halobuzz_origin_payouts_waiting',
    'Payouts that wait: for people (held), for the way to be free (approved), for the provider (sending); stuck ones are defects.',
    { what: ['held', 'approved', 'sending', 'stuck'] },
  ),
  erasureFailures: counterSpec(
    'halobuzz_origin_erasure_failures_total',
    'Tries of steps of erasures that failed, by step. Each is tried again until it is done.',
    { step: [...erasureSteps, 'certificate'] },
  ),
  exportsUnfinished: gaugeSpec(
    'halobuzz_origin_exports_unfinished',
    'Exports of people’s own data that are not finished, by status.',
    { status: ['pending', 'processing'] },
  ),
  exportOldest: gaugeSpec(
    'halobuzz_origin_export_oldest_seconds',
    'Age of the oldest export of somebody’s own data that is not finished; 0 when none is.',
  ),
  privacyRequestOldest: gaugeSpec(
    'halobuzz_origin_privacy_request_oldest_seconds',
    'Age of the oldest privacy request that waits; 0 for none.',
  ),
  privacyRequestDue: gaugeSpec(
    'halobuzz_origin_privacy_request_due_seconds',
    'Time until the first privacy request is due, negative once it is late; a month where none waits.',
  ),
  certificateNotAfter: gaugeSpec(
    'halobuzz_certificate_not_after_timestamp_seconds',
    'When the certificate of an address of CERTIFICATE_HOSTS runs out, as last seen.',
    { host: { atMost: limits.certificateHostsMax, of: 'CERTIFICATE_HOSTS' } },
  ),
  certificateProbe: gaugeSpec(
    'halobuzz_certificate_probe_ok',
    '1 when the last look at an address found a certificate that holds for it, else 0.',
    { host: { atMost: limits.certificateHostsMax, of: 'CERTIFICATE_HOSTS' } },
  ),
};
