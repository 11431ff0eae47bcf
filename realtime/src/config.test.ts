import { describe, expect, it } from 'vitest';
import { gatewayConfig, ledgerConfig, originConfig, processConfigs } from './config.ts';
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
    const production = { ...gatewayEnvironment, HALOBUZZ_ENV: 'production' };
    expect(problemsOf(gatewayConfig, production).join()).toContain('ALLOWED_ORIGINS');
    expect(
      problemsOf(gatewayConfig, { ...production, ALLOWED_ORIGINS: 'https://halobuzz.com', RATE_PROFILE: 'load' }),
    ).toEqual([expect.stringContaining('RATE_PROFILE')]);
    expect(problemsOf(originConfig, { ...production, DEV_GRANTS: 'true' }).join()).toContain('DEV_GRANTS');
    expect(problemsOf(gatewayConfig, { ...production, ALLOWED_ORIGINS: 'https://halobuzz.com' })).toEqual([]);
  });

  it.each(Object.keys(processConfigs))('names unset secrets of %s in production', (name) => {
    const spec = Object.entries(processConfigs).find(([key]) => key === name)?.[1];
    const problems = problemsOf(spec ?? {}, { HALOBUZZ_ENV: 'production' });
    const secrets = Object.values(spec ?? {}).filter((entry) => entry.secret);
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
