import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { CacheName } from './cache-plan.ts';

/** Of `CacheService.get`, whose keys are the caller's own. */
type ReadOf = CacheName | 'keyed';

/** `absent`: known to be nothing; `first`: not looked for, see `keptFrom`; `bypass`: the cache could not be asked, or the key is too long. */
export type CacheResult = 'hit' | 'stale' | 'absent' | 'miss' | 'first' | 'bypass';
/**
 * `stored`; `dropped`: something of it changed meanwhile, or the lease ran out; `absent`: there was nothing, and that is
 * not kept; `refused`: too large, or not what its schema says; `unstored`: done without the cache; `failed`: no answer.
 */
export type CacheLoad = 'stored' | 'dropped' | 'absent' | 'refused' | 'unstored' | 'failed';

export interface CacheObserver {
  read(cache: ReadOf, result: CacheResult): void;
  /** A load that begins; call what it gives when it is over. */
  load(cache: CacheName): (outcome: CacheLoad) => void;
  drop(outcome: 'done' | 'later'): void;
  open(open: boolean): void;
}

/** The hit rate is `hit + stale + absent` of all reads. */
export function cacheMetrics(registry: Registry): CacheObserver {
  const registers = [registry];
  const reads = new Counter({
    name: 'origin_cache_reads_total',
    help: 'Reads of the cache by what came of them: hit, stale, absent, miss, first (not looked for), bypass.',
    labelNames: ['cache', 'result'] as const,
    registers,
  });
  const loads = new Counter({
    name: 'origin_cache_loads_total',
    help: 'Answers that were made for the cache, by what became of them.',
    labelNames: ['cache', 'outcome'] as const,
    registers,
  });
  const seconds = new Histogram({
    name: 'origin_cache_load_seconds',
    help: 'Time to make an answer that was not cached, storing it included.',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    labelNames: ['cache'] as const,
    registers,
  });
  const drops = new Counter({
    name: 'origin_cache_drops_total',
    help: 'Changes that dropped cached answers: done at once, or later because Redis was out of reach.',
    labelNames: ['outcome'] as const,
    registers,
  });
  const circuit = new Gauge({
    name: 'origin_cache_circuit_open',
    help: '1 while the cache is not asked because its Redis failed.',
    registers,
  });
  return {
    read: (cache, result) => reads.inc({ cache, result }),
    load(cache) {
      const stop = seconds.startTimer({ cache });
      return (outcome) => {
        stop();
        loads.inc({ cache, outcome });
      };
    },
    drop: (outcome) => drops.inc({ outcome }),
    open: (open) => circuit.set(open ? 1 : 0),
  };
}
