import type { OriginConfig } from '../../config.ts';
import { ConfigError } from '../../config-option.ts';
import type { AgoraRulesSettings } from './agora-rules.ts';

/** Whether people can be taken out of media, or why not, for the log. */
export type MediaSettings =
  | { readonly state: 'off'; readonly reason: string }
  | { readonly state: 'on'; readonly agora: AgoraRulesSettings; readonly eventSecrets: readonly string[] };

type MediaConfig = Pick<
  OriginConfig,
  'environment' | 'agoraAppId' | 'agoraCustomerKey' | 'agoraCustomerSecret' | 'agoraEventSecrets' | 'agoraApiUrl'
>;

/**
 * All of Agora's settings, or none: half of them would look like removals and remove nobody. Development may have the App ID
 * alone, so that media can be tried without an account for the RESTful API.
 * @throws ConfigError that names what is missing
 */
export function configuredMedia(config: MediaConfig): MediaSettings {
  const { agoraAppId: appId, agoraCustomerKey: customerKey, agoraCustomerSecret: customerSecret } = config;
  const eventSecrets = config.agoraEventSecrets ?? [];
  const rest = {
    AGORA_CUSTOMER_KEY: customerKey !== undefined,
    AGORA_CUSTOMER_SECRET: customerSecret !== undefined,
    AGORA_EVENT_SECRETS: eventSecrets.length > 0,
  };
  const set = Object.entries(rest).flatMap(([name, there]) => (there ? [name] : []));
  const missing = Object.entries(rest).flatMap(([name, there]) => (there ? [] : [name]));
  if (appId === undefined) {
    if (set.length > 0) throw new ConfigError([`AGORA_APP_ID: not set, and ${set.join(' and ')} is`]);
    return { state: 'off', reason: 'AGORA_APP_ID is not set' };
  }
  if (customerKey === undefined || customerSecret === undefined || eventSecrets.length === 0) {
    if (set.length > 0 || config.environment === 'production') {
      throw new ConfigError(missing.map((name) => `${name}: not set, and AGORA_APP_ID is`));
    }
    return { state: 'off', reason: `${missing.join(', ')} are not set` };
  }
  return {
    state: 'on',
    agora: { appId, customerKey, customerSecret, apiUrl: config.agoraApiUrl },
    eventSecrets,
  };
}
