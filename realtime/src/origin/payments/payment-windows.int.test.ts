import type { SandboxAct } from '@halobuzz/core/api/payments';
import { limits } from '@halobuzz/core/limits';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { random } from '../../../testing/intents.ts';
import { type LedgerBench, openLedgerBench, type RunningLedger, until } from '../../../testing/ledger-process.ts';
import { transactions } from '../../adapters/mongo/ledger-collections.ts';
import { mongoSandboxPayments } from '../mongo/mongo-sandbox-payments.ts';
import { newActor, recordLog } from '../testing/fakes.ts';
import { composePayments, type PaymentDeps } from './compose-payments.ts';
import { advanceDue } from './payment-jobs.ts';
import { createSandbox, type Sandbox } from './sandbox/sandbox-provider.ts';
import { startPayment } from './start-payment.ts';
import { receiveWebhook } from './webhooks.ts';

let bench: LedgerBench;
let ledger: RunningLedger;
let sandbox: Sandbox;
let deps: PaymentDeps;
const time = { aheadMs: 0 };

beforeAll(async () => {
  bench = await openLedgerBench();
  const { db } = bench.database;
  const clock = () => Date.now() + time.aheadMs;
  sandbox = createSandbox(mongoSandboxPayments(db), { webhookSecrets: ['secret'] }, clock);
  deps = composePayments({
    ...{ db, clock, random, sandbox, wallet: bench.wallet, log: recordLog(), registry: new Registry() },
    ...{ providers: [sandbox.provider], audit: { append: async () => true } },
  });
  ledger = bench.start();
  await ledger.ready();
});
afterAll(() => bench.close());

async function start() {
  const actor = newActor(random, 'rita');
  const request = { packageId: 'coins_500', amount: '499', currency: 'USD', provider: 'sandbox' } as const;
  const { payment } = await startPayment(deps, actor, 'k', request);
  return { id: payment.id, subject: actor.subject };
}
const act = async (id: string, what: SandboxAct) => receiveWebhook(deps, 'sandbox', await sandbox.act(id, what));
const become = (id: string, status: string) =>
  until(`the payment is ${status}`, async () => {
    time.aheadMs += limits.paymentRetryMinMs;
    await advanceDue(deps);
    return (await deps.payments.get(id))?.status === status;
  });
const entriesOf = async (id: string) =>
  (
    await transactions(bench.database.db)
      .find({ 'metadata.orderId': new RegExp(`^${id}`) })
      .toArray()
  ).map(({ type }) => type);
/** The wallet took the act, and no writer has committed it. */
async function taken(id: string, subject: string, coins: bigint): Promise<void> {
  await until('the wallet took it', async () => {
    time.aheadMs += limits.paymentRetryMinMs;
    await advanceDue(deps);
    return (await bench.wallet.balance(subject)) === coins;
  });
  expect((await deps.payments.get(id))?.payment.acts.at(-1)?.committed).toBe(false);
}
async function restartWriter(): Promise<void> {
  ledger = bench.start();
  await ledger.ready();
}

it('a credit that the wallets forgot before its commit is given again, once', async () => {
  const { id, subject } = await start();
  await act(id, 'approve');
  await ledger.stop();
  await taken(id, subject, 525n);
  await bench.server.wipeAndRestart();
  await restartWriter();
  await become(id, 'credited');
  expect(await bench.wallet.balance(subject)).toBe(525n);
  expect(await entriesOf(id)).toEqual(['purchase']);
});

it('a credit that outlived a crash of the wallets is not given twice', async () => {
  const { id, subject } = await start();
  await act(id, 'approve');
  await ledger.stop();
  await taken(id, subject, 525n);
  await bench.server.crashAndRestart();
  await restartWriter();
  await become(id, 'credited');
  expect(await bench.wallet.balance(subject)).toBe(525n);
  expect(await entriesOf(id)).toEqual(['purchase']);
});

it('a refund that the wallets forgot, and one that was committed before they were wiped, are each taken once', async () => {
  const { id, subject } = await start();
  await act(id, 'approve');
  await become(id, 'credited');
  await act(id, 'refund_half');
  await become(id, 'partially_refunded');
  await bench.server.wipeAndRestart();
  await until('the wallet is back', async () => (await bench.wallet.balance(subject)) === 525n - 261n);
  await ledger.stop();
  await act(id, 'refund');
  await taken(id, subject, 0n);
  await bench.server.wipeAndRestart();
  await restartWriter();
  await become(id, 'refunded');
  expect(await bench.wallet.balance(subject)).toBe(0n);
  expect(await entriesOf(id)).toEqual(['purchase', 'refund', 'refund']);
  expect(await bench.verify()).toMatchObject({ breaks: [], problems: [] });
});
