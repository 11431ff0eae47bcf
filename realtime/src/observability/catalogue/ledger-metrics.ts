import { counterSpec, gaugeSpec, histogramSpec } from '@halobuzz/core/observability/metric-spec';

const scopes = ['whole', 'since_checkpoint'];

/** Everything the writer and the projector measure of themselves. */
export const ledgerMetricSpecs = {
  committed: counterSpec('halobuzz_ledger_entries_committed_total', 'Entries in the permanent ledger since the start.'),
  quarantined: counterSpec('halobuzz_ledger_entries_quarantined_total', 'Entries posted to suspense since the start.'),
  commits: counterSpec('halobuzz_ledger_commits_total', 'MongoDB transactions by outcome.', {
    outcome: ['committed', 'moved', 'duplicate', 'failed'],
  }),
  batchEntries: histogramSpec(
    'halobuzz_ledger_batch_entries',
    'Entries in one MongoDB transaction.',
    [1, 5, 20, 50, 100, 200, 350, 500],
  ),
  commitSeconds: histogramSpec(
    'halobuzz_ledger_commit_duration_seconds',
    'Duration of one MongoDB transaction.',
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  ),
  commitLagSeconds: histogramSpec(
    'halobuzz_ledger_commit_lag_seconds',
    'From acceptance in Redis to the commit, oldest entry of each batch.',
    [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300],
  ),
  confirmLagSeconds: histogramSpec(
    'halobuzz_ledger_confirm_lag_seconds',
    'From acceptance in Redis until the gateway was told of the commit, oldest gift of each message.',
    [0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 5, 30, 300],
  ),
  projected: counterSpec('halobuzz_ledger_gifts_projected_total', 'Committed gifts applied to rooms, by result.', {
    result: { atMost: 12, of: 'results of the projection script' },
  }),
  confirmations: counterSpec('halobuzz_ledger_confirmations_total', 'Gift confirmations sent to gateways.'),
  confirmationsDropped: counterSpec(
    'halobuzz_ledger_confirmations_dropped_total',
    'Confirmations given up because control Redis was out for too long.',
  ),
  parked: gaugeSpec('halobuzz_ledger_parked_gifts', 'Committed gifts that wait for the store of their room.'),
  projectionsLost: counterSpec(
    'halobuzz_ledger_projections_lost_total',
    'Committed entries whose room event Redis lost.',
  ),
  rebuilds: counterSpec('halobuzz_ledger_rebuilds_total', 'Shards rebuilt from MongoDB.'),
  orphans: counterSpec('halobuzz_ledger_orphans_total', 'Entries set aside by rebuilds.'),
  shards: gaugeSpec('halobuzz_ledger_shards', 'Owned shards by state.', { state: ['open', 'unsettled'] }),
  backlog: gaugeSpec('halobuzz_ledger_backlog_entries', 'Accepted entries not yet committed, all owned shards.'),
  backlogMax: gaugeSpec('halobuzz_ledger_backlog_shard_max_entries', 'The same, of the shard that has most.'),
  stalled: gaugeSpec(
    'halobuzz_ledger_stalled_seconds',
    'Longest time that a shard with entries that wait has committed none; 0 when none waits.',
  ),
  unprojected: gaugeSpec('halobuzz_ledger_unprojected_entries', 'Committed entries not yet applied to rooms.'),
  headAt: gaugeSpec(
    'halobuzz_ledger_chain_head_timestamp_seconds',
    'When this process last made a chain longer; 0 before the first time.',
  ),
  checkpointAt: gaugeSpec(
    'halobuzz_ledger_checkpoint_timestamp_seconds',
    'When the newest checkpoint was signed, or found to be still that of the heads.',
  ),
  checkpoints: counterSpec('halobuzz_ledger_checkpoints_total', 'Checkpoints by what came of them.', {
    result: ['written', 'unchanged', 'failed'],
  }),
  checkpointKeyAt: gaugeSpec(
    'halobuzz_ledger_checkpoint_key_created_timestamp_seconds',
    'When the key that signs checkpoints was first used.',
  ),
  verifiedAt: gaugeSpec(
    'halobuzz_ledger_verification_timestamp_seconds',
    'When the stored ledger was last verified; absent before the first time.',
    { scope: scopes },
  ),
  verificationSound: gaugeSpec(
    'halobuzz_ledger_verification_sound',
    '1 when the last verification found chains, sums and checkpoints whole, 0 when not.',
    { scope: scopes },
  ),
  verificationProblems: gaugeSpec(
    'halobuzz_ledger_verification_problems',
    'Problems that the last verification kept, at most `ledgerProblemsKeptMax`.',
    { scope: scopes },
  ),
};
