import type { Registry } from 'prom-client';
import { ledgerMetricSpecs as specs } from '../observability/catalogue/ledger-metrics.ts';
import { metricsIn } from '../observability/metrics-in.ts';

/** What the writer, the projector and the checkpoints tell Prometheus. */
export function ledgerMetrics(registry: Registry) {
  const metrics = metricsIn(registry);
  return {
    committed: metrics.counter(specs.committed),
    quarantined: metrics.counter(specs.quarantined),
    commits: metrics.counter(specs.commits),
    batchEntries: metrics.histogram(specs.batchEntries),
    commitSeconds: metrics.histogram(specs.commitSeconds),
    commitLagSeconds: metrics.histogram(specs.commitLagSeconds),
    confirmLagSeconds: metrics.histogram(specs.confirmLagSeconds),
    projected: metrics.counter(specs.projected),
    confirmations: metrics.counter(specs.confirmations),
    confirmationsDropped: metrics.counter(specs.confirmationsDropped),
    parked: metrics.gauge(specs.parked),
    projectionsLost: metrics.counter(specs.projectionsLost),
    rebuilds: metrics.counter(specs.rebuilds),
    orphans: metrics.counter(specs.orphans),
    shards: metrics.gauge(specs.shards),
    backlog: metrics.gauge(specs.backlog),
    backlogMax: metrics.gauge(specs.backlogMax),
    stalled: metrics.gauge(specs.stalled),
    unprojected: metrics.gauge(specs.unprojected),
    headAt: metrics.gauge(specs.headAt),
    checkpointAt: metrics.gauge(specs.checkpointAt),
    checkpoints: metrics.counter(specs.checkpoints),
    checkpointKeyAt: metrics.gauge(specs.checkpointKeyAt),
    verifiedAt: metrics.gauge(specs.verifiedAt),
    verificationSound: metrics.gauge(specs.verificationSound),
    verificationProblems: metrics.gauge(specs.verificationProblems),
  };
}
export type LedgerMetrics = ReturnType<typeof ledgerMetrics>;
