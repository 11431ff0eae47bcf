import { collectDefaultMetrics, Registry } from 'prom-client';

/** A registry of one process with Node's own metrics (event loop lag, memory, garbage collection) and a `process` label. */
export function createRegistry(processName: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ process: processName });
  collectDefaultMetrics({ register: registry });
  return registry;
}
