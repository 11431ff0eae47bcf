import { limits } from '@halobuzz/core/limits';
import {
  addressSetting,
  booleanSetting,
  type ConfigOf,
  choiceSetting,
  integerSetting,
  key32Setting,
  listSetting,
  mongoSetting,
  networkSetting,
  option,
  optionalOption,
  originSetting,
  portSetting,
  publicKeysSetting,
  textSetting,
  urlSetting,
} from './config-option.ts';
import { inTheClear, inTheClearBeyondLoopback, mongoInTheClear } from './in-the-clear.ts';
import { certificateHostsOption, metricsSwitchOption, secretDatesOption } from './observability/measured-settings.ts';
import { tracingOptions } from './observability/tracing-options.ts';
import { imageOptions } from './origin/images/image-options.ts';
import { agoraOptions } from './origin/media/agora-options.ts';
import { pushOptions } from './origin/notifications/push-options.ts';
import { appleOptions } from './origin/payments/apple/apple-options.ts';
import { googleOptions } from './origin/payments/google/google-options.ts';

/**
 * The settings of every process of this package: name → environment variable, type, default, help. A `main/*.ts` calls
 * `loadConfig(<spec>, process.env)` once; nothing else reads the environment. `docs/generated/config.md` comes from here.
 */
const redisUrl = urlSetting('redis', 'rediss');

const common = {
  environment: option(
    'HALOBUZZ_ENV',
    choiceSetting(['development', 'test', 'production']),
    'what this installation is; without a default, since production alone refuses what is for development',
  ),
  logLevel: option(
    'LOG_LEVEL',
    choiceSetting(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    'least severe level that is logged',
    { default: 'info' },
  ),
  metricsPort: option('METRICS_PORT', portSetting, 'port of /metrics, /healthz, /readyz; 0 picks one', {
    default: '0',
  }),
  metricsHost: option(
    'METRICS_HOST',
    addressSetting,
    'address that METRICS_PORT listens on; nobody is asked who they are there, so beyond loopback the network must keep others away',
    { default: '127.0.0.1' },
  ),
  secretDates: secretDatesOption,
} as const;

const rooms = option(
  'REDIS_ROOMS_URLS',
  listSetting(redisUrl),
  'Redis of rooms, comma-separated; a room lives on one of them by the hash of its id, so their order must not change',
  { inTheClear: inTheClearBeyondLoopback },
);
const control = option('REDIS_CONTROL_URL', redisUrl, 'Redis of the node registry, tickets and revocations', {
  inTheClear: inTheClearBeyondLoopback,
});
const walletsUrl = urlSetting('redis', 'rediss', 'redis+cluster', 'rediss+cluster');
const walletsHelp =
  'Redis of wallets: appendfsync always, noeviction; redis+cluster:// names any node of a Redis Cluster';
const wallets = option('REDIS_WALLETS_URL', walletsUrl, walletsHelp, {
  inTheClear: inTheClearBeyondLoopback,
});
const walletReplicasMin = option(
  'WALLETS_REPLICAS_MIN',
  integerSetting(0, 5),
  'replicas of the wallets Redis that must have an entry on disk before it is accepted; its min-replicas-to-write must be as many',
  { default: '0' },
);
const mongo = {
  mongoUri: option('MONGODB_URI', mongoSetting, 'address of the MongoDB replica set', {
    secret: true,
    inTheClear: mongoInTheClear,
  }),
  mongoDatabase: option('MONGODB_DATABASE', textSetting, 'database name', { default: 'halobuzz' }),
} as const;
const checkpoint = {
  checkpointKey: option(
    'CHECKPOINT_SIGNING_KEY',
    textSetting,
    'Ed25519 private key that signs checkpoints: PKCS#8 DER in base64url',
    { secret: true },
  ),
  checkpointDir: option('CHECKPOINT_DIR', textSetting, 'folder of signed checkpoints, outside of the database', {
    default: '.halobuzz/checkpoints',
  }),
} as const;
const rateProfile = option(
  'RATE_PROFILE',
  choiceSetting(['standard', 'load']),
  'load lifts per-address and velocity limits, for load tests; production refuses it',
  { default: 'standard', refusedInProduction: ['load'] },
);

/** One gateway process. */
export const gatewayConfig = {
  ...common,
  metrics: metricsSwitchOption,
  ...tracingOptions,
  nodeId: option('NODE_ID', textSetting, 'name of this gateway process, unique in the installation'),
  region: option('NODE_REGION', textSetting, 'region label of this gateway', { default: 'ap-southeast-1' }),
  host: option('HOST', textSetting, 'address to listen on', { default: '127.0.0.1' }),
  port: option('PORT', portSetting, 'port to listen on; 0 picks one', { default: '0' }),
  publicUrl: optionalOption(
    'PUBLIC_URL',
    urlSetting('ws', 'wss'),
    'address that clients connect to, with path; by default ws://HOST:PORT/v1/room',
    { inTheClear, optional: 'not_in_production' },
  ),
  roomsUrls: rooms,
  controlUrl: control,
  walletsUrl: wallets,
  walletReplicasMin,
  ticketKeys: option('TICKET_PUBLIC_KEYS', publicKeysSetting, 'JSON Web Key Set that verifies join tickets', {
    secret: true,
  }),
  resumeKey: option(
    'RESUME_TOKEN_KEY',
    key32Setting,
    '32 bytes, base64url; signs resume tokens, same on all gateways',
    {
      secret: true,
    },
  ),
  allowedOrigins: option(
    'ALLOWED_ORIGINS',
    listSetting(originSetting('http', 'https')),
    'sites whose pages may open sockets, comma-separated; requests without an Origin header are not browsers',
    { developmentDefault: 'http://localhost:8787,http://127.0.0.1:8787', inTheClear },
  ),
  trustedProxies: option(
    'TRUSTED_PROXIES',
    listSetting(networkSetting),
    'proxies before this gateway, addresses or networks, comma-separated: CF-Connecting-IP is taken from them alone',
    { default: '' },
  ),
  socketsMax: option('SOCKETS_MAX', integerSetting(1, 1_000_000), 'sockets of this process', {
    default: String(limits.socketsPerNodeMax),
  }),
  rateProfile,
} as const;
export type GatewayConfig = ConfigOf<typeof gatewayConfig>;

/** The ledger writer and projector. */
export const ledgerConfig = {
  ...common,
  ...tracingOptions,
  ...mongo,
  ownerId: option('LEDGER_OWNER', textSetting, 'name of this writer in leases', { default: 'ledger-1' }),
  walletsUrl: wallets,
  roomsUrls: rooms,
  controlUrl: control,
  ...checkpoint,
  streamKeptMs: option(
    'LEDGER_STREAM_KEPT_MS',
    integerSetting(0, 3_600_000),
    'how long committed entries stay in the wallets Redis: a MongoDB that is restored takes from there what its backup had not yet heard of',
    { default: String(limits.ledgerStreamKeptMsDefault) },
  ),
} as const;
export type LedgerConfig = ConfigOf<typeof ledgerConfig>;

/** The private HTTP API behind the edge. */
export const originConfig = {
  ...common,
  certificateHosts: certificateHostsOption,
  ...tracingOptions,
  ...mongo,
  host: option('HOST', textSetting, 'address to listen on; keep it private', { default: '127.0.0.1' }),
  port: option('PORT', portSetting, 'port to listen on; 0 picks one', { default: '0' }),
  walletsUrl: wallets,
  walletReplicasMin,
  roomsUrls: rooms,
  controlUrl: control,
  serviceKeys: option(
    'SERVICE_PUBLIC_KEYS',
    publicKeysSetting,
    "JSON Web Key Set that verifies the edge's assertions",
    {
      secret: true,
    },
  ),
  spillAtViewers: option(
    'SPILL_AT_VIEWERS',
    integerSetting(1, 1_000_000),
    'a room takes one more gateway for each time this many viewers',
    { default: '2000' },
  ),
  europeanRooms: option(
    'EUROPEAN_ROOMS',
    choiceSetting(['stay', 'may_leave']),
    'whether rooms of hosts under European law on personal data stay in Europe, even when no gateway there can take them',
    { default: 'stay' },
  ),
  devGrants: option('DEV_GRANTS', booleanSetting, 'whether coins may be granted out of thin air; never in production', {
    default: 'false',
    refusedInProduction: ['true'],
  }),
  payoutProvider: option(
    'PAYOUT_PROVIDER',
    choiceSetting(['off', 'sandbox', 'stripe']),
    'who carries money to hosts; Stripe by STRIPE_SECRET_KEY; the sandbox pays nobody, and production refuses it',
    { default: 'off', refusedInProduction: ['sandbox'] },
  ),
  payoutChecks: option(
    'PAYOUT_CHECKS',
    choiceSetting(['none', 'everybody']),
    'who has passed the checks of identity, tax and age: nobody, or everybody, which production refuses',
    { default: 'none', refusedInProduction: ['everybody'] },
  ),
  paymentsSandbox: option(
    'PAYMENTS_SANDBOX',
    booleanSetting,
    'whether payments may be made in a sandbox, without money; never in production',
    { default: 'false', refusedInProduction: ['true'] },
  ),
  sandboxWebhookSecrets: optionalOption(
    'SANDBOX_WEBHOOK_SECRETS',
    listSetting(textSetting),
    "secrets that sign the sandbox's webhooks, comma-separated: the first signs, all verify",
    { secret: true },
  ),
  stripeSecretKey: optionalOption(
    'STRIPE_SECRET_KEY',
    textSetting,
    "secret or restricted key of Stripe's API; without it there are no payments by Stripe",
    { secret: true },
  ),
  stripePublishableKey: optionalOption(
    'STRIPE_PUBLISHABLE_KEY',
    textSetting,
    "key that apps begin Stripe's payments with, of the same mode",
  ),
  stripeWebhookSecrets: optionalOption(
    'STRIPE_WEBHOOK_SECRETS',
    listSetting(textSetting),
    "secrets of Stripe's webhook endpoint, comma-separated: two while one is replaced",
    { secret: true },
  ),
  stripeAccount: optionalOption(
    'STRIPE_ACCOUNT',
    textSetting,
    'id of the Stripe account; events that name another are refused',
  ),
  stripeApiUrl: option('STRIPE_API_URL', urlSetting('http', 'https'), "address of Stripe's API", {
    default: 'https://api.stripe.com',
    inTheClear,
  }),
  ...appleOptions,
  ...googleOptions,
  ...agoraOptions,
  ...pushOptions,
  ...imageOptions,
  rateProfile,
} as const;
export type OriginConfig = ConfigOf<typeof originConfig>;

/** Database migrations, run once before the others start. */
export const migrateConfig = { ...common, ...mongo } as const;
export type MigrateConfig = ConfigOf<typeof migrateConfig>;

/** Backups, the capture of changes, restores: `npm run dr`. */
export const recoveryConfig = {
  ...common,
  ...mongo,
  ...checkpoint,
  backupKey: option('BACKUP_KEY', key32Setting, '32 bytes, base64url; seals backups, and is kept apart from them', {
    secret: true,
  }),
  backupDir: option('BACKUP_DIR', textSetting, 'folder of backups; on another machine than MongoDB and Redis', {
    default: '.halobuzz/backups',
  }),
} as const;
export type RecoveryConfig = ConfigOf<typeof recoveryConfig>;

/** Kill switches from a command line: `npm run admin -- switch`. */
export const switchConfig = { ...common, ...mongo, controlUrl: control } as const;

export const processConfigs = {
  gateway: gatewayConfig,
  ledger: ledgerConfig,
  origin: originConfig,
  migrate: migrateConfig,
  switch: switchConfig,
  recovery: recoveryConfig,
} as const;
