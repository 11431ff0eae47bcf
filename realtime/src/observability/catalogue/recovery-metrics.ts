import { counterSpec, gaugeSpec } from '@halobuzz/core/observability/metric-spec';

/** What the capture of changes (`npm run dr -- follow`) tells of itself. */
export const recoveryMetricSpecs = {
  backupAt: gaugeSpec('halobuzz_recovery_backup_timestamp_seconds', 'When the newest whole backup was taken.'),
  capturedAt: gaugeSpec(
    'halobuzz_recovery_captured_timestamp_seconds',
    'Everything that MongoDB had confirmed by then is in the backup or in files of changes.',
  ),
  changes: counterSpec('halobuzz_recovery_changes_total', 'Changes that were written to files.'),
  failures: counterSpec('halobuzz_recovery_failures_total', 'Times that the capture stopped and was begun again.'),
} as const;
