import { hostname } from 'node:os';
import { collectDefaultMetrics, Registry } from 'prom-client';

/**
 * A registry of one process with Node's own metrics (event loop lag, memory, garbage collection). Every series says which
 * service it is of, and which of its processes: by default the machine's name, which is the pod's in Kubernetes.
 */
export function createRegistry(
  service: 'gateway' | 'ledger' | 'origin' | 'recovery',
  node: string = hostname(),
): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service, node });
  collectDefaultMetrics({ register: registry });
  return registry;
}
