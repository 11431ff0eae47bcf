import type { BattleStatus } from '@halobuzz/core/api/battles';
import { Counter, Gauge, type Registry } from 'prom-client';

/** What monitoring is told of battles. */
export interface BattleWatch {
  /** A challenge was stored, or a battle went on to this status; called once for each, by whoever did it. */
  readonly onBattle?: (status: BattleStatus) => void;
  /** Challenges and battles that are open, by status. */
  readonly onBattlesOpen?: (counts: ReadonlyMap<BattleStatus, number>) => void;
}

const openStatuses: readonly BattleStatus[] = ['invited', 'running', 'settling'];

export function battleMetrics(registry: Registry): Required<BattleWatch> {
  const reached = new Counter({
    name: 'origin_battles_total',
    help: 'Challenges and battles, by the status that they reached.',
    labelNames: ['status'] as const,
    registers: [registry],
  });
  const open = new Gauge({
    name: 'origin_battles_open',
    help: 'Challenges and battles that are not over, by status. Many that settle: the ledger stands still.',
    labelNames: ['status'] as const,
    registers: [registry],
  });
  return {
    onBattle: (status) => reached.inc({ status }),
    onBattlesOpen(counts) {
      for (const status of openStatuses) open.set({ status }, counts.get(status) ?? 0);
    },
  };
}
