import { expect, test } from 'vitest';
import { originConfig } from '../../config.ts';
import { ConfigError } from '../../config-option.ts';
import { configuredPush } from './push-settings.ts';

const none = { expoAccessToken: undefined, expoProject: undefined };

function problemsOf(settings: Parameters<typeof configuredPush>[0]): readonly string[] {
  try {
    configuredPush(settings);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

test('nobody is notified unless somebody says by whom', () => {
  expect(originConfig.pushProvider.default).toBe('off');
  expect(configuredPush({ ...none, pushProvider: 'off' })).toEqual({ provider: 'off' });
  expect(configuredPush({ ...none, pushProvider: 'log' })).toEqual({ provider: 'log' });
});

test('production does not notify by its log', () => {
  expect(originConfig.pushProvider.refusedInProduction).toEqual(['log']);
});

test('Expo needs its token and the project, and what is missing is named', () => {
  expect(configuredPush({ pushProvider: 'expo', expoAccessToken: 't', expoProject: '@halobuzz/halobuzz' })).toEqual({
    provider: 'expo',
    expo: { accessToken: 't', project: '@halobuzz/halobuzz' },
  });
  expect(problemsOf({ ...none, pushProvider: 'expo' })).toEqual([
    'EXPO_ACCESS_TOKEN: not set, and PUSH_PROVIDER is expo',
    'EXPO_PROJECT: not set, and PUSH_PROVIDER is expo',
  ]);
  expect(problemsOf({ pushProvider: 'expo', expoAccessToken: 't', expoProject: undefined })).toEqual([
    'EXPO_PROJECT: not set, and PUSH_PROVIDER is expo',
  ]);
});

test.each(['@halobuzz', 'halobuzz/halobuzz', '@a/b/c', ''])('%j is no project', (text) => {
  expect(originConfig.expoProject.schema.safeParse(text).success).toBe(false);
});
