import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createAppleChain } from '../../../../testing/apple-chain.ts';
import { serviceAccountKey } from '../../../../testing/google-play-server.ts';
import { ConfigError, loadConfig, option, textSetting } from '../../../config-option.ts';
import { appleOptions } from '../apple/apple-options.ts';
import { googleOptions } from '../google/google-options.ts';
import { createStoreProviders, storeSettings } from './store-providers.ts';

const spec = { environment: option('HALOBUZZ_ENV', textSetting, 'which'), ...appleOptions, ...googleOptions };
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' });
const root = createAppleChain({ nowMs: Date.now() }).root.der.toString('base64');
const account = { type: 'service_account', client_email: 'a@b.example', private_key: serviceAccountKey().pem };
const apple = {
  APPLE_PAYMENTS: 'true',
  APPLE_APP_ID: '6443000001',
  APPLE_ROOT_CERTIFICATES: `${root}, ${root}`,
  APPLE_API_KEY: ec.toString().replaceAll('\n', '\\n'),
  APPLE_API_KEY_ID: 'KEY1',
  APPLE_API_ISSUER_ID: '57246542-96fe-1a63-e053-0824d011072a',
};
const google = {
  GOOGLE_PAYMENTS: 'true',
  GOOGLE_SERVICE_ACCOUNT: JSON.stringify(account),
  GOOGLE_PUSH_AUDIENCE: 'https://api.halobuzz.com/api/v1/webhooks/google',
  GOOGLE_PUSH_EMAIL: 'push@b.example',
};

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    storeSettings(loadConfig(spec, { HALOBUZZ_ENV: 'development', ...environment }));
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

const namesOf = (problems: readonly string[]) => problems.map((line) => line.split(':', 1)[0]);

describe('the settings of stores', () => {
  it('make the providers that are on, and none by default', () => {
    const made = (environment: Record<string, string>) =>
      createStoreProviders(storeSettings(loadConfig(spec, { HALOBUZZ_ENV: 'test', ...environment })), Date.now).map(
        ({ name }) => name,
      );
    expect(made({})).toEqual([]);
    expect(made({ ...apple, ...google })).toEqual(['apple', 'google']);
  });

  it('are named all together when a store that is on lacks them', () => {
    expect(namesOf(problemsOf({ APPLE_PAYMENTS: 'true', GOOGLE_PAYMENTS: 'true' }))).toEqual([
      'APPLE_ROOT_CERTIFICATES',
      'APPLE_API_KEY',
      'APPLE_API_KEY_ID',
      'APPLE_API_ISSUER_ID',
      'APPLE_APP_ID',
      'GOOGLE_SERVICE_ACCOUNT',
      'GOOGLE_PUSH_AUDIENCE',
      'GOOGLE_PUSH_EMAIL',
    ]);
  });

  it('are refused in production where they are for development', () => {
    const production = { HALOBUZZ_ENV: 'production', ...apple, ...google };
    expect(namesOf(problemsOf(production))).toEqual(['APPLE_ROOT_CERTIFICATES']);
    expect(
      namesOf(problemsOf({ ...production, APPLE_API_URL: 'https://a.example', GOOGLE_API_URL: 'https://a.example' })),
    ).toEqual(['APPLE_ROOT_CERTIFICATES', 'APPLE_API_URL', 'GOOGLE_API_URL']);
    expect(namesOf(problemsOf({ ...production, APPLE_ENVIRONMENT: 'Sandbox', GOOGLE_TEST_PURCHASES: 'true' }))).toEqual(
      ['APPLE_ENVIRONMENT', 'GOOGLE_TEST_PURCHASES'],
    );
  });

  it.each([
    ['APPLE_ROOT_CERTIFICATES', 'AAAA'],
    ['APPLE_ROOT_CERTIFICATES', createAppleChain({ nowMs: Date.now() }).leaf.der.toString('base64')],
    ['APPLE_ROOT_CERTIFICATES', createAppleChain({ nowMs: Date.now() }).intermediate.der.toString('base64')],
    ['APPLE_API_KEY', 'hunter2'],
    ['APPLE_API_KEY', serviceAccountKey().pem],
    ['GOOGLE_SERVICE_ACCOUNT', '{"type":"authorized_user"}'],
    ['GOOGLE_SERVICE_ACCOUNT', JSON.stringify({ ...account, private_key: ec.toString() })],
    ['GOOGLE_PUSH_SUBSCRIPTION', 'mine'],
  ])('refuse a %s that is none, without showing it', (name, value) => {
    const problems = problemsOf({ ...apple, ...google, [name]: value });
    expect(namesOf(problems)).toEqual([name]);
    expect(problems.join()).not.toContain(value);
  });
});
