import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What the writer and the projector tell Prometheus. */
export interface LedgerMetrics {
  readonly committed: Counter;
  readonly quarantined: Counter;
  readonly commits: Counter<'outcome'>;
  readonly batchEntries: Histogram;
  readonly commitSeconds: Histogram;
  readonly commitLagSeconds: Histogram;
  readonly confirmLagSeconds: Histogram;
  readonly projected: Counter<'result'>;
  readonly confirmations: Counter;
  readonly confirmationsDropped: Counter;
  readonly parked: Gauge;
  readonly projectionsLost: Counter;
  readonly rebuilds: Counter;
  readonly orphans: Counter;
  readonly shards: Gauge<'state'>;
  readonly backlog: Gauge;
  readonly backlogMax: Gauge;
  readonly unprojected: Gauge;
  readonly checkpointAt: Gauge;
}

export function ledgerMetrics(registry: Registry): LedgerMetrics {
  const registers = [registry];
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  return {
    committed: counter('ledger_entries_committed_total', 'Entries in the permanent ledger since the start'),
    quarantined: counter('ledger_entries_quarantined_total', 'Entries posted to suspense since the start'),
    commits: new Counter({
      name: 'ledger_commits_total',
      help: 'MongoDB transactions by outcome',
      labelNames: ['outcome'],
      registers,
    }),
    batchEntries: new Histogram({
      name: 'ledger_batch_entries',
      help: 'Entries in one MongoDB transaction',
      buckets: [1, 5, 20, 50, 100, 200, 350, 500],
      registers,
    }),
    commitSeconds: new Histogram({
      name: 'ledger_commit_seconds',
      help: 'Duration of one MongoDB transaction',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    }),
    commitLagSeconds: new Histogram({
      name: 'ledger_commit_lag_seconds',
      help: 'From acceptance in Redis to the commit, oldest entry of each batch',
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300],
      registers,
    }),
    confirmLagSeconds: new Histogram({
      name: 'ledger_confirm_lag_seconds',
      help: 'From acceptance in Redis until the gateway was told of the commit, oldest gift of each message',
      buckets: [0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 5, 30, 300],
      registers,
    }),
    projected: new Counter({
      name: 'ledger_gifts_projected_total',
      help: 'Committed gifts applied to rooms, by result',
      labelNames: ['result'],
      registers,
    }),
    confirmations: counter('ledger_confirmations_total', 'Gift confirmations sent to gateways'),
    confirmationsDropped: counter(
      'ledger_confirmations_dropped_total',
      'Confirmations given up because control Redis was out for too long',
    ),
    parked: gauge('ledger_parked_gifts', 'Committed gifts that wait for the store of their room'),
    projectionsLost: counter('ledger_projections_lost_total', 'Committed entries whose room event Redis lost'),
    rebuilds: counter('ledger_rebuilds_total', 'Shards rebuilt from MongoDB'),
    orphans: counter('ledger_orphans_total', 'Entries set aside by rebuilds'),
    shards: new Gauge({ name: 'ledger_shards', help: 'Owned shards by state', labelNames: ['state'], registers }),
    backlog: gauge('ledger_backlog_entries', 'Accepted entries not yet committed, all owned shards'),
    backlogMax: gauge('ledger_backlog_shard_max_entries', 'The same, of the shard that has most'),
    unprojected: gauge('ledger_unprojected_entries', 'Committed entries not yet applied to rooms'),
    checkpointAt: gauge(
      'ledger_checkpoint_timestamp_seconds',
      'When the newest checkpoint was signed, or found to be still that of the heads',
    ),
  };
}
