import { initialCoinPackages } from '@halobuzz/core/payments/coin-packages';
import type { Actor } from '@halobuzz/core/tokens';
import { Registry } from 'prom-client';
import { movePaymentDocuments } from '../src/ledger/payment-documents.ts';
import { mongoSandboxPayments } from '../src/origin/mongo/mongo-sandbox-payments.ts';
import { composePayments, type PaymentDeps } from '../src/origin/payments/compose-payments.ts';
import type { PaymentProvider } from '../src/origin/payments/provider-port.ts';
import { createSandbox } from '../src/origin/payments/sandbox/sandbox-provider.ts';
import { startPayment } from '../src/origin/payments/start-payment.ts';
import { newActor, recordLog } from '../src/origin/testing/fakes.ts';
import { fakeWallet } from './fake-wallet.ts';
import { random } from './intents.ts';
import { openOwnDatabase } from './ledger-stores.ts';

/**
 * Payments over a real database, a wallet's rules without a store, and a ledger that commits when the test says so, as the
 * writer does. The clock stands still until a test moves it.
 */
export async function openPaymentBench(more: readonly PaymentProvider[] = []) {
  const database = await openOwnDatabase();
  const time = { nowMs: Date.now() };
  const clock = (): number => time.nowMs;
  const wallet = fakeWallet(clock);
  const committed = new Set<string>();
  const log = recordLog();
  const audited: string[] = [];
  const sandbox = createSandbox(mongoSandboxPayments(database.db), { webhookSecrets: ['sandbox-secret'] }, clock);
  const registry = new Registry();
  const deps: PaymentDeps = {
    ...composePayments({
      ...{ db: database.db, wallet, log, clock, random, registry, sandbox },
      providers: [sandbox.provider, ...more],
      audit: {
        async append({ action, details }) {
          audited.push(`${action} ${details?.finding ?? ''}`);
          return true;
        },
      },
    }),
    isCommitted: async (tx) => committed.has(tx),
  };
  return {
    ...{ database, time, wallet, log, audited, sandbox, registry, deps },
    /** The ledger commits what the wallet took since the last time, in one transaction. */
    async commit(): Promise<void> {
      const fresh = wallet.entries.filter(({ intent }) => !committed.has(intent.tx));
      const entries = fresh.map(({ intent, change }) => {
        return { posting: { kind: 'intent' as const, intent, effects: { change, outcome: 'posted' as const } } };
      });
      await database.client.withSession((session) =>
        session.withTransaction(() => movePaymentDocuments(database.db, session, entries, new Date(time.nowMs))),
      );
      for (const { intent } of fresh) committed.add(intent.tx);
    },
    /** A payment of the 525-coin package that its provider knows. */
    async start(actor: Actor = newActor(random, 'rita'), key = `k${random(8).join('')}`) {
      const sold = initialCoinPackages[1];
      if (sold === undefined) throw new Error('no package');
      const request = {
        packageId: sold.id,
        amount: String(sold.prices.USD),
        currency: 'USD',
        provider: 'sandbox',
      } as const;
      const { payment } = await startPayment(deps, actor, key, request);
      return { id: payment.id, actor };
    },
    async statusOf(id: string): Promise<string | undefined> {
      return (await deps.payments.get(id))?.status;
    },
    close: () => database.stop(),
  };
}
export type PaymentBench = Awaited<ReturnType<typeof openPaymentBench>>;
