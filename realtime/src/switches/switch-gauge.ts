import type { SwitchBoard } from '@halobuzz/core/switches/switch-board';
import { switchNames } from '@halobuzz/core/switches/switches';
import type { Registry } from 'prom-client';
import { sharedMetricSpecs as specs } from '../observability/catalogue/shared-metrics.ts';
import { metricsIn } from '../observability/metrics-in.ts';

/** What this process knows of switches, for whoever raises alarms: what is off, and which nodes lag behind. */
export function switchGauge(registry: Registry | undefined, board: Pick<SwitchBoard, 'state'>): void {
  const metrics = metricsIn(registry);
  metrics.asked(specs.switches, (gauge) => {
    const { paused, maintenance } = board.state;
    for (const feature of switchNames) gauge.set({ feature }, paused.some(({ name }) => name === feature) ? 0 : 1);
    gauge.set({ feature: 'maintenance' }, maintenance === undefined ? 1 : 0);
  });
  metrics.asked(specs.switchVersion, (gauge) => gauge.set(board.state.version));
}
