import { z } from 'zod';
import { listSetting, option, optionalOption, textSetting, urlSetting } from '../../config-option.ts';
import { inTheClear } from '../../in-the-clear.ts';

/** What Agora's console shows as App ID, customer id and customer secret. */
const agoraKeySetting: z.ZodType<string, string> = z
  .string()
  .regex(/^[0-9a-fA-F]{32}$/, 'must be 32 hexadecimal digits');

/** Agora as the origin needs it, to take people out of a broadcast's media. */
export const agoraOptions = {
  agoraAppId: optionalOption(
    'AGORA_APP_ID',
    agoraKeySetting,
    'App ID of the Agora project, the same as the edge has; without it nobody is ever taken out of media',
  ),
  agoraCustomerKey: optionalOption(
    'AGORA_CUSTOMER_KEY',
    agoraKeySetting,
    "customer id of Agora's RESTful API, for kicking rules; a must in production where AGORA_APP_ID is set",
    { secret: true },
  ),
  agoraCustomerSecret: optionalOption(
    'AGORA_CUSTOMER_SECRET',
    agoraKeySetting,
    "customer secret of Agora's RESTful API",
    { secret: true },
  ),
  agoraEventSecrets: optionalOption(
    'AGORA_EVENT_SECRETS',
    listSetting(textSetting),
    "secrets of Agora's notifications of channel events, comma-separated: two while one is replaced",
    { secret: true },
  ),
  agoraApiUrl: option('AGORA_API_URL', urlSetting('http', 'https'), "address of Agora's RESTful API", {
    default: 'https://api.agora.io',
    inTheClear,
  }),
} as const;
