import type { Registry } from 'prom-client';
import { originMetricSpecs as specs } from '../../observability/catalogue/origin-metrics.ts';
import { metricsIn } from '../../observability/metrics-in.ts';
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
  const metrics = metricsIn(registry);
  const reads = metrics.counter(specs.cacheReads);
  const loads = metrics.counter(specs.cacheLoads);
  const seconds = metrics.histogram(specs.cacheLoadSeconds);
  const drops = metrics.counter(specs.cacheDrops);
  const circuit = metrics.gauge(specs.cacheCircuit);
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
