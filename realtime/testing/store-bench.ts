import { newUuidV7 } from '@halobuzz/core/ids';
import type { Payment } from '@halobuzz/core/payments/payment';
import { Registry } from 'prom-client';
import { composePayments, type PaymentDeps } from '../src/origin/payments/compose-payments.ts';
import { advanceDue } from '../src/origin/payments/payment-jobs.ts';
import { drainEvents } from '../src/origin/payments/webhooks.ts';
import type { AppleStore } from './apple-store-server.ts';
import type { GooglePlay } from './google-play-server.ts';
import { random, subject } from './intents.ts';
import { type LedgerBench, openLedgerBench, until } from './ledger-process.ts';
import { silentLog } from './ledger-stores.ts';
import { openRecordedStores } from './recorded-stores.ts';
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

export async function openStoreBench(): Promise<StoreBench> {
  let aheadMs = 0;
  const clock = (): number => Date.now() + aheadMs;
  const [ledger, stores] = await Promise.all([openLedgerBench(), openRecordedStores()]);
  await ledger.start().ready();
  const deps = composePayments({
    ...{ db: ledger.database.db, wallet: ledger.wallet, registry: new Registry(), log: silentLog, clock, random },
    audit: { append: async () => true },
    providers: [stores.apple.provider, stores.google.provider],
    sandbox: undefined,
  });
  const work = async (): Promise<void> => {
    await drainEvents(deps);
    await advanceDue(deps);
  };
  return {
    ...{ ledger, deps, work, apple: stores.apple.server, play: stores.google.server },
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
      await Promise.all([ledger.close(), stores.close()]);
    },
  };
}
