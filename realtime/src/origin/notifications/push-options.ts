import { z } from 'zod';
import { choiceSetting, option, optionalOption, textSetting, urlSetting } from '../../config-option.ts';
import { inTheClear } from '../../in-the-clear.ts';

const projectSetting: z.ZodType<string, string> = z
  .string()
  .regex(/^@[A-Za-z0-9_-]{1,64}\/[A-Za-z0-9_-]{1,64}$/, 'must be @owner/slug');

/** Who carries push notifications. */
export const pushOptions = {
  pushProvider: option(
    'PUSH_PROVIDER',
    choiceSetting(['off', 'log', 'expo']),
    'who notifies followers of a host who goes live: nobody, the log alone, which production refuses, or Expo',
    { default: 'off', refusedInProduction: ['log'] },
  ),
  expoAccessToken: optionalOption(
    'EXPO_ACCESS_TOKEN',
    textSetting,
    "access token of Expo's push service, a must where PUSH_PROVIDER is expo",
    { secret: true },
  ),
  expoProject: optionalOption(
    'EXPO_PROJECT',
    projectSetting,
    'full name of the Expo project whose app people have, @owner/slug; a must where PUSH_PROVIDER is expo',
  ),
  expoBaseUrl: option(
    'EXPO_BASE_URL',
    urlSetting('http', 'https'),
    "address of Expo's push service; its library reads it by itself",
    { default: 'https://exp.host', inTheClear },
  ),
} as const;
