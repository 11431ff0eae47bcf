import type { OriginConfig } from '../../config.ts';
import { ConfigError } from '../../config-option.ts';
import type { ExpoPushSettings } from './expo-push.ts';

export type PushSettings =
  | { readonly provider: 'off' | 'log' }
  | { readonly provider: 'expo'; readonly expo: ExpoPushSettings };

/** @throws ConfigError that names what Expo misses */
export function configuredPush(
  config: Pick<OriginConfig, 'pushProvider' | 'expoAccessToken' | 'expoProject'>,
): PushSettings {
  if (config.pushProvider !== 'expo') return { provider: config.pushProvider };
  const { expoAccessToken: accessToken, expoProject: project } = config;
  if (accessToken === undefined || project === undefined) {
    const missing = { EXPO_ACCESS_TOKEN: accessToken, EXPO_PROJECT: project };
    throw new ConfigError(
      Object.entries(missing).flatMap(([name, value]) =>
        value === undefined ? [`${name}: not set, and PUSH_PROVIDER is expo`] : [],
      ),
    );
  }
  return { provider: 'expo', expo: { accessToken, project } };
}
