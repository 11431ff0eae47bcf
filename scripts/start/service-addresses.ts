import type { ClusterConfig } from '../cluster/cluster-config.ts';

/** Where each service of a cluster listens, by its name, in the order in which a reader looks for them. */
export function serviceAddresses({ ports }: ClusterConfig): Map<string, string> {
  return new Map([
    ['edge', `http://localhost:${ports.edge}`],
    ['gw-1', `ws://127.0.0.1:${ports.gateway1}/v1/room`],
    ['gw-2', `ws://127.0.0.1:${ports.gateway2}/v1/room`],
    ['origin', `http://127.0.0.1:${ports.origin}`],
    ['ledger', `http://127.0.0.1:${ports.ledgerMetrics}/metrics`],
    ['wallets', `redis://127.0.0.1:${ports.wallets}`],
    ['rooms', `redis://127.0.0.1:${ports.rooms}`],
    ['mongod', `mongodb://127.0.0.1:${ports.mongo}`],
  ]);
}

/** Where the processes of a cluster tell Prometheus what they count, by name. */
export function metricsAddresses({ ports }: ClusterConfig): Map<string, string> {
  const at = (port: number): string => `http://127.0.0.1:${port}/metrics`;
  return new Map([
    ['gw-1', at(ports.gateway1Metrics)],
    ['gw-2', at(ports.gateway2Metrics)],
    ['origin', at(ports.originMetrics)],
    ['ledger', at(ports.ledgerMetrics)],
  ]);
}
