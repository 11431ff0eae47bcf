import { expect, test } from 'vitest';
import { defaultPorts, noExternalStores, wantedPorts } from '../cluster/cluster-config.ts';
import { parseStartOptions, startHelp } from './start-options.ts';

const parse = (args: string[], env: Record<string, string> = {}) => parseStartOptions(args, env, '/clone/.halobuzz');

test('without options everything runs here on the documented ports', () => {
  expect(parse([])).toEqual({
    help: false,
    fresh: false,
    config: {
      stateFolder: '/clone/.halobuzz',
      ports: defaultPorts,
      external: noExternalStores,
      rateProfile: 'standard',
      spillAtViewers: 2000,
      logLevel: 'info',
    },
  });
});

test('a flag wins over its variable, and a variable over the default', () => {
  const { ports } = parse(['--edge-port', '9000'], { HALOBUZZ_EDGE_PORT: '9001', HALOBUZZ_MONGO_PORT: '9002' }).config;
  expect(ports).toEqual({ ...defaultPorts, edge: 9000, mongo: 9002 });
});

test('the metrics ports follow one another', () => {
  expect(parse(['--metrics-port', '9200']).config.ports).toMatchObject({
    gateway1Metrics: 9200,
    gateway2Metrics: 9201,
    originMetrics: 9202,
    ledgerMetrics: 9203,
  });
});

test.each([
  [['--edge-port', '0'], '--edge-port wants a port between 1 and 65535, not "0"'],
  [['--mongo-port=http'], '--mongo-port wants a port between 1 and 65535, not "http"'],
  [['--spill-at-viewers', '-1'], "Option '--spill-at-viewers' argument is ambiguous"],
  [['--spill-at-viewers=0.5'], '--spill-at-viewers wants a whole number above 0'],
  [['--prot', '1'], "Unknown option '--prot'. See npm start -- --help"],
  [['edge'], "Unexpected argument 'edge'"],
])('%j is refused in one line', (args, line) => {
  expect(() => parse(args)).toThrow(line);
});

test('one Redis address serves every role, and a more exact one wins', () => {
  const { external } = parse([], { REDIS_URL: 'redis://cache:6379', REDIS_WALLETS_URL: 'redis://wallets:6379' }).config;
  expect(external).toEqual({
    walletsUrl: 'redis://wallets:6379',
    roomsUrls: 'redis://cache:6379',
    controlUrl: 'redis://cache:6379',
    mongodbUri: null,
  });
});

test.each([
  ['mongodb://db:27017', 'mongodb://db:27017/halobuzz'],
  ['mongodb://db:27017/?replicaSet=rs0', 'mongodb://db:27017/halobuzz?replicaSet=rs0'],
  ['mongodb://db:27017/live?replicaSet=rs0', 'mongodb://db:27017/live?replicaSet=rs0'],
])('the database name is added where it is missing: %s', (given, expected) => {
  expect(parse([], { MONGODB_URI: given }).config.external.mongodbUri).toBe(expected);
});

test('stores that run elsewhere want no port here, and cannot be emptied', () => {
  const { config } = parse([], { REDIS_URL: 'redis://cache:6379', MONGODB_URI: 'mongodb://db' });
  expect(wantedPorts(config).map(({ option }) => option)).not.toContain('--wallets-port');
  expect(wantedPorts(config)).toHaveLength(8);
  expect(() => parse(['--fresh'], { MONGODB_URI: 'mongodb://db' })).toThrow(/--fresh cannot empty stores/);
});

test('the help names every port option', () => {
  for (const { option } of wantedPorts(parse([]).config)) expect(startHelp()).toContain(`${option} <port>`);
});
