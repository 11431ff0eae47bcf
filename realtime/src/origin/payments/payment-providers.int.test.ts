import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OwnDatabase, openOwnDatabase } from '../../../testing/ledger-stores.ts';
import { originConfig } from '../../config.ts';
import { ConfigError, loadConfig } from '../../config-option.ts';
import { configuredProviders } from './payment-providers.ts';

let database: OwnDatabase;
beforeAll(async () => {
  database = await openOwnDatabase();
});
afterAll(() => database.stop());

const keys = JSON.stringify({ keys: [{ kty: 'OKP', crv: 'Ed25519', kid: 'k1', x: 'abc' }] });
const environment = {
  ...{ HALOBUZZ_ENV: 'test', SERVICE_PUBLIC_KEYS: keys, MONGODB_URI: 'mongodb://127.0.0.1:1' },
  ...{
    REDIS_WALLETS_URL: 'redis://127.0.0.1:1',
    REDIS_ROOMS_URLS: 'redis://127.0.0.1:1',
    REDIS_CONTROL_URL: 'redis://127.0.0.1:1',
  },
};
const stripe = {
  ...{ STRIPE_SECRET_KEY: 'sk_test_made_up', STRIPE_PUBLISHABLE_KEY: 'pk_test_x', STRIPE_WEBHOOK_SECRETS: 'a, b' },
};
const production = {
  HALOBUZZ_ENV: 'production',
  STRIPE_SECRET_KEY: 'rk_live_made_up',
  STRIPE_PUBLISHABLE_KEY: 'pk_live_x',
};

function providers(more: Record<string, string>): readonly string[] {
  const { HALOBUZZ_ENV: name = 'test', ...rest } = more;
  // Production's rules of the other settings are not this test's: they are read as a test's, and then said to be production's.
  const config = loadConfig(originConfig, { ...environment, ...rest });
  const environmentName = name === 'production' ? ('production' as const) : config.environment;
  return configuredProviders({ ...config, environment: environmentName }, database.db, Date.now).providers.map(
    (one) => one.name,
  );
}
const problemsOf = (more: Record<string, string>): readonly string[] => {
  try {
    return providers(more);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map((line) => line.split(':')[0] ?? '');
    throw error;
  }
};

describe('payment providers', () => {
  it('are off until they are configured', () => {
    expect(providers({})).toEqual([]);
    expect(providers(stripe)).toEqual(['stripe']);
    expect(providers({ ...stripe, PAYMENTS_SANDBOX: 'true', SANDBOX_WEBHOOK_SECRETS: 'x' })).toEqual([
      'stripe',
      'sandbox',
    ]);
    expect(providers({ ...stripe, ...production })).toEqual(['stripe']);
  });

  it('with half a configuration refuse the start, and name what is missing', () => {
    expect(problemsOf({ STRIPE_SECRET_KEY: 'sk_test_made_up' })).toEqual([
      'STRIPE_PUBLISHABLE_KEY',
      'STRIPE_WEBHOOK_SECRETS',
    ]);
    expect(problemsOf({ ...stripe, STRIPE_PUBLISHABLE_KEY: 'pk_live_x' })).toEqual(['STRIPE_PUBLISHABLE_KEY']);
    expect(problemsOf({ PAYMENTS_SANDBOX: 'true' })).toEqual(['SANDBOX_WEBHOOK_SECRETS']);
  });

  it('of a test mode refuse the start in production, and the sandbox does twice', () => {
    expect(problemsOf({ ...stripe, HALOBUZZ_ENV: 'production' })).toEqual(['STRIPE_SECRET_KEY']);
    const sandbox = { PAYMENTS_SANDBOX: 'true', SANDBOX_WEBHOOK_SECRETS: 'x' };
    expect(problemsOf({ ...sandbox, HALOBUZZ_ENV: 'production' })).toEqual(['PAYMENTS_SANDBOX']);
    const read = () => loadConfig(originConfig, { ...environment, ...sandbox, HALOBUZZ_ENV: 'production' });
    expect(read).toThrow(/PAYMENTS_SANDBOX: this value is for development only/);
  });
});
