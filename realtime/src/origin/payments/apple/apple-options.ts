import { createPrivateKey, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import {
  booleanSetting,
  type ConfigOf,
  choiceSetting,
  integerSetting,
  option,
  optionalOption,
  textSetting,
  urlSetting,
} from '../../../config-option.ts';
import type { AppleApiSettings } from './apple-api.ts';
import type { AppleVerifierSettings } from './apple-verifier.ts';

/**
 * SHA-256 of the root certificates that Apple publishes at https://www.apple.com/certificateauthority/: Apple Inc. Root,
 * Apple Root CA - G2, Apple Root CA - G3 (which the App Store signs under). Production takes no other.
 */
const APPLE_ROOTS = [
  'b0b1730ecbc7ff4505142c49f1295e6eda6bcaed7e2c68c5be91b5a11001f024',
  'c2b9b042dd57830e7d117dac55ac8ae19407d38e41d88f3215bc3a890444a050',
  '63343abfb89a6a03ebb57e9b3f5fa7be7c4f5c756f3017b3a8c488c3653e9179',
];

const rootsSetting: z.ZodType<readonly X509Certificate[], string> = z.string().transform((text, context) => {
  const roots = text.split(',').map((part) => rootOf(part.trim()));
  if (roots.every((root) => root !== undefined)) return roots;
  context.addIssue('must be self-signed certificates of authorities, each DER in base64, comma-separated');
  return z.NEVER;
});

function rootOf(base64: string): X509Certificate | undefined {
  try {
    const certificate = new X509Certificate(Buffer.from(base64, 'base64'));
    return certificate.ca && certificate.verify(certificate.publicKey) ? certificate : undefined;
  } catch {
    return undefined;
  }
}

/** PKCS#8 PEM as App Store Connect gives it; line ends may be written as `\n`. */
const keySetting: z.ZodType<string, string> = z.string().transform((text, context) => {
  const pem = text.replaceAll('\\n', '\n');
  try {
    if (createPrivateKey(pem).asymmetricKeyDetails?.namedCurve === 'prime256v1') return pem;
  } catch {
    // Told below, without the value.
  }
  context.addIssue('must be a private key on P-256, PKCS#8 PEM');
  return z.NEVER;
});

/** Settings of the origin for the App Store. */
export const appleOptions = {
  applePayments: option(
    'APPLE_PAYMENTS',
    booleanSetting,
    'whether coins are sold in the App Store; the other APPLE_ settings are needed then',
    { default: 'false' },
  ),
  appleEnvironment: option(
    'APPLE_ENVIRONMENT',
    choiceSetting(['Production', 'Sandbox']),
    'which purchases of the App Store count; those of the sandbox cost nothing',
    { default: 'Production', refusedInProduction: ['Sandbox'] },
  ),
  appleBundleId: option('APPLE_BUNDLE_ID', textSetting, 'bundle id of the app', { default: 'com.halobuzz.app' }),
  appleAppId: optionalOption(
    'APPLE_APP_ID',
    integerSetting(1, 999_999_999_999_999),
    "the app's number in the App Store; needed where purchases are real",
  ),
  appleRoots: optionalOption(
    'APPLE_ROOT_CERTIFICATES',
    rootsSetting,
    'root certificates that signed purchases must lead to: those of Apple Root CA - G3, from apple.com/certificateauthority',
  ),
  appleOnlineChecks: option(
    'APPLE_ONLINE_CHECKS',
    booleanSetting,
    'whether Apple is asked if its certificates were revoked (OCSP)',
    { default: 'true' },
  ),
  appleApiKey: optionalOption('APPLE_API_KEY', keySetting, 'private key of App Store Connect for in-app purchases', {
    secret: true,
  }),
  appleApiKeyId: optionalOption('APPLE_API_KEY_ID', textSetting, 'id of that key'),
  appleApiIssuerId: optionalOption('APPLE_API_ISSUER_ID', textSetting, 'issuer id that App Store Connect shows for it'),
  appleApiUrl: optionalOption(
    'APPLE_API_URL',
    urlSetting('http', 'https'),
    'where to ask instead of Apple: a recorded server; never in production',
  ),
} as const;

export interface AppleSettings {
  readonly verifier: AppleVerifierSettings;
  readonly api: AppleApiSettings;
  readonly apiUrl: string | undefined;
}

/** What the App Store needs, or what is wrong with it, a line each; undefined when nothing is sold there. */
export function appleSettings(
  config: ConfigOf<typeof appleOptions>,
  production: boolean,
): AppleSettings | undefined | readonly string[] {
  if (!config.applePayments) return undefined;
  const { appleEnvironment: environment, appleBundleId: bundleId, appleAppId: appId, appleRoots: roots } = config;
  const { appleApiKey: key, appleApiKeyId: keyId, appleApiIssuerId: issuerId, appleApiUrl: apiUrl } = config;
  const problems: string[] = [];
  const need = (env: string, isThere: boolean): void => {
    if (!isThere) problems.push(`${env}: not set, and APPLE_PAYMENTS is true`);
  };
  need('APPLE_ROOT_CERTIFICATES', roots !== undefined);
  need('APPLE_API_KEY', key !== undefined);
  need('APPLE_API_KEY_ID', keyId !== undefined);
  need('APPLE_API_ISSUER_ID', issuerId !== undefined);
  need('APPLE_APP_ID', environment === 'Sandbox' || appId !== undefined);
  if (production && roots?.every(isApples) === false)
    problems.push('APPLE_ROOT_CERTIFICATES: holds one that Apple does not publish');
  if (production && apiUrl !== undefined) problems.push('APPLE_API_URL: this setting is for development only');
  if (problems.length > 0) return problems;
  if (roots === undefined || key === undefined || keyId === undefined || issuerId === undefined) return problems;
  return {
    verifier: {
      ...{ environment, bundleId, appId, onlineChecks: config.appleOnlineChecks },
      roots: roots.map((root) => Uint8Array.from(root.raw)),
    },
    api: { environment, bundleId, key, keyId, issuerId },
    apiUrl,
  };
}

function isApples(root: X509Certificate): boolean {
  return APPLE_ROOTS.includes(root.fingerprint256.replaceAll(':', '').toLowerCase());
}
