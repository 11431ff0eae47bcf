import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import {
  booleanSetting,
  type ConfigOf,
  option,
  optionalOption,
  textSetting,
  urlSetting,
} from '../../../config-option.ts';
import type { GooglePlaySettings } from './google-play-api.ts';
import type { GooglePushSettings } from './google-push.ts';

const accountFile = z.object({
  type: z.literal('service_account'),
  client_email: z.email(),
  private_key: z.string().refine((pem) => isRsaKey(pem)),
});

function isRsaKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

/** The key file of a service account, as Google Cloud gives it. */
const accountSetting: z.ZodType<{ readonly email: string; readonly key: string }, string> = z
  .string()
  .transform((text, context) => {
    try {
      const account = accountFile.parse(JSON.parse(text));
      return { email: account.client_email, key: account.private_key };
    } catch {
      context.addIssue('must be the JSON key file of a service account');
      return z.NEVER;
    }
  });

/** Settings of the origin for Google Play. */
export const googleOptions = {
  googlePayments: option(
    'GOOGLE_PAYMENTS',
    booleanSetting,
    'whether coins are sold in Google Play; the other GOOGLE_ settings are needed then',
    { default: 'false' },
  ),
  googlePackageName: option('GOOGLE_PACKAGE_NAME', textSetting, 'package name of the app', {
    default: 'com.halobuzz.app',
  }),
  googleAccount: optionalOption(
    'GOOGLE_SERVICE_ACCOUNT',
    accountSetting,
    'key file (JSON) of the service account that may view orders and manage them in the Play Console',
    { secret: true },
  ),
  googlePushAudience: optionalOption(
    'GOOGLE_PUSH_AUDIENCE',
    urlSetting('https', 'http'),
    'audience of the push subscription: the public address of /api/v1/webhooks/google',
  ),
  googlePushEmail: optionalOption(
    'GOOGLE_PUSH_EMAIL',
    z.email(),
    'service account that the push subscription signs as',
  ),
  googlePushSubscription: optionalOption(
    'GOOGLE_PUSH_SUBSCRIPTION',
    z.string().regex(/^projects\/[^/]+\/subscriptions\/[^/]+$/, 'must be projects/…/subscriptions/…'),
    'the push subscription; any of that service account when absent',
  ),
  googleTestPurchases: option(
    'GOOGLE_TEST_PURCHASES',
    booleanSetting,
    'whether purchases of licence testers, who pay nothing, buy coins; never in production',
    { default: 'false', refusedInProduction: ['true'] },
  ),
  googleApiUrl: optionalOption(
    'GOOGLE_API_URL',
    urlSetting('http', 'https'),
    'where to ask instead of Google: a recorded server; never in production',
  ),
} as const;

export interface GoogleSettings {
  readonly push: GooglePushSettings;
  readonly api: GooglePlaySettings;
  readonly testPurchases: boolean;
  readonly apiUrl: string | undefined;
}

/** What Google Play needs, or what is wrong with it, a line each; undefined when nothing is sold there. */
export function googleSettings(
  config: ConfigOf<typeof googleOptions>,
  production: boolean,
): GoogleSettings | undefined | readonly string[] {
  if (!config.googlePayments) return undefined;
  const { googlePackageName: packageName, googleAccount: account, googlePushAudience: audience } = config;
  const { googlePushEmail: email, googlePushSubscription: subscription, googleApiUrl: apiUrl } = config;
  const problems: string[] = [];
  const need = (env: string, isThere: boolean): void => {
    if (!isThere) problems.push(`${env}: not set, and GOOGLE_PAYMENTS is true`);
  };
  need('GOOGLE_SERVICE_ACCOUNT', account !== undefined);
  need('GOOGLE_PUSH_AUDIENCE', audience !== undefined);
  need('GOOGLE_PUSH_EMAIL', email !== undefined);
  if (production && apiUrl !== undefined) problems.push('GOOGLE_API_URL: this setting is for development only');
  if (problems.length > 0 || account === undefined || audience === undefined || email === undefined) return problems;
  return {
    push: { packageName, audience, email, subscription },
    api: { packageName, accountEmail: account.email, accountKey: account.key },
    testPurchases: config.googleTestPurchases,
    apiUrl,
  };
}
