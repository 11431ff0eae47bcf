import { limits, WALLET_SHARDS } from '@halobuzz/core/limits';
import { type AlertGroup, onGrowth, onSeries, steady } from '../alert.ts';

const checkpointLateSeconds = (10 * limits.ledgerCheckpointPeriodMs) / 1_000;
const verificationLateSeconds = 36 * 3_600;
/** A third of the time for which the wallets' streams keep what was committed. */
const captureLateSeconds = limits.ledgerStreamKeptMsDefault / 3_000;
const backupLateSeconds = (1.5 * limits.backupPeriodMs) / 1_000;

/** Money: from the wallets in Redis to the chain in MongoDB. */
export const ledgerAlerts: AlertGroup = {
  name: 'ledger',
  alerts: [
    {
      name: 'LedgerStuck',
      severity: 'page',
      expr: 'max(halobuzz_ledger_stalled_seconds) > 30',
      for: '1m',
      summary: 'A shard has gifts that nobody commits: accepted, shown, and not in the permanent ledger.',
      ...onSeries('halobuzz_ledger_stalled_seconds', 90, 0),
    },
    {
      name: 'LedgerShardsShut',
      severity: 'page',
      expr: `sum(halobuzz_ledger_shards{state="open"}) < ${WALLET_SHARDS}`,
      for: '5m',
      summary: 'Some shards have no writer that may open them: their wallets take no gifts, or soon will not.',
      ...onSeries('halobuzz_ledger_shards{state="open"}', WALLET_SHARDS - 1, WALLET_SHARDS),
    },
    {
      name: 'LedgerBacklog',
      severity: 'ticket',
      expr: `max(halobuzz_ledger_backlog_shard_max_entries) > ${limits.walletBacklogWarn}`,
      for: '2m',
      summary: 'A shard has more accepted gifts waiting than is well.',
      ...onSeries('halobuzz_ledger_backlog_shard_max_entries', limits.walletBacklogWarn + 1, limits.walletBacklogWarn),
    },
    {
      name: 'LedgerBacklogSlows',
      severity: 'page',
      expr: `max(halobuzz_ledger_backlog_shard_max_entries) > ${limits.walletBacklogSlow}`,
      runbook: 'ledger-backlog',
      summary: 'A shard has so many accepted gifts waiting that new ones are slowed, and soon refused.',
      ...onSeries('halobuzz_ledger_backlog_shard_max_entries', limits.walletBacklogSlow + 1, limits.walletBacklogSlow),
    },
    {
      name: 'LedgerChainBroken',
      severity: 'page',
      expr: 'min(halobuzz_ledger_verification_sound) == 0',
      summary: 'The last verification of the ledger found a break: in a chain, a sum, a checkpoint or a balance.',
      ...onSeries('halobuzz_ledger_verification_sound', 0, 1),
    },
    {
      name: 'LedgerUnverified',
      severity: 'ticket',
      expr: `time() - max(halobuzz_ledger_verification_timestamp_seconds) > ${verificationLateSeconds}`,
      summary: 'Nobody has verified the ledger for a day and a half.',
      firing: { series: { halobuzz_ledger_verification_timestamp_seconds: '1x2400' }, at: '37h' },
      quiet: { series: { halobuzz_ledger_verification_timestamp_seconds: '0+60x2400' }, at: '37h' },
    },
    {
      name: 'CheckpointLate',
      severity: 'page',
      expr: `time() - max(halobuzz_ledger_checkpoint_timestamp_seconds) > ${checkpointLateSeconds}`,
      for: '1m',
      summary: 'No checkpoint of the ledger has been signed for ten times as long as one takes.',
      firing: { series: { halobuzz_ledger_checkpoint_timestamp_seconds: steady(1) } },
      quiet: { series: { halobuzz_ledger_checkpoint_timestamp_seconds: '0+60x120' } },
    },
    {
      name: 'CaptureLate',
      severity: 'page',
      expr: `time() - max(halobuzz_recovery_captured_timestamp_seconds) > ${captureLateSeconds}`,
      runbook: 'backup-late',
      summary: 'Changes are not captured: a loss of MongoDB and Redis together would take confirmed money with it.',
      firing: { series: { halobuzz_recovery_captured_timestamp_seconds: '1x120' } },
      quiet: { series: { halobuzz_recovery_captured_timestamp_seconds: '0+60x120' } },
    },
    {
      name: 'BackupLate',
      severity: 'ticket',
      expr: `time() - max(halobuzz_recovery_backup_timestamp_seconds) > ${backupLateSeconds}`,
      summary: 'No whole backup was taken for more than a day: a restore would repeat more changes than it should.',
      firing: { series: { halobuzz_recovery_backup_timestamp_seconds: '1x2400' }, at: '37h' },
      quiet: { series: { halobuzz_recovery_backup_timestamp_seconds: '0+60x2400' }, at: '37h' },
    },
    {
      name: 'LedgerQuarantined',
      severity: 'page',
      expr: 'sum(increase(halobuzz_ledger_entries_quarantined_total[1h])) > 0',
      summary: 'An accepted entry could not be posted as it was asked, and stands in suspense.',
      ...onGrowth('halobuzz_ledger_entries_quarantined_total'),
    },
    {
      name: 'LedgerOrphans',
      severity: 'page',
      expr: 'sum(increase(halobuzz_ledger_orphans_total[1h])) > 0',
      summary: 'A rebuild set accepted entries aside: gifts that people gave are in no ledger.',
      ...onGrowth('halobuzz_ledger_orphans_total'),
    },
    {
      name: 'GiftsLost',
      severity: 'page',
      expr: 'sum(increase(halobuzz_origin_gifts_lost_total[1h])) > 0',
      runbook: 'ledger-orphans',
      summary: 'Gifts were shown in a room and lost by the wallets server before they were stored.',
      ...onGrowth('halobuzz_origin_gifts_lost_total'),
    },
    {
      name: 'ProjectionBehind',
      severity: 'ticket',
      expr: `sum(halobuzz_ledger_unprojected_entries) > ${limits.walletBacklogWarn}`,
      for: '10m',
      summary: 'Committed gifts are not yet in the totals of their rooms.',
      ...onSeries('halobuzz_ledger_unprojected_entries', limits.walletBacklogWarn + 1, 0),
    },
    {
      name: 'ConfirmationsDropped',
      severity: 'ticket',
      expr: 'sum(increase(halobuzz_ledger_confirmations_dropped_total[1h])) > 0',
      runbook: 'redis-disconnected',
      summary: 'People were not told that their gifts are confirmed; the gifts are.',
      ...onGrowth('halobuzz_ledger_confirmations_dropped_total'),
    },
  ],
};
