import { describe, expect, it } from 'vitest';
import { gatewayConfig, ledgerConfig, migrateConfig, originConfig, processConfigs } from './config.ts';
import { ConfigError, type ConfigSpec, loadConfig } from './config-option.ts';

const keys = JSON.stringify({ keys: [{ kty: 'OKP', crv: 'Ed25519', kid: 'k1', x: 'abc' }] });
const gatewayEnvironment = {
  HALOBUZZ_ENV: 'test',
  NODE_ID: 'g1',
  REDIS_ROOMS_URLS: 'redis://127.0.0.1:1, redis://127.0.0.1:2',
  REDIS_CONTROL_URL: 'redis://127.0.0.1:3',
  REDIS_WALLETS_URL: 'redis://127.0.0.1:4',
  TICKET_PUBLIC_KEYS: keys,
  RESUME_TOKEN_KEY: Buffer.alloc(32, 7).toString('base64url'),
};

function problemsOf(spec: ConfigSpec, environment: Record<string, string>): readonly string[] {
  try {
    loadConfig(spec, environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('loadConfig', () => {
  it('parses each setting to its type and applies defaults', () => {
    const config = loadConfig(gatewayConfig, gatewayEnvironment);
    expect(config.roomsUrls).toEqual(['redis://127.0.0.1:1', 'redis://127.0.0.1:2']);
    expect(config.resumeKey).toEqual(new Uint8Array(32).fill(7));
    expect(config.ticketKeys.keys[0]?.kid).toBe('k1');
    expect(config.port).toBe(0);
    expect(config.publicUrl).toBeUndefined();
    expect(config.rateProfile).toBe('standard');
  });

  it('reports every problem together and never shows a value', () => {
    const problems = problemsOf(gatewayConfig, {
      ...gatewayEnvironment,
      NODE_ID: '',
      PORT: '70000',
      RESUME_TOKEN_KEY: 'c2hvcnQ',
      REDIS_CONTROL_URL: 'http://user:hunter2@host', // not-a-secret
    });
    expect(problems.map((line) => line.split(':')[0])).toEqual([
      'NODE_ID',
      'PORT',
      'REDIS_CONTROL_URL',
      'RESUME_TOKEN_KEY',
    ]);
    expect(problems.join(' ')).not.toContain('hunter2');
    expect(problems.join(' ')).not.toContain('c2hvcnQ');
  });

  it.each(Object.entries(processConfigs))('does not guess what installation %s belongs to', (_, spec) => {
    for (const given of [{}, { HALOBUZZ_ENV: '' }, { HALOBUZZ_ENV: 'prod' }]) {
      expect(problemsOf(spec, given)).toContainEqual(expect.stringMatching(/^HALOBUZZ_ENV:/));
    }
  });

  it('refuses development defaults, the load profile and grants in production', () => {
    const production = { ...gatewayEnvironment, HALOBUZZ_ENV: 'production', PUBLIC_URL: 'wss://gw.example/v1/room' };
    expect(problemsOf(gatewayConfig, production).join()).toContain('ALLOWED_ORIGINS');
    expect(
      problemsOf(gatewayConfig, { ...production, ALLOWED_ORIGINS: 'https://halobuzz.com', RATE_PROFILE: 'load' }),
    ).toEqual([expect.stringContaining('RATE_PROFILE')]);
    expect(problemsOf(originConfig, { ...production, DEV_GRANTS: 'true' }).join()).toContain('DEV_GRANTS');
    expect(problemsOf(originConfig, { ...production, PAYMENTS_SANDBOX: 'true' }).join()).toContain('PAYMENTS_SANDBOX');
    for (const [name, value] of [
      ['PAYOUT_PROVIDER', 'sandbox'],
      ['PAYOUT_CHECKS', 'everybody'],
    ] as const) {
      expect(problemsOf(originConfig, { ...production, [name]: value }).join()).toContain(name);
    }
    expect(problemsOf(gatewayConfig, { ...production, ALLOWED_ORIGINS: 'https://halobuzz.com' })).toEqual([]);
  });

  it.each([
    'https://halobuzz.com/',
    'https://halobuzz.com/app',
    'https://HALOBUZZ.com',
    'https://halobuzz.com:443',
    '*',
  ])('refuses %s as a site whose pages may open sockets: no browser sends it', (origin) => {
    expect(
      problemsOf(gatewayConfig, { ...gatewayEnvironment, ALLOWED_ORIGINS: `https://a.example,${origin}` }),
    ).toEqual([expect.stringMatching(/^ALLOWED_ORIGINS: /)]);
  });

  it.each([
    ['REDIS_CONTROL_URL', 'redis://cache.example:6379'],
    ['REDIS_WALLETS_URL', 'redis://10.0.0.7:6379'],
    ['REDIS_ROOMS_URLS', 'rediss://a.example:6379,redis://b.example:6379'],
    ['ALLOWED_ORIGINS', 'https://halobuzz.com,http://old.halobuzz.com'],
    ['PUBLIC_URL', 'ws://gw.example/v1/room'],
    ['PUBLIC_URL', 'ws://localhost.evil.example/v1/room'],
  ])('production refuses %s=%s: it would go over the network in the clear', (name, value) => {
    const environment = {
      ...gatewayEnvironment,
      HALOBUZZ_ENV: 'production',
      ALLOWED_ORIGINS: 'https://halobuzz.com',
      PUBLIC_URL: 'wss://gw.example/v1/room',
    };
    expect(problemsOf(gatewayConfig, { ...environment, PUBLIC_URL: '' })).toEqual([
      expect.stringMatching(/^PUBLIC_URL: not set/),
    ]);
    expect(problemsOf(gatewayConfig, { ...environment, [name]: value })).toEqual([
      expect.stringMatching(new RegExp(`^${name}: .*TLS`)),
    ]);
    expect(problemsOf(gatewayConfig, { ...environment, [name]: value, HALOBUZZ_ENV: 'test' })).toEqual([]);
  });

  it.each([
    ['mongodb://a.example,b.example/?replicaSet=rs', false],
    ['mongodb://a.example,b.example/?replicaSet=rs&tls=false', false],
    ['mongodb://127.0.0.1:27017,b.example/', false],
    ['mongodb://a.example/?tls=true&tlsInsecure=true', false],
    ['mongodb://a.example/?tls=true&tlsAllowInvalidCertificates=true', false],
    ['mongodb+srv://cluster.example/?tls=false', false],
    ['mongodb+srv://cluster.example/', true],
    ['mongodb://a.example,b.example/?replicaSet=rs&tls=true', true],
    ['mongodb://a.example/?ssl=true', true],
    ['mongodb://127.0.0.1:27017,localhost:27018/?replicaSet=rs', true],
  ])('whether production takes MONGODB_URI=%s: %s', (uri, taken) => {
    const problems = problemsOf(migrateConfig, { HALOBUZZ_ENV: 'production', MONGODB_URI: uri });
    expect(problems).toEqual(taken ? [] : [expect.stringMatching(/^MONGODB_URI: .*TLS/)]);
  });

  it.each(Object.keys(processConfigs))('names unset secrets of %s in production', (name) => {
    const spec = Object.entries(processConfigs).find(([key]) => key === name)?.[1];
    const problems = problemsOf(spec ?? {}, { HALOBUZZ_ENV: 'production' });
    const secrets = Object.values(spec ?? {}).filter((entry) => entry.secret && entry.optional === false);
    expect(secrets.length).toBeGreaterThan(0);
    for (const secret of secrets) expect(problems.some((line) => line.startsWith(`${secret.env}:`))).toBe(true);
  });

  it('refuses a key set that holds a private key', () => {
    const withPrivate = keys.replace('"x"', '"d":"s3cret","x"');
    const problems = problemsOf(gatewayConfig, { ...gatewayEnvironment, TICKET_PUBLIC_KEYS: withPrivate });
    expect(problems).toEqual([expect.stringContaining('private key')]);
  });

  it('gives each setting a help sentence and each name one meaning within a process', () => {
    for (const spec of [gatewayConfig, ledgerConfig, originConfig]) {
      const names = Object.values(spec).map((entry) => entry.env);
      expect(new Set(names).size).toBe(names.length);
      for (const entry of Object.values(spec)) expect(entry.help.length).toBeGreaterThan(10);
    }
  });
});
