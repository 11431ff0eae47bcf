import { generateKeyPairSync } from 'node:crypto';
import type { PaymentProvider } from '../src/origin/payments/provider-port.ts';
import { createStoreProviders } from '../src/origin/payments/stores/store-providers.ts';
import { createAppleChain } from './apple-chain.ts';
import { type AppleStore, startAppleStore } from './apple-store-server.ts';
import { type GooglePlay, serviceAccountKey, startGooglePlay } from './google-play-server.ts';

/** A recorded App Store and a recorded Google Play, and the providers that ask them. */
export interface RecordedStores {
  readonly apple: { readonly server: AppleStore; readonly provider: PaymentProvider };
  readonly google: { readonly server: GooglePlay; readonly provider: PaymentProvider };
  close(): Promise<void>;
}

const packageName = 'com.halobuzz.app';
const app = { bundleId: packageName, appId: 6_443_000_001, environment: 'Production' } as const;
const apiKey = { keyId: 'KEY1', issuerId: '57246542-96fe-1a63-e053-0824d011072a' };
const push = { email: 'push@halobuzz.example', audience: 'https://api.halobuzz.example', subscription: 'projects/p' };

export async function openRecordedStores(): Promise<RecordedStores> {
  const chain = createAppleChain({ nowMs: Date.now() });
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const account = { email: 'play@halobuzz.iam.gserviceaccount.com', ...serviceAccountKey() };
  const key = { id: apiKey.keyId, issuer: apiKey.issuerId, publicKey: keys.publicKey };
  const apple = await startAppleStore({ chain, ...app, key, clock: Date.now });
  const google = await startGooglePlay({ packageName, account, push, clock: Date.now });
  const [appleProvider, googleProvider] = createStoreProviders(
    {
      apple: {
        verifier: { roots: [chain.root.der], ...app, onlineChecks: false },
        api: { ...app, ...apiKey, key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() },
        apiUrl: apple.url,
      },
      google: {
        push: { ...push, packageName },
        api: { packageName, accountEmail: account.email, accountKey: account.pem },
        ...{ testPurchases: false, apiUrl: google.url },
      },
    },
    Date.now,
  );
  if (appleProvider === undefined || googleProvider === undefined) throw new Error('both stores are on');
  return {
    apple: { server: apple, provider: appleProvider },
    google: { server: google, provider: googleProvider },
    async close() {
      await Promise.all([apple.close(), google.close()]);
    },
  };
}
