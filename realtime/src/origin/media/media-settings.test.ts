import { expect, test } from 'vitest';
import { originConfig } from '../../config.ts';
import { ConfigError, loadConfig } from '../../config-option.ts';
import { configuredMedia } from './media-settings.ts';

const hex = 'aB01'.repeat(8);
const all = {
  AGORA_APP_ID: hex,
  AGORA_CUSTOMER_KEY: hex,
  AGORA_CUSTOMER_SECRET: hex,
  AGORA_EVENT_SECRETS: 'old,new',
} as const;
const config = { environment: 'production', agoraApiUrl: 'https://api.agora.io' } as const;
const given = { agoraAppId: hex, agoraCustomerKey: hex, agoraCustomerSecret: hex, agoraEventSecrets: ['old', 'new'] };

/** The lines of what a start says, in development and in production. */
function problemsOf(settings: Partial<typeof given>, environment: 'development' | 'production'): readonly string[] {
  try {
    configuredMedia({ ...absent, ...config, environment, ...settings });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}
const absent = {
  agoraAppId: undefined,
  agoraCustomerKey: undefined,
  agoraCustomerSecret: undefined,
  agoraEventSecrets: undefined,
};

test('without anything nobody is taken out; with everything, by these', () => {
  expect(configuredMedia({ ...absent, ...config })).toEqual({ state: 'off', reason: 'AGORA_APP_ID is not set' });
  expect(configuredMedia({ ...config, ...given })).toEqual({
    state: 'on',
    agora: { appId: hex, customerKey: hex, customerSecret: hex, apiUrl: 'https://api.agora.io' },
    eventSecrets: ['old', 'new'],
  });
});

test('production with media needs all of it; development may have the App ID alone', () => {
  expect(problemsOf({ agoraAppId: hex }, 'production')).toEqual([
    'AGORA_CUSTOMER_KEY: not set, and AGORA_APP_ID is',
    'AGORA_CUSTOMER_SECRET: not set, and AGORA_APP_ID is',
    'AGORA_EVENT_SECRETS: not set, and AGORA_APP_ID is',
  ]);
  expect(configuredMedia({ ...absent, ...config, environment: 'development', agoraAppId: hex })).toEqual({
    state: 'off',
    reason: 'AGORA_CUSTOMER_KEY, AGORA_CUSTOMER_SECRET, AGORA_EVENT_SECRETS are not set',
  });
});

test.each(['development', 'production'] as const)('halves are refused in %s', (environment) => {
  expect(problemsOf({ agoraCustomerKey: hex }, environment)).toEqual([
    'AGORA_APP_ID: not set, and AGORA_CUSTOMER_KEY is',
  ]);
  const halves = { agoraAppId: hex, agoraCustomerKey: hex, agoraCustomerSecret: hex, agoraEventSecrets: [] };
  expect(problemsOf(halves, environment)).toEqual(['AGORA_EVENT_SECRETS: not set, and AGORA_APP_ID is']);
});

test.each(['AGORA_APP_ID', 'AGORA_CUSTOMER_KEY', 'AGORA_CUSTOMER_SECRET'] as const)(
  'a malformed %s refuses the start by its name, and is not repeated',
  (name) => {
    for (const value of ['short', `${hex}0`, hex.replace('a', 'g')]) {
      const lines = linesOf({ ...all, [name]: value });
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(new RegExp(`^${name}: must be 32 hexadecimal digits`));
      expect(lines[0]).not.toContain(value);
    }
  },
);

/** What the origin's configuration says of these settings; the others are left out of it. */
function linesOf(environment: Record<string, string>): readonly string[] {
  try {
    loadConfig(originConfig, environment);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.filter((line) => line.startsWith('AGORA_'));
  }
}
