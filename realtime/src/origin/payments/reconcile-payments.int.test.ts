import type { SandboxAct } from '@halobuzz/core/api/payments';
import { accounts } from '@halobuzz/core/ledger/postings';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { random } from '../../../testing/intents.ts';
import { type LedgerBench, openLedgerBench, until } from '../../../testing/ledger-process.ts';
import { accountBalances } from '../../adapters/mongo/ledger-collections.ts';
import { mongoSandboxPayments } from '../mongo/mongo-sandbox-payments.ts';
import { newActor, recordLog } from '../testing/fakes.ts';
import { composePayments, type PaymentDeps } from './compose-payments.ts';
import { advanceDue } from './payment-jobs.ts';
import { reconcilePayments } from './reconcile-payments.ts';
import { createSandbox, type Sandbox } from './sandbox/sandbox-provider.ts';
import { startPayment } from './start-payment.ts';
import { receiveWebhook } from './webhooks.ts';

let bench: LedgerBench;
let sandbox: Sandbox;
let deps: PaymentDeps;
const time = { aheadMs: 0 };
const audited: string[] = [];

beforeAll(async () => {
  bench = await openLedgerBench();
  const ledger = bench.start();
  const { db } = bench.database;
  const clock = () => Date.now() + time.aheadMs;
  sandbox = createSandbox(mongoSandboxPayments(db), { webhookSecrets: ['secret'] }, clock);
  const audit = {
    append: async ({ details }: { details?: Readonly<Record<string, unknown>> | undefined }) =>
      audited.push(String(details?.finding)) > 0,
  };
  deps = composePayments({
    ...{ db, clock, random, audit, sandbox, wallet: bench.wallet, log: recordLog(), registry: new Registry() },
    providers: [sandbox.provider],
  });
  await ledger.ready();
});
afterAll(() => bench.close());

async function start() {
  const actor = newActor(random, 'rita');
  const request = { packageId: 'coins_500', amount: '499', currency: 'USD', provider: 'sandbox' } as const;
  const { payment } = await startPayment(deps, actor, `k${random(6).join('')}`, request);
  return { id: payment.id, subject: actor.subject };
}
const act = async (id: string, what: SandboxAct) => receiveWebhook(deps, 'sandbox', await sandbox.act(id, what));
const become = (id: string, status: string) =>
  until(`the payment is ${status}`, async () => {
    await advanceDue(deps);
    return (await deps.payments.get(id))?.status === status;
  });
const findingsOf = async (paymentId: string) =>
  (await bench.database.db.collection('reconciliation_findings').find({ paymentId }).toArray()).map(
    ({ kind, resolvedAt }) => `${kind}${resolvedAt === null ? '' : ' resolved'}`,
  );
/** What happened so far lies behind the time that webhooks and commits are given. */
const later = () => {
  time.aheadMs += 120_000;
};

it('a payment goes through the real ledger: bought, refunded in part, disputed, won', async () => {
  const { id, subject } = await start();
  await act(id, 'approve');
  await become(id, 'credited');
  expect(await bench.wallet.balance(subject)).toBe(525n);
  await act(id, 'refund_half');
  await become(id, 'partially_refunded');
  expect(await bench.wallet.balance(subject)).toBe(525n - 261n);
  await act(id, 'dispute');
  await become(id, 'disputed');
  expect(await bench.wallet.balance(subject)).toBe(0n);
  await act(id, 'win');
  await become(id, 'partially_refunded');
  expect(await bench.wallet.balance(subject)).toBe(525n - 261n);
  const money = await accountBalances(bench.database.db)
    .find({ account: { $in: [accounts.clearing('sandbox'), accounts.revenue, accounts.chargebacks] }, currency: 'USD' })
    .toArray();
  const sums = Object.fromEntries(money.map(({ account, balance }) => [account, balance]));
  expect(sums).toEqual({ [accounts.clearing('sandbox')]: -250n, [accounts.revenue]: 250n, [accounts.chargebacks]: 0n });
  later();
  expect(await reconcilePayments(deps)).toMatchObject({ caughtUp: 0, findings: 0, entries: 4, unread: [] });
  expect(await bench.verify()).toMatchObject({ breaks: [], problems: [], entries: 4 });
});

it('a webhook that never came is caught up with', async () => {
  const { id, subject } = await start();
  await sandbox.act(id, 'approve');
  later();
  expect(await reconcilePayments(deps)).toMatchObject({ caughtUp: 1, findings: 0 });
  await become(id, 'credited');
  expect(await bench.wallet.balance(subject)).toBe(525n);
  expect(await reconcilePayments(deps)).toMatchObject({ caughtUp: 0, findings: 0 });
});

it('money of a payment that we do not know is found, once', async () => {
  const paymentId = crypto.randomUUID();
  const base = { provider: 'sandbox', externalId: 'sb_lost', paymentId, atMs: Date.now() } as const;
  const facts = [{ ...base, kind: 'paid', eventId: 'x', money: { amount: 499n, currency: 'USD' } }] as const;
  const lost = { id: 'sb_lost', paymentId, amount: 499n, currency: 'USD', state: 'paid', facts } as const;
  await sandbox.store.open({ ...lost, updatedAtMs: Date.now() });
  later();
  expect(await reconcilePayments(deps)).toMatchObject({ findings: 1 });
  expect(await reconcilePayments(deps)).toMatchObject({ findings: 1 });
  expect(await findingsOf(paymentId)).toEqual(['unknown_here']);
  expect(audited.filter((kind) => kind === 'unknown_here')).toHaveLength(1);
  await bench.database.db.collection('sandbox_payments').deleteOne({ paymentId });
});

it('a payment that the provider does not know is found, and closed when it turns up', async () => {
  const { id } = await start();
  await act(id, 'approve');
  await become(id, 'credited');
  const there = await sandbox.store.get(id);
  if (there === undefined) throw new Error('gone');
  await bench.database.db.collection('sandbox_payments').deleteOne({ paymentId: id });
  later();
  expect(await reconcilePayments(deps)).toMatchObject({ findings: 1 });
  expect(await findingsOf(id)).toEqual(['unknown_there']);
  await sandbox.store.open({ ...there, updatedAtMs: Date.now() });
  expect(await reconcilePayments(deps)).toMatchObject({ findings: 0 });
  expect(await findingsOf(id)).toEqual(['unknown_there resolved']);
});

it('a payment that the ledger tells otherwise, and an entry of no payment, are found', async () => {
  const [changed, gone] = [await start(), await start()];
  for (const { id } of [changed, gone]) {
    await act(id, 'approve');
    await become(id, 'credited');
  }
  const payments = bench.database.db.collection<{ _id: string }>('payments', { useBigInt64: true });
  await payments.updateOne({ _id: changed.id }, { $set: { 'acts.0.coins': 526n } });
  await payments.deleteOne({ _id: gone.id });
  later();
  const summary = await reconcilePayments(deps);
  expect(await findingsOf(changed.id)).toEqual(['ledger_differs']);
  expect(await findingsOf(gone.id)).toEqual(['unknown_here', 'entry_without_payment']);
  expect(summary.findings).toBe(3);
});

it('a report that cannot be read says so, and accuses nobody', async () => {
  const { id } = await start();
  await act(id, 'approve');
  await become(id, 'credited');
  later();
  const down = { ...sandbox.provider, listPayments: async () => ({ kind: 'unavailable', reason: 'down' }) as const };
  const summary = await reconcilePayments({ ...deps, providers: new Map([['sandbox', down]]) });
  expect(summary.unread).toEqual([{ provider: 'sandbox', why: 'down' }]);
  expect(await findingsOf(id)).toEqual([]);
  // Without any provider, what is booked is compared all the same.
  const alone = await reconcilePayments({ ...deps, providers: new Map() });
  expect(alone).toMatchObject({ reported: 0, unread: [], ours: summary.ours });
  expect(alone.findings).toBeGreaterThan(0);
});
