import { walletShardOf } from '@halobuzz/core/ids';
import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import { limits } from '@halobuzz/core/limits';
import type { PayoutStatus } from '@halobuzz/core/payouts/payout';
import type { Actor } from '@halobuzz/core/tokens';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../../testing/ledger-process.ts';
import { openPayoutWorld, type PayoutWorld, person } from '../../../testing/payout-world.ts';
import { quarantine } from '../../adapters/mongo/ledger-collections.ts';
import { payoutDocuments } from '../mongo/mongo-payouts.ts';
import { approvePayout, rejectPayout } from './decide-payout.ts';
import { type Payout, payoutView } from './payout.ts';
import { advanceDuePayouts } from './payout-jobs.ts';
import { reconcilePayouts } from './reconcile-payouts.ts';
import { cancelPayout, payoutEligibility, requestPayout } from './request-payout.ts';

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.moody.world.mood = () => 'pays';
  world.failing.length = 0;
});

const [finance, other] = [person('finance'), person('finance')];
const note = 'checked against the ledger';
let keys = 0;

async function ask(host: Actor, diamonds: bigint): Promise<Payout> {
  keys += 1;
  const key = `key-${keys}`;
  return (await requestPayout(world.deps, host, key, { diamonds, currency: 'USD' })).payout;
}

/** Lets the job and the writer do their work until the payout is where it should be. */
async function reach(id: string, status: PayoutStatus, settled = false): Promise<Payout> {
  for (let passes = 0; passes < 60; passes += 1) {
    await world.drained();
    const payout = await world.deps.payouts.get(id);
    if (payout?.status === status && (!settled || payout.open !== true)) return payout;
    world.time.nowMs += limits.payoutRetryMinMs;
    await advanceDuePayouts(world.deps);
  }
  throw new Error(`it never became ${status}: ${(await world.deps.payouts.get(id))?.status}`);
}

async function heldPayout(diamonds = 20_000n): Promise<{ readonly host: Actor; readonly payout: Payout }> {
  const host = person('host');
  await world.earn(host, diamonds);
  return { host, payout: await reach((await ask(host, diamonds))._id, 'held') };
}

/** Its provider says that something happened, and the job comes by. */
async function wake(id: string): Promise<void> {
  await world.deps.payouts.wake(id, world.deps.clock());
  await advanceDuePayouts(world.deps);
}

const reasons = (fields: readonly string[]) => ({
  code: 'payout_refused',
  errors: fields.map((field) => expect.objectContaining({ field })),
});

describe('a payout', () => {
  it('is held, approved, sent, paid and posted, each step once and in the audit log', async () => {
    const { host, payout } = await heldPayout(20_001n);
    expect(payout).toMatchObject({ ledger: 'held', fiat: 10_000n, fiatCurrency: 'USD', rateVersion: 1, needed: 1 });
    expect(await world.diamondsOf(host)).toEqual({ earned: 0n, held: 20_001n, paid: 0n });
    await approvePayout(world.deps, finance, payout._id, note);
    const done = await reach(payout._id, 'paid', true);
    expect(done).toMatchObject({ ledger: 'posted', externalId: `tr_${payout._id}` });
    expect(await world.diamondsOf(host)).toEqual({ earned: 0n, held: 0n, paid: 20_001n });
    expect(world.moody.world.made.filter(({ payoutId }) => payoutId === payout._id)).toEqual([
      { payoutId: payout._id, payee: host.subject, currency: 'USD', amount: 10_000n },
    ]);
    await advanceDuePayouts(world.deps);
    const log = await world.bench.database.db
      .collection('audit_log')
      .find({ subject: payout._id })
      .sort({ sequence: 1 })
      .toArray();
    expect(log.map(({ action, details }) => [action, details.from, details.to])).toEqual([
      ['payout.requested', '', 'requested'],
      ['payout.changed', 'requested', 'held'],
      ['payout.approved', 'held', 'approved'],
      ['payout.changed', 'approved', 'sending'],
      ['payout.changed', 'sending', 'paid'],
    ]);
    expect(log[2]).toMatchObject({ actor: finance.account, reason: note });
    expect(JSON.stringify(log)).not.toContain(host.subject);
    await world.sound();
  });

  it('is asked for once under its key, and tells which field differs', async () => {
    const host = person('host');
    await world.earn(host, 5_000n);
    const asked = { diamonds: 2_000n, currency: 'USD' } as const;
    const [first, ...rest] = await Promise.all(
      [1, 2, 3, 4].map(() => requestPayout(world.deps, host, 'same', asked).catch((error: unknown) => error)),
    );
    expect([first, ...rest].filter((answer) => Reflect.get(Object(answer), 'result') === 'created')).toHaveLength(1);
    expect(await requestPayout(world.deps, host, 'same', asked)).toMatchObject({ result: 'exists' });
    await expect(requestPayout(world.deps, host, 'same', { ...asked, diamonds: 2_001n })).rejects.toMatchObject({
      code: 'idempotency_mismatch',
      errors: [{ field: 'diamonds' }],
    });
    await expect(requestPayout(world.deps, host, 'same', { ...asked, currency: 'EUR' })).rejects.toMatchObject({
      errors: [{ field: 'currency' }],
    });
    await expect(ask(host, 2_000n)).rejects.toMatchObject(reasons(['payout_open']));
  });

  it('is refused with every reason', async () => {
    const host = person('host');
    await world.earn(host, 1_500n);
    world.failing.push('identity', 'tax');
    await expect(ask(host, 999n)).rejects.toMatchObject(reasons(['identity', 'tax', 'below_minimum']));
    world.failing.length = 0;
    await expect(ask(host, 1_501n)).rejects.toMatchObject(reasons(['above_payable']));
    await expect(ask({ ...host, emailVerified: false }, 1_000n)).rejects.toMatchObject({ code: 'email_unverified' });
    await world.controls.freeze(host.subject, { source: 'staff:1', reason: 'test', by: 'system' });
    await world.controls.holdPayouts(host.subject, { source: 'finding:1', reason: 'test', by: 'system' });
    await expect(ask(host, 1_000n)).rejects.toMatchObject(reasons(['wallet_frozen', 'payouts_held']));
    expect(await payoutEligibility(world.deps, host.subject)).toMatchObject({
      ...{ eligible: false, earned: '1500', payable: '1500', maturing: '0' },
      reasons: [{ code: 'wallet_frozen' }, { code: 'payouts_held' }],
    });
  });

  it('takes nothing that is still maturing, and what a cancelled one gave back has matured before', async () => {
    const host = person('host');
    await world.earn(host, 3_000n);
    const between = Date.now() + 1;
    await until('a later moment', () => Date.now() > between);
    await world.earn(host, 4_000n);
    const before = world.time.nowMs;
    world.time.nowMs = between + limits.payoutHoldPeriodMs;
    try {
      expect(await payoutEligibility(world.deps, host.subject)).toMatchObject({
        ...{ eligible: true, earned: '7000', maturing: '4000', payable: '3000' },
      });
      await expect(ask(host, 3_001n)).rejects.toMatchObject(reasons(['above_payable']));
      const payout = await reach((await ask(host, 3_000n))._id, 'held');
      await cancelPayout(world.deps, host.subject, payout._id);
      await reach(payout._id, 'cancelled', true);
      world.time.nowMs = between + limits.payoutHoldPeriodMs;
      expect(await payoutEligibility(world.deps, host.subject)).toMatchObject({ maturing: '4000', payable: '3000' });
    } finally {
      world.time.nowMs = Math.max(before, world.time.nowMs);
    }
  });

  it('can be cancelled until it is approved, also before the ledger has answered', async () => {
    const host = person('host');
    await world.earn(host, 5_000n);
    const payout = await ask(host, 5_000n);
    const asked = await cancelPayout(world.deps, host.subject, payout._id);
    expect(asked.cancelAsked).toBe(true);
    await reach(payout._id, 'cancelled', true);
    expect(await world.diamondsOf(host)).toEqual({ earned: 5_000n, held: 0n, paid: 0n });
    await expect(cancelPayout(world.deps, person().subject, payout._id)).rejects.toMatchObject({ code: 'not_found' });

    const second = await reach((await ask(host, 5_000n))._id, 'held');
    await approvePayout(world.deps, finance, second._id, note);
    await expect(cancelPayout(world.deps, host.subject, second._id)).rejects.toMatchObject({ code: 'payout_closed' });
    await expect(rejectPayout(world.deps, finance, second._id, note)).rejects.toMatchObject({ code: 'payout_closed' });
  });

  it('above the bound needs two people, neither of them its host, and one of them only once', async () => {
    const { host, payout } = await heldPayout(limits.payoutApprovedByOneMax + 1n);
    await expect(approvePayout(world.deps, { ...host, roles: ['finance'] }, payout._id, note)).rejects.toMatchObject({
      code: 'approval_own',
    });
    for (let again = 0; again < 2; again += 1) {
      expect(await approvePayout(world.deps, finance, payout._id, note)).toMatchObject({
        status: 'held',
        approvals: [{ by: finance.account }],
      });
    }
    await approvePayout(world.deps, other, payout._id, note);
    expect(await reach(payout._id, 'paid', true)).toMatchObject({ approvals: [{}, { by: other.account }] });
    await expect(approvePayout(world.deps, person('finance'), payout._id, note)).rejects.toMatchObject({
      code: 'payout_closed',
    });
  });

  it('that is rejected, or that nobody decides, gives its diamonds back', async () => {
    const rejected = await heldPayout();
    await rejectPayout(world.deps, finance, rejected.payout._id, note);
    await reach(rejected.payout._id, 'rejected', true);
    const forgotten = await heldPayout();
    world.time.nowMs = forgotten.payout.expiresAt.getTime();
    await expect(approvePayout(world.deps, finance, forgotten.payout._id, note)).rejects.toMatchObject({
      code: 'payout_closed',
    });
    await reach(forgotten.payout._id, 'expired', true);
    for (const { host } of [rejected, forgotten]) {
      expect(await world.diamondsOf(host)).toEqual({ earned: 20_000n, held: 0n, paid: 0n });
    }
    await world.sound();
  });

  it('whose answer was lost is asked after, and never sent while the first may be on its way', async () => {
    const { host, payout } = await heldPayout();
    let mood: 'lost_after' | 'lost_before' | 'pays' = 'lost_after';
    world.moody.world.mood = () => mood;
    await approvePayout(world.deps, finance, payout._id, note);
    expect(await reach(payout._id, 'sending')).toMatchObject({ sentAt: expect.any(Date) });
    mood = 'pays';
    await reach(payout._id, 'paid', true);
    expect(world.moody.world.made.filter(({ payee }) => payee === host.subject)).toHaveLength(1);

    const lost = await heldPayout();
    mood = 'lost_before';
    const sendsBefore = world.moody.world.sends;
    await approvePayout(world.deps, finance, lost.payout._id, note);
    await reach(lost.payout._id, 'sending');
    mood = 'pays';
    const sentAt = world.time.nowMs;
    world.time.nowMs += limits.payoutResendAfterMs / 2;
    await advanceDuePayouts(world.deps);
    expect(world.moody.world.sends).toBe(sendsBefore + 1);
    world.time.nowMs = sentAt + limits.payoutResendAfterMs * 2;
    await reach(lost.payout._id, 'paid', true);
    expect(world.moody.world.sends).toBe(sendsBefore + 2);
    expect(world.moody.world.made.filter(({ payee }) => payee === lost.host.subject)).toHaveLength(1);
  });

  it('that the provider fails or refuses gives its diamonds back, a refused one only when nothing can be on its way', async () => {
    const failed = await heldPayout();
    world.moody.world.mood = () => 'fails';
    await approvePayout(world.deps, finance, failed.payout._id, note);
    expect(await reach(failed.payout._id, 'failed', true)).toMatchObject({ providerText: 'no such bank' });
    expect(await world.diamondsOf(failed.host)).toMatchObject({ earned: 20_000n, held: 0n });

    const refused = await heldPayout();
    world.moody.world.mood = () => 'refuses';
    await approvePayout(world.deps, finance, refused.payout._id, note);
    const waiting = await reach(refused.payout._id, 'sending');
    expect(waiting.refusedAt).toBeInstanceOf(Date);
    world.time.nowMs += limits.payoutResendAfterMs;
    expect(await reach(refused.payout._id, 'failed', true)).toMatchObject({ providerText: 'account closed' });
  });

  it('that is pending is asked after at once when its provider says that something happened', async () => {
    const { payout } = await heldPayout();
    world.moody.world.mood = () => 'pends';
    await approvePayout(world.deps, finance, payout._id, note);
    await wake(payout._id);
    expect((await world.deps.payouts.get(payout._id))?.status).toBe('sending');
    world.moody.world.settle(payout._id, 'paid');
    await wake(payout._id);
    await wake('po_unknown');
    expect((await world.deps.payouts.get(payout._id))?.status).toBe('paid');
    await reach(payout._id, 'paid', true);
  });

  it('that its provider takes back after it was paid gives the diamonds back, once, and may be asked for anew', async () => {
    const { client, db } = world.bench.database;
    const { host, payout } = await heldPayout();
    await approvePayout(world.deps, finance, payout._id, note);
    const paid = await reach(payout._id, 'paid', true);
    expect(paid.askAt?.getTime()).toBeGreaterThan(world.time.nowMs);
    world.moody.world.takeBack(payout._id);
    // Nobody told: it is asked when its time comes. What cannot be asked is asked again.
    world.moody.world.mood = () => 'lost_before';
    world.time.nowMs += limits.payoutAskAgainMs;
    await advanceDuePayouts(world.deps);
    expect((await world.deps.payouts.get(payout._id))?.status).toBe('paid');
    world.moody.world.mood = () => 'pays';
    world.time.nowMs += limits.payoutRetryMaxMs;
    await advanceDuePayouts(world.deps);
    const returned = await reach(payout._id, 'returned');
    // It was settled as a paid one; now its diamonds are on their way.
    expect(payoutView({ ...returned, ledger: 'posted' }).settled).toBe(false);
    expect(payoutView({ ...returned, ledger: 'returned' }).settled).toBe(true);
    await until('the ledger gave it back', async () => {
      world.time.nowMs += limits.payoutRetryMinMs;
      await advanceDuePayouts(world.deps);
      await world.drained();
      const now = await world.deps.payouts.get(payout._id);
      return now?.ledger === 'returned' && now.askAt === undefined;
    });
    expect(returned.history.at(-1)).toMatchObject({ from: 'paid', to: 'returned', reason: 'reversed' });
    expect(await world.diamondsOf(host)).toEqual({ earned: 20_000n, held: 0n, paid: 0n });
    expect(await reconcilePayouts(client, db, { provider: world.moody.provider })).toEqual([]);
    await wake(payout._id);
    await world.drained();
    expect(await world.diamondsOf(host)).toEqual({ earned: 20_000n, held: 0n, paid: 0n });
    // Nor is it young again: it had matured before.
    const again = await reach((await ask(host, 20_000n))._id, 'held');
    expect(again).toMatchObject({ ledger: 'held' });
    await world.sound();
  });

  it('of which its provider takes back a part stays paid, and people are told', async () => {
    const { payout } = await heldPayout();
    await approvePayout(world.deps, finance, payout._id, note);
    await reach(payout._id, 'paid', true);
    const transfer = world.moody.world.transfers.get(payout._id);
    if (transfer?.kind === 'paid') world.moody.world.transfers.set(payout._id, { ...transfer, amount: 9_000n });
    await wake(payout._id);
    expect(await world.deps.payouts.get(payout._id)).toMatchObject({ status: 'paid', ledger: 'posted' });
    const { client, db } = world.bench.database;
    expect(await reconcilePayouts(client, db, { provider: world.moody.provider })).toMatchObject([
      { about: payout._id, problem: expect.stringContaining('9000 USD were') },
    ]);
    if (transfer !== undefined) world.moody.world.transfers.set(payout._id, transfer);
  });

  it('whose hold a rebuild gave up asks for it again, and is held once', async () => {
    const host = person('host');
    await world.earn(host, 8_000n);
    await world.restartLedger(async () => {
      const payout = await ask(host, 8_000n);
      expect(payout).toMatchObject({ status: 'requested', holdAsked: true });
      const shard = walletShardOf(host.subject);
      await world.bench.connection.session()?.redis.del(walletShardKeys(shard).head);
    });
    const [payout] = await world.deps.payouts.listOf(host.subject, undefined, 1);
    await until('the shard is open', async () => (await world.bench.wallet.state(host.subject)) !== undefined);
    await reach(payout?._id ?? '', 'held');
    expect(await quarantine(world.bench.database.db).countDocuments()).toBe(1);
    expect(await world.diamondsOf(host)).toEqual({ earned: 0n, held: 8_000n, paid: 0n });
    await world.sound();
  });

  it('waits, approved, while something speaks against sending it', async () => {
    const { host, payout } = await heldPayout();
    await world.controls.holdPayouts(host.subject, { source: 'finding:2', reason: 'test', by: 'system' });
    await approvePayout(world.deps, finance, payout._id, note);
    await advanceDuePayouts(world.deps);
    expect(await world.deps.payouts.get(payout._id)).toMatchObject({ status: 'approved', tries: 1 });
    expect(world.moody.world.transfers.has(payout._id)).toBe(false);
    await world.controls.releasePayouts(host.subject, 'finding:2');
    await reach(payout._id, 'paid', true);
  });

  it('is compared with the ledger and with its provider, and what does not fit is named', async () => {
    const { client, db } = world.bench.database;
    const look = () => reconcilePayouts(client, db, { provider: world.moody.provider });
    expect(await look()).toEqual([]);
    const { host, payout } = await heldPayout();
    await approvePayout(world.deps, finance, payout._id, note);
    await reach(payout._id, 'paid', true);
    const waiting = await heldPayout();
    expect(await look()).toEqual([]);

    const transfer = world.moody.world.transfers.get(payout._id);
    world.moody.world.transfers.delete(payout._id);
    expect(await look()).toEqual([{ about: payout._id, problem: 'it is paid, and absent at the provider' }]);
    if (transfer?.kind === 'paid') world.moody.world.transfers.set(payout._id, { ...transfer, amount: 1n });
    expect(await look()).toMatchObject([{ about: payout._id, problem: expect.stringContaining('1 USD were') }]);
    if (transfer !== undefined) world.moody.world.transfers.set(payout._id, transfer);

    const documents = payoutDocuments(db);
    await documents.updateOne({ _id: waiting.payout._id }, { $set: { ledger: 'voided' } });
    expect(await look()).toEqual([
      { about: waiting.payout._id, problem: 'it is voided, and its return in the ledger is another' },
      { about: `held:${waiting.host.subject}`, problem: 'holds 20000 diamonds, its open payouts 0' },
    ]);
    await documents.updateOne({ _id: waiting.payout._id }, { $set: { ledger: 'held' } });
    expect(await look()).toEqual([]);
    expect(await world.diamondsOf(host)).toMatchObject({ held: 0n });

    // What the ledger would not return holds nothing, and is one defect.
    world.moody.world.takeBack(payout._id);
    await documents.updateOne({ _id: payout._id }, { $set: { status: 'returned', ledger: 'stuck' } });
    expect(await look()).toEqual([{ about: payout._id, problem: 'the ledger refused to post, void or return it' }]);
    expect((await world.deps.payouts.waiting()).get('stuck')).toBe(1);
    await documents.updateOne({ _id: payout._id }, { $set: { open: true } });
    expect((await world.deps.payouts.waiting()).get('stuck')).toBe(1);
    await documents.updateOne({ _id: payout._id }, { $set: { ledger: 'posted' }, $unset: { open: '' } });
  });
});
