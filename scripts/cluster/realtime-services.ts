import { createPrivateKey } from 'node:crypto';
import { join } from 'node:path';
import { repositoryRoot } from '../paths.ts';
import type { ChildSpec } from './child.ts';
import type { ClusterConfig } from './cluster-config.ts';
import { answersOk } from './http-probe.ts';
import type { Secrets } from './secrets.ts';
import type { StoreAddresses } from './store-services.ts';
import type { Service } from './supervisor.ts';

export type ProcessEnvironment = Record<string, string>;

/** The settings (realtime/src/config.ts) of each process of a cluster, without inherited variables. */
export type RealtimeEnvironments = {
  gateways: readonly [ProcessEnvironment, ProcessEnvironment];
  ledger: ProcessEnvironment;
  origin: ProcessEnvironment;
  migrate: ProcessEnvironment;
};

/**
 * Node's options for a gateway, here and in production. A young generation of Node's own size keeps, after a storm of joins,
 * four times what the viewers hold until something collects it; this one twice, at the same cost of a join (ADR 0010).
 */
export const gatewayNodeOptions = ['--max-semi-space-size=4'] as const;

/**
 * Node's options for the origin: it passes over tens of thousands of broadcasts again and again, and a heap without a bound
 * keeps what such passes leave until something collects it.
 */
export const originNodeOptions = ['--max-semi-space-size=8', '--max-old-space-size=256'] as const;
/**
 * A picture unfolds to tens of megabytes for a moment. glibc keeps what blocks of that size leave behind, in every arena: large
 * ones are mapped by themselves instead, and go back (docs/images.md has the numbers).
 */
export const originMalloc = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '1048576' } as const;

/** Different labels, so that regional routing has something to choose between on one machine. */
const gatewayRegions = ['ap-southeast-1', 'ap-south-1'] as const;

export function realtimeEnvironments(
  config: ClusterConfig,
  stores: StoreAddresses,
  secrets: Secrets,
): RealtimeEnvironments {
  const { ports } = config;
  const common = { HALOBUZZ_ENV: 'development', NODE_ENV: 'development', LOG_LEVEL: config.logLevel };
  const redis = {
    REDIS_WALLETS_URL: stores.walletsUrl,
    REDIS_ROOMS_URLS: stores.roomsUrls,
    REDIS_CONTROL_URL: stores.controlUrl,
  };
  const mongo = { MONGODB_URI: stores.mongodbUri };
  const gateway = (number: 1 | 2, port: number, metricsPort: number): ProcessEnvironment => ({
    ...common,
    ...redis,
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: `ws://127.0.0.1:${port}/v1/room`,
    NODE_ID: `gw-${number}`,
    NODE_REGION: gatewayRegions[number === 1 ? 0 : 1],
    METRICS_PORT: String(metricsPort),
    TICKET_PUBLIC_KEYS: secrets.TICKET_PUBLIC_KEYS,
    RESUME_TOKEN_KEY: secrets.RESUME_TOKEN_KEY,
    ALLOWED_ORIGINS: `http://localhost:${ports.edge},http://127.0.0.1:${ports.edge}`,
    RATE_PROFILE: config.rateProfile,
  });
  return {
    gateways: [gateway(1, ports.gateway1, ports.gateway1Metrics), gateway(2, ports.gateway2, ports.gateway2Metrics)],
    ledger: {
      ...common,
      ...redis,
      ...mongo,
      METRICS_PORT: String(ports.ledgerMetrics),
      CHECKPOINT_SIGNING_KEY: pkcs8(secrets.CHECKPOINT_KEY),
      CHECKPOINT_DIR: join(config.stateFolder, 'checkpoints'),
    },
    origin: {
      ...originMalloc,
      ...common,
      ...redis,
      ...mongo,
      HOST: '127.0.0.1',
      PORT: String(ports.origin),
      METRICS_PORT: String(ports.originMetrics),
      SERVICE_PUBLIC_KEYS: secrets.SERVICE_PUBLIC_KEYS,
      SPILL_AT_VIEWERS: String(config.spillAtViewers),
      // No gateway here stands in Europe.
      EUROPEAN_ROOMS: 'may_leave',
      RATE_PROFILE: config.rateProfile,
      DEV_GRANTS: 'true',
      PAYMENTS_SANDBOX: 'true',
      SANDBOX_WEBHOOK_SECRETS: secrets.SANDBOX_WEBHOOK_SECRETS,
      PAYOUT_PROVIDER: 'sandbox',
      PAYOUT_CHECKS: 'everybody',
      // Who would be notified stands in its log.
      PUSH_PROVIDER: 'log',
      ...givenSettings(),
    },
    migrate: { ...common, ...mongo },
  };
}

/**
 * Variables that a developer may set so that kicks reach the media server (the App ID alone turns media on without them) and
 * notifications reach devices.
 */
const passedToOrigin = [
  ...['AGORA_APP_ID', 'AGORA_CUSTOMER_KEY', 'AGORA_CUSTOMER_SECRET', 'AGORA_EVENT_SECRETS', 'AGORA_API_URL'],
  'IMAGE_SCAN_URL',
  ...['PUSH_PROVIDER', 'EXPO_ACCESS_TOKEN', 'EXPO_PROJECT', 'EXPO_BASE_URL'],
];

function givenSettings(): ProcessEnvironment {
  const given = passedToOrigin.map((name) => [name, process.env[name] ?? ''] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== ''));
}

/** The one-shot process that brings the database up to date. */
export function migrateSpec(config: ClusterConfig, environments: RealtimeEnvironments): ChildSpec {
  return processSpec(config, 'migrate', ['realtime/src/main/migrate.ts', 'up'], environments.migrate);
}

/** Ledger writer and origin, then the two gateways, as services. */
export function realtimeServices(
  config: ClusterConfig,
  environments: RealtimeEnvironments,
): { backends: Service[]; gateways: Service[] } {
  const service = (
    name: string,
    program: string,
    environment: ProcessEnvironment,
    nodeOptions: readonly string[] = [],
  ): Service => ({
    spec: processSpec(config, name, [...nodeOptions, `realtime/src/main/${program}.ts`], environment),
    ready: () => answersOk(`http://127.0.0.1:${environment.METRICS_PORT}/readyz`),
    readyTimeoutMs: 60_000,
    stopDeadlineMs: 15_000,
  });
  return {
    backends: [
      service('ledger', 'ledger', environments.ledger),
      service('origin', 'origin', environments.origin, originNodeOptions),
    ],
    gateways: [
      service('gw-1', 'gateway', environments.gateways[0], gatewayNodeOptions),
      service('gw-2', 'gateway', environments.gateways[1], gatewayNodeOptions),
    ],
  };
}

function processSpec(
  config: ClusterConfig,
  name: string,
  args: readonly string[],
  environment: ProcessEnvironment,
): ChildSpec {
  return {
    name,
    command: process.execPath,
    args,
    cwd: repositoryRoot,
    env: { ...process.env, ...environment },
    logFile: join(config.stateFolder, 'logs', `${name}.log`),
  };
}

function pkcs8(jwk: string): string {
  const key = createPrivateKey({ key: JSON.parse(jwk), format: 'jwk' });
  return key.export({ type: 'pkcs8', format: 'der' }).toString('base64url');
}
