import { generateKeyPairSync } from 'node:crypto';
import { newUuidV7 } from '@halobuzz/core/ids';
import type { Payment } from '@halobuzz/core/payments/payment';
import { Registry } from 'prom-client';
import { appleApiUrls } from '../src/origin/payments/apple/apple-api.ts';
import { composePayments, type PaymentDeps } from '../src/origin/payments/compose-payments.ts';
import { advanceDue } from '../src/origin/payments/payment-jobs.ts';
import { createStoreProviders } from '../src/origin/payments/stores/store-providers.ts';
import { drainEvents } from '../src/origin/payments/webhooks.ts';
import { createAppleChain } from './apple-chain.ts';
import { type AppleStore, startAppleStore } from './apple-store-server.ts';
import { type GooglePlay, serviceAccountKey, startGooglePlay } from './google-play-server.ts';
import { random, subject } from './intents.ts';
import { type LedgerBench, openLedgerBench, until } from './ledger-process.ts';
import { silentLog } from './ledger-stores.ts';
import { storePayment } from './store-payment.ts';

/** Payments over real stores and a real ledger, with a recorded App Store and a recorded Google Play. */
export interface StoreBench {
  readonly ledger: LedgerBench;
  readonly apple: AppleStore;
  readonly play: GooglePlay;
  readonly deps: PaymentDeps;
  /** Moves the clock of payments' own work ahead. */
  ahead(ms: number): void;
  /** A payment that waits for its store, of a buyer of its own unless one is given. */
  start(provider: 'apple' | 'google', over?: Partial<Payment>): Promise<Payment>;
  /** Lets payments' own work run until this payment has a status. */
  becomes(id: string, status: string): Promise<void>;
  /** One round of payments' own work. */
  work(): Promise<void>;
  coins(payment: Payment): Promise<bigint | undefined>;
  close(): Promise<void>;
}

const bundle = 'com.halobuzz.app';

export async function openStoreBench(): Promise<StoreBench> {
  let aheadMs = 0;
  const clock = (): number => Date.now() + aheadMs;
  const chain = createAppleChain({ nowMs: Date.now() });
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const account = { email: 'play@halobuzz.iam.gserviceaccount.com', ...serviceAccountKey() };
  const push = { email: 'push@halobuzz.example', audience: 'https://api.halobuzz.example', subscription: 'projects/p' };
  const app = { bundleId: bundle, appId: 6_443_000_001, environment: 'Production' } as const;
  const apiKey = { keyId: 'KEY1', issuerId: '57246542-96fe-1a63-e053-0824d011072a' };
  const [ledger, apple, play] = await Promise.all([
    openLedgerBench(),
    startAppleStore({
      ...{ chain, ...app, clock: Date.now },
      key: { id: apiKey.keyId, issuer: apiKey.issuerId, publicKey: keys.publicKey },
    }),
    startGooglePlay({ packageName: bundle, account, push, clock: Date.now }),
  ]);
  const stores = {
    apple: {
      verifier: { roots: [chain.root.der], ...app, onlineChecks: false },
      api: { ...app, ...apiKey, key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() },
      apiUrl: apple.url,
    },
    google: {
      push: { ...push, packageName: bundle },
      api: { packageName: bundle, accountEmail: account.email, accountKey: account.pem },
      ...{ testPurchases: false, apiUrl: play.url },
    },
  };
  if (stores.apple.apiUrl === appleApiUrls.Production) throw new Error('tests ask no store');
  await ledger.start().ready();
  const deps = composePayments({
    ...{ db: ledger.database.db, wallet: ledger.wallet, registry: new Registry(), log: silentLog, clock, random },
    audit: { append: async () => true },
    providers: createStoreProviders(stores, Date.now),
    sandbox: undefined,
  });
  const work = async (): Promise<void> => {
    await drainEvents(deps);
    await advanceDue(deps);
  };
  return {
    ...{ ledger, apple, play, deps, work },
    ahead(ms) {
      aheadMs += ms;
    },
    async start(provider, over = {}) {
      const id = newUuidV7(Date.now(), random);
      const payment = storePayment(provider, { id, userId: subject(), createdAtMs: clock(), ...over });
      await deps.payments.create(payment, clock());
      await advanceDue(deps);
      return payment;
    },
    becomes: (id, status) =>
      until(`payment is ${status}`, async () => {
        await work();
        return (await deps.payments.get(id))?.status === status;
      }),
    coins: async ({ userId }) => ledger.wallet.balance(userId),
    async close() {
      await Promise.all([ledger.close(), apple.close(), play.close()]);
    },
  };
}
