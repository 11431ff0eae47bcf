import type { Clock } from '@halobuzz/core/clock';
import { ConfigError, type ConfigOf } from '../../../config-option.ts';
import { appleApiUrls, createAppleApi } from '../apple/apple-api.ts';
import { type AppleSettings, type appleOptions, appleSettings } from '../apple/apple-options.ts';
import { createAppleProvider } from '../apple/apple-provider.ts';
import { createAppleVerifier } from '../apple/apple-verifier.ts';
import { type GoogleSettings, type googleOptions, googleSettings } from '../google/google-options.ts';
import { createGooglePlayApi, googleUrls } from '../google/google-play-api.ts';
import { createGoogleProvider } from '../google/google-provider.ts';
import { createPushReader } from '../google/google-push.ts';
import type { PaymentProvider } from '../provider-port.ts';
import { storeFetch } from './store-fetch.ts';

export interface StoreSettings {
  readonly apple: AppleSettings | undefined;
  readonly google: GoogleSettings | undefined;
}

/** The settings that stores are made of. */
export type StoreConfig = ConfigOf<typeof appleOptions> &
  ConfigOf<typeof googleOptions> & { readonly environment: string };

/**
 * What the settings of the stores come to together; call it at the start.
 * @throws ConfigError that names every setting that a store which is on lacks, or that production refuses
 */
export function storeSettings(config: StoreConfig): StoreSettings {
  const production = config.environment === 'production';
  const [apple, google] = [appleSettings(config, production), googleSettings(config, production)];
  const problems = [apple, google].flatMap((found) => (isProblems(found) ? found : []));
  if (problems.length > 0 || isProblems(apple) || isProblems(google)) throw new ConfigError(problems);
  return { apple, google };
}

function isProblems<T>(found: T | readonly string[]): found is readonly string[] {
  return Array.isArray(found);
}

/** The providers of the stores that are on. Opens nothing. */
export function createStoreProviders({ apple, google }: StoreSettings, clock: Clock): readonly PaymentProvider[] {
  const providers: PaymentProvider[] = [];
  if (apple !== undefined) {
    const instead = apple.apiUrl === undefined ? [] : ([[appleApiUrls[apple.api.environment], apple.apiUrl]] as const);
    const api = createAppleApi(apple.api, storeFetch(new Map(instead)));
    providers.push(createAppleProvider({ verifier: createAppleVerifier(apple.verifier, clock), api, clock }));
  }
  if (google !== undefined) {
    const { apiUrl, testPurchases } = google;
    const instead = apiUrl === undefined ? [] : Object.values(googleUrls).map((url) => [url, apiUrl] as const);
    const fetchBounded = storeFetch(new Map(instead));
    const api = createGooglePlayApi(google.api, fetchBounded);
    providers.push(
      createGoogleProvider({ readPush: createPushReader(google.push, fetchBounded, clock), api, testPurchases, clock }),
    );
  }
  return providers;
}
