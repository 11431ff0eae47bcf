import {
  type ClusterConfig,
  type ClusterPorts,
  defaultPorts,
  type ExternalStores,
  portOptions,
} from '../cluster/cluster-config.ts';
import { databaseName } from '../cluster/store-services.ts';
import { parseWords } from '../parse-words.ts';
import { Problem } from '../problem.ts';

export type StartOptions = { help: boolean; fresh: boolean; config: ClusterConfig };

type Environment = Readonly<Record<string, string | undefined>>;

const singlePorts = ['edge', 'origin', 'gateway1', 'gateway2', 'wallets', 'rooms', 'mongo'] as const;
const metricsPorts = ['gateway1Metrics', 'gateway2Metrics', 'originMetrics', 'ledgerMetrics'] as const;
const portMax = 65_535;

/**
 * Reads the command line and the environment of `npm start`; a flag wins over its variable.
 * Throws a Problem that names the option at fault.
 */
export function parseStartOptions(args: readonly string[], env: Environment, stateFolder: string): StartOptions {
  const values = parseFlags(args);
  const setting = (option: string) => values[option.slice(2)] ?? env[variableOf(option)];
  const ports: ClusterPorts = { ...defaultPorts };
  for (const name of singlePorts)
    ports[name] = portOf(portOptions[name].option, setting(portOptions[name].option), ports[name]);
  const firstMetricsPort = portOf('--metrics-port', setting('--metrics-port'), defaultPorts.gateway1Metrics);
  metricsPorts.forEach((name, index) => {
    ports[name] = firstMetricsPort + index;
  });
  const external = externalStores(env);
  const fresh = values.fresh === true;
  if (fresh && Object.values(external).some((address) => address !== null)) {
    throw new Problem(
      '--fresh cannot empty stores that run elsewhere: unset REDIS_URL and MONGODB_URI, or empty them yourself',
    );
  }
  const spillAtViewers = Number(setting('--spill-at-viewers') ?? 2000);
  if (!Number.isInteger(spillAtViewers) || spillAtViewers < 1)
    throw new Problem('--spill-at-viewers wants a whole number above 0');
  return {
    help: values.help === true,
    fresh,
    config: {
      stateFolder,
      ports,
      external,
      rateProfile: values['load-profile'] === true || env.RATE_PROFILE === 'load' ? 'load' : 'standard',
      spillAtViewers,
      logLevel: env.LOG_LEVEL ?? 'info',
    },
  };
}

export function startHelp(): string {
  const port = (option: string, what: string, value: number) =>
    `  ${`${option} <port>`.padEnd(26)}${what} (${value}; ${variableOf(option)})`;
  return [
    'npm start [-- options]   starts the whole system on this machine; Ctrl-C stops it',
    '',
    '  --fresh                   begin anew: empty the data and make new secrets first',
    '  --load-profile            lift per-address and velocity limits, for load tests (RATE_PROFILE=load)',
    '  --spill-at-viewers <n>    a room takes one more gateway for each n viewers (2000)',
    ...singlePorts.map((name) => port(portOptions[name].option, portOptions[name].label, defaultPorts[name])),
    port('--metrics-port', 'the first of four metrics ports', defaultPorts.gateway1Metrics),
    '',
    'Stores that run already: REDIS_URL (or REDIS_WALLETS_URL, REDIS_ROOMS_URLS, REDIS_CONTROL_URL), MONGODB_URI.',
    'Media: AGORA_APP_ID and AGORA_APP_CERTIFICATE; without them broadcasts run with media off. docs/media.md has the rest.',
  ].join('\n');
}

function variableOf(option: string): string {
  return `HALOBUZZ_${option.slice(2).toUpperCase().replaceAll('-', '_')}`;
}

function parseFlags(args: readonly string[]): Record<string, string | boolean | undefined> {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const portFlags = Object.fromEntries(
    [...singlePorts.map((name) => portOptions[name].option), '--metrics-port'].map((option) => [option.slice(2), text]),
  );
  return parseWords(
    {
      args: [...args],
      options: {
        help: { ...flag, short: 'h' },
        fresh: flag,
        'load-profile': flag,
        'spill-at-viewers': text,
        ...portFlags,
      },
    },
    'npm start -- --help',
  ).values;
}

function portOf(option: string, value: string | boolean | undefined, fallback: number): number {
  if (value === undefined || value === '') return fallback;
  const port = Number(value);
  if (Number.isInteger(port) && port >= 1 && port <= portMax) return port;
  throw new Problem(`${option} wants a port between 1 and ${portMax}, not "${value}"`);
}

function externalStores(env: Environment): ExternalStores {
  const given = (name: string) => (env[name] === undefined || env[name] === '' ? null : env[name]);
  const all = given('REDIS_URL');
  const mongodb = given('MONGODB_URI');
  return {
    walletsUrl: given('REDIS_WALLETS_URL') ?? all,
    roomsUrls: given('REDIS_ROOMS_URLS') ?? all,
    controlUrl: given('REDIS_CONTROL_URL') ?? all,
    mongodbUri: mongodb === null ? null : withDatabase(mongodb),
  };
}

/** An address without a database name gets ours, as the processes would otherwise write to `test`. */
function withDatabase(address: string): string {
  return address.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)\/?(?=\?|$)/, `$1/${databaseName}`);
}
