import type { BattleStatus } from '@halobuzz/core/api/battles';
import type { Registry } from 'prom-client';
import { originMetricSpecs as specs } from '../../observability/catalogue/origin-metrics.ts';
import { metricsIn } from '../../observability/metrics-in.ts';

/** What monitoring is told of battles. */
export interface BattleWatch {
  /** A challenge was stored, or a battle went on to this status; called once for each, by whoever did it. */
  readonly onBattle?: (status: BattleStatus) => void;
  /** Challenges and battles that are open, by status. */
  readonly onBattlesOpen?: (counts: ReadonlyMap<BattleStatus, number>) => void;
}

const openStatuses: readonly BattleStatus[] = ['invited', 'running', 'settling'];

export function battleMetrics(registry: Registry): Required<BattleWatch> {
  const metrics = metricsIn(registry);
  const reached = metrics.counter(specs.battles);
  const open = metrics.gauge(specs.battlesOpen);
  return {
    onBattle: (status) => reached.inc({ status }),
    onBattlesOpen(counts) {
      for (const status of openStatuses) open.set({ status }, counts.get(status) ?? 0);
    },
  };
}
