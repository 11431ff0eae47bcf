import { type AlertGroup, onGrowth, onSeries, steady } from '../alert.ts';

const daySeconds = 86_400;
const certificateSoonDays = 21;
const certificateNowDays = 5;
const secretDaysMax = 180;
const privacyDueDays = 5;

/** A certificate that runs out so many days after the moment at which the test looks. */
function certificate(days: number) {
  return { [`halobuzz_certificate_not_after_timestamp_seconds{host="x"}`]: steady(1_800 + days * daySeconds) };
}

/** What people wait for, what the law gives a day, and what runs out. */
export const dutyAlerts: AlertGroup = {
  name: 'duties',
  alerts: [
    {
      name: 'PaymentsWait',
      severity: 'page',
      expr: 'max by (what) (halobuzz_origin_payments_waiting{what=~"payments_stuck|webhooks_given_up"}) > 0',
      for: '15m',
      summary: 'Somebody paid and has no coins, or what a payment provider told was given up.',
      ...onSeries('halobuzz_origin_payments_waiting{what="payments_stuck"}', 1, 0, { what: 'payments_stuck' }),
    },
    {
      name: 'PaymentsToReview',
      severity: 'ticket',
      expr: 'max by (what) (halobuzz_origin_payments_waiting{what=~"payments_in_review|findings_open"}) > 0',
      for: '4h',
      runbook: 'payments-wait',
      summary: 'Payments wait for somebody of finance to look at them.',
      firing: {
        series: { 'halobuzz_origin_payments_waiting{what="findings_open"}': '1x400' },
        ...{ at: '5h', labels: { what: 'findings_open' } },
      },
      quiet: { series: { 'halobuzz_origin_payments_waiting{what="findings_open"}': '0x400' }, at: '5h' },
    },
    {
      name: 'PayoutsStuck',
      severity: 'page',
      expr: 'max(halobuzz_origin_payouts_waiting{what="stuck"}) > 0',
      for: '15m',
      summary: 'A payout goes neither on nor back: a host’s money is held.',
      ...onSeries('halobuzz_origin_payouts_waiting{what="stuck"}', 1, 0),
    },
    {
      name: 'FraudRulesBehind',
      severity: 'ticket',
      expr: 'max(halobuzz_origin_fraud_entries_waiting) > 20000',
      for: '15m',
      summary: 'Fraud rules have not looked at what was given lately.',
      ...onSeries('halobuzz_origin_fraud_entries_waiting', 30_000, 10),
    },
    {
      name: 'PrivacyRequestsDue',
      severity: 'ticket',
      expr: `min(halobuzz_origin_privacy_request_due_seconds) < ${privacyDueDays * daySeconds}`,
      summary: 'A privacy request is due within days and nobody has answered it.',
      ...onSeries('halobuzz_origin_privacy_request_due_seconds', daySeconds, 30 * daySeconds),
    },
    {
      name: 'PrivacyRequestsOverdue',
      severity: 'page',
      expr: 'min(halobuzz_origin_privacy_request_due_seconds) < 0',
      runbook: 'privacy-requests-due',
      summary: 'A privacy request is past the day that the law gives.',
      ...onSeries('halobuzz_origin_privacy_request_due_seconds', -60, 60),
    },
    {
      name: 'ErasuresFail',
      severity: 'ticket',
      expr: 'sum by (step) (increase(halobuzz_origin_erasure_failures_total[1h])) > 0',
      summary: 'A step of an erasure fails; it is tried again until it is done.',
      ...onGrowth('halobuzz_origin_erasure_failures_total{step="ledger"}', { step: 'ledger' }),
    },
    {
      name: 'ExportsLate',
      severity: 'ticket',
      expr: `max(halobuzz_origin_export_oldest_seconds) > ${daySeconds}`,
      summary: 'Somebody has waited a day for a copy of their own data.',
      ...onSeries('halobuzz_origin_export_oldest_seconds', 2 * daySeconds, 60),
    },
    {
      name: 'CertificateExpiresSoon',
      severity: 'ticket',
      expr: `min by (host) (halobuzz_certificate_not_after_timestamp_seconds) - time() < ${certificateSoonDays * daySeconds}`,
      runbook: 'certificate',
      summary: 'A certificate runs out within three weeks: it was not renewed by itself.',
      firing: { series: certificate(10), labels: { host: 'x' } },
      quiet: { series: certificate(40) },
    },
    {
      name: 'CertificateExpires',
      severity: 'page',
      expr: `min by (host) (halobuzz_certificate_not_after_timestamp_seconds) - time() < ${certificateNowDays * daySeconds}`,
      runbook: 'certificate',
      summary: 'A certificate runs out within days: then nobody connects.',
      firing: { series: certificate(2), labels: { host: 'x' } },
      quiet: { series: certificate(10) },
    },
    {
      name: 'CertificateUnchecked',
      severity: 'ticket',
      expr: 'min by (host) (halobuzz_certificate_probe_ok) == 0',
      for: '15m',
      runbook: 'certificate',
      summary: 'A certificate could not be looked at.',
      ...onSeries('halobuzz_certificate_probe_ok{host="x"}', 0, 1, { host: 'x' }),
    },
    {
      name: 'SecretOld',
      severity: 'ticket',
      expr: `max by (secret) (time() - halobuzz_secret_created_timestamp_seconds) > ${secretDaysMax * daySeconds}`,
      summary: 'A secret is older than half a year: {{ $labels.secret }}.',
      ...onSeries('halobuzz_secret_created_timestamp_seconds{secret="X"}', -(secretDaysMax + 1) * daySeconds, 0, {
        secret: 'X',
      }),
    },
  ],
};
