import { limits } from '@halobuzz/core/limits';
import type { Actor } from '@halobuzz/core/tokens';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { giveCoins, openPayoutWorld, type PayoutWorld, person } from '../../../testing/payout-world.ts';
import { transactions } from '../../adapters/mongo/ledger-collections.ts';
import { mongoApprovals } from '../mongo/mongo-approvals.ts';
import { mongoFinanceLists } from '../mongo/mongo-finance-lists.ts';
import { mongoFinanceReads } from '../mongo/mongo-finance-reads.ts';
import { mongoPromotions } from '../mongo/mongo-promotions.ts';
import { reconcilePayouts } from '../payouts/reconcile-payouts.ts';
import { requestPayout } from '../payouts/request-payout.ts';
import type { ApprovalRequest } from './approval.ts';
import {
  askAdjustment,
  askGiftReversal,
  askPromotion,
  askRefund,
  askUnfreeze,
  freezeWallet,
  grantPromotion,
} from './ask-approval.ts';
import { carryOutNow, creditGrant, type FinanceDeps } from './carry-out.ts';
import { approveRequest, rejectRequest } from './decide-approval.ts';
import { runFinanceJobs } from './finance-jobs.ts';

let world: PayoutWorld;
let deps: FinanceDeps;
/** What is left of every payment. */
let refundable = 500n;
const refunds: { id: string; amount: bigint | undefined; by: string }[] = [];
let refundAnswer: Awaited<ReturnType<FinanceDeps['requestRefund']>> = { kind: 'accepted' };
beforeAll(async () => {
  world = await openPayoutWorld();
  const { db } = world.bench.database;
  deps = {
    ...world.deps,
    approvals: mongoApprovals(db),
    ...{ promotions: mongoPromotions(db), rates: mongoFinanceLists(db), giftReads: mongoFinanceReads(db) },
    controls: world.controls,
    async requestRefund({ id, amount, by }) {
      refunds.push({ id, amount, by });
      return refundAnswer;
    },
    refundablePayment: async (id) =>
      id === 'pay_unknown' ? undefined : { userId: buyer.subject, currency: 'USD', left: refundable },
  };
});
afterAll(() => world.close());
beforeEach(() => {
  keys += 1;
});

const [asker, decider, third] = [person('finance'), person('finance'), person('admin')];
const buyer = person();
const note = 'seen and agreed';
const reason = 'ticket 4711';
let keys = 0;
const key = (): string => `key-${keys}`;

/** Lets the job and the writer do their work until it is carried out, or never will be. */
async function settled(id: string): Promise<ApprovalRequest> {
  for (let passes = 0; passes < 40; passes += 1) {
    await world.drained();
    const request = await deps.approvals.get(id);
    if (request?.execution === 'done' || request?.execution === 'refused') return request;
    world.time.nowMs += limits.payoutRetryMinMs;
    await runFinanceJobs(deps);
  }
  throw new Error(`never carried out: ${id}`);
}

const coinsOf = async ({ subject }: Actor) =>
  (await mongoFinanceReads(world.bench.database.db).personBalances(subject)).coins;

const adjust = (subject: string, direction: 'credit' | 'debit', coins: bigint, by = asker) =>
  askAdjustment(deps, by, key(), { subject, direction, coins, reason });

describe('an adjustment', () => {
  it('moves nothing before somebody else approves it, and then once', async () => {
    const someone = person();
    const { result, approval } = await adjust(someone.subject, 'credit', 500n);
    expect([result, approval.status, approval.needed]).toEqual(['created', 'open', 1]);
    await runFinanceJobs(deps);
    await expect(approveRequest(deps, asker, approval._id, note)).rejects.toMatchObject({ code: 'approval_own' });
    expect(await coinsOf(someone)).toBe(0n);
    await Promise.all([1, 2, 3].map(() => approveRequest(deps, decider, approval._id, note).catch(() => undefined)));
    const done = await settled(approval._id);
    expect(done).toMatchObject({ status: 'approved', execution: 'done', approvals: [{ by: decider.account, note }] });
    expect(await coinsOf(someone)).toBe(500n);
    expect(await transactions(world.bench.database.db).countDocuments({ userId: someone.subject })).toBe(1);
    const entry = await transactions(world.bench.database.db).findOne({ _id: done.transactionId ?? '' });
    expect(entry).toMatchObject({ type: 'adjustment_credit', metadata: { orderId: approval._id } });

    const log = await world.bench.database.db
      .collection('audit_log')
      .find({ subject: approval._id })
      .sort({ sequence: 1 })
      .toArray();
    expect(log.map(({ action, actor, details }) => [action, actor, details.from, details.to])).toEqual([
      ['approval.requested', asker.account, '', 'open'],
      ['approval.approved', decider.account, 'open', 'approved'],
      ['approval.changed', 'system', 'pending', 'done'],
    ]);
    expect(log[0]).toMatchObject({ reason, details: { kind: 'adjustment_credit', amount: '500' } });
    expect(JSON.stringify(log)).not.toContain(someone.subject);
    await world.sound();
  });

  it('takes no more than is there: it is refused then, for good', async () => {
    const someone = person();
    await giveCoins(world, someone, 100n);
    const { approval } = await adjust(someone.subject, 'debit', 101n);
    await approveRequest(deps, decider, approval._id, note);
    expect(await settled(approval._id)).toMatchObject({ execution: 'refused', outcome: 'insufficient_balance' });
    expect(await coinsOf(someone)).toBe(100n);
  });

  it('that was refused stays so, also for whoever had it in hand to carry out', async () => {
    const someone = person();
    const { approval } = await adjust(someone.subject, 'debit', 60n);
    const approved = await deps.approvals.approve(approval._id, 0, {
      ...{ by: decider.account, at: new Date(deps.clock()), note },
    });
    if (approved === undefined) throw new Error('not approved');
    // Two origins found it due; the first one is done before the second comes to it.
    expect(await carryOutNow(deps, approved)).toMatchObject({ execution: 'refused' });
    await giveCoins(world, someone, 100n);
    expect(await carryOutNow(deps, approved)).toMatchObject({ execution: 'refused' });
    await world.drained();
    expect(await coinsOf(someone)).toBe(100n);
  });

  it('is neither asked nor decided by whoever’s wallet it is', async () => {
    await expect(adjust(asker.subject, 'credit', 1n)).rejects.toMatchObject({ code: 'approval_own' });
    const { approval } = await adjust(decider.subject, 'credit', 1n);
    for (const decide of [approveRequest, rejectRequest]) {
      await expect(decide(deps, decider, approval._id, note)).rejects.toMatchObject({ code: 'approval_own' });
    }
    await rejectRequest(deps, third, approval._id, note);
    await expect(approveRequest(deps, third, approval._id, note)).rejects.toMatchObject({ code: 'approval_closed' });
    expect(await deps.approvals.get(approval._id)).toMatchObject({ status: 'rejected', execution: 'none' });
  });

  it('is one request under its key, and tells which field differs', async () => {
    const someone = person().subject;
    const first = await adjust(someone, 'credit', 5n);
    expect(await adjust(someone, 'credit', 5n)).toMatchObject({
      result: 'exists',
      approval: { _id: first.approval._id },
    });
    const differing = [
      [() => adjust(someone, 'credit', 6n), ['coins']],
      [() => adjust(someone, 'debit', 5n), ['direction']],
      [() => adjust(person().subject, 'credit', 6n), ['accountId', 'coins']],
    ] as const;
    for (const [again, fields] of differing) {
      const errors = fields.map((field) => expect.objectContaining({ field }));
      await expect(again()).rejects.toMatchObject({ code: 'idempotency_mismatch', errors });
    }
    expect(await adjust(someone, 'credit', 6n, decider)).toMatchObject({ result: 'created' });
  });

  it('runs out when nobody decides it', async () => {
    const { approval } = await adjust(person().subject, 'credit', 5n);
    world.time.nowMs += limits.approvalLifeMs;
    await expect(approveRequest(deps, decider, approval._id, note)).rejects.toMatchObject({ code: 'approval_closed' });
    await runFinanceJobs(deps);
    expect(await deps.approvals.get(approval._id)).toMatchObject({ status: 'expired', execution: 'none' });
  });
});

describe('undoing a gift', () => {
  const undo = (tx: string, force = false) => askGiftReversal(deps, asker, key(), { tx, force, reason });

  it('gives coins back to the giver and takes the host’s diamonds, once for each gift', async () => {
    const host = person('host');
    const tx = await world.earn(host, 40n);
    const { approval } = await undo(tx);
    keys += 1;
    const again = await undo(tx);
    await approveRequest(deps, decider, approval._id, note);
    await approveRequest(deps, decider, again.approval._id, note);
    await settled(approval._id);
    await settled(again.approval._id);
    expect(await world.diamondsOf(host)).toMatchObject({ earned: 0n });
    const undone = await transactions(world.bench.database.db).find({ 'metadata.reference': tx }).toArray();
    expect(undone).toMatchObject([{ type: 'gift_reversal', amount: 80n, metadata: { orderId: `${tx}:reversal` } }]);
    keys += 1;
    await expect(undo(tx)).rejects.toMatchObject({ code: 'gift_not_reversible' });
    await world.sound();
  });

  it('is neither asked nor decided by giver or host, and only of a gift of late', async () => {
    const tx = await world.earn(asker, 40n);
    await expect(undo(tx)).rejects.toMatchObject({ code: 'approval_own' });
    await expect(undo('0'.repeat(64))).rejects.toMatchObject({ code: 'not_found' });
    const before = world.time.nowMs;
    const old = await world.earn(person(), 10n);
    world.time.nowMs = Date.now() + limits.giftReversalMs + 60_000;
    await expect(undo(old)).rejects.toMatchObject({ code: 'gift_not_reversible' });
    world.time.nowMs = Math.max(before, world.time.nowMs);
  });

  it('whose diamonds were set aside or paid needs force and two people, and leaves the host owing', async () => {
    const host = person('host');
    world.time.nowMs = Date.now() + limits.payoutHoldPeriodMs + 3_600_000;
    const tx = await world.earn(host, 2_000n);
    await requestPayout(world.deps, host, key(), { diamonds: 2_000n, currency: 'USD' });
    await world.drained();
    await expect(undo(tx)).rejects.toMatchObject({ code: 'gift_not_reversible' });
    const { approval } = await undo(tx, true);
    expect(approval.needed).toBe(2);
    await approveRequest(deps, decider, approval._id, note);
    expect(await approveRequest(deps, decider, approval._id, note)).toMatchObject({ status: 'open' });
    expect(await world.diamondsOf(host)).toMatchObject({ earned: 0n, held: 2_000n });
    await approveRequest(deps, third, approval._id, note);
    await settled(approval._id);
    expect(await world.diamondsOf(host)).toMatchObject({ earned: -2_000n, held: 2_000n });
    await world.sound();
  });
});

describe('a promotion', () => {
  const plan = { name: 'Dashain', coinsEach: 50n, budget: 120n, reason };

  it('gives each person once, never more than its budget, and nothing before it is approved', async () => {
    const { promotion, approval } = await askPromotion(deps, asker, key(), plan);
    const people = [person(), person(), person()];
    const subjects = people.map(({ subject }) => subject);
    await expect(grantPromotion(deps, asker, promotion._id, subjects)).rejects.toMatchObject({
      code: 'promotion_inactive',
    });
    await approveRequest(deps, decider, approval._id, note);
    const first = await grantPromotion(deps, asker, promotion._id, subjects.slice(0, 1));
    expect(first.results).toEqual(['created']);
    // Two at once cannot both take the last share.
    const both = await Promise.all([
      grantPromotion(deps, asker, promotion._id, subjects),
      grantPromotion(deps, decider, promotion._id, subjects),
    ]);
    for (const { results } of both) expect(results[0]).toBe('exists');
    expect(both.flatMap(({ results }) => results).filter((result) => result === 'created')).toHaveLength(1);
    const campaign = await deps.promotions.get(promotion._id);
    expect(campaign).toMatchObject({ reserved: 100n, status: 'active' });
    for (let passes = 0; passes < 3; passes += 1) {
      await runFinanceJobs(deps);
      await world.drained();
    }
    const coins = await Promise.all(people.map(coinsOf));
    expect(coins.filter((held) => held === 50n)).toHaveLength(2);
    const grants = world.bench.database.db.collection('promotion_grants');
    expect(await grants.countDocuments({ campaignId: promotion._id, status: 'credited' })).toBe(2);
    const { client, db } = world.bench.database;
    expect(await reconcilePayouts(client, db)).toEqual([]);
    await db
      .collection<{ _id: string }>('promotion_campaigns')
      .updateOne({ _id: promotion._id }, { $inc: { reserved: 1n } });
    expect(await reconcilePayouts(client, db)).toEqual([
      { about: promotion._id, problem: '100 coins are granted, 101 reserved' },
    ]);
    await db
      .collection<{ _id: string }>('promotion_campaigns')
      .updateOne({ _id: promotion._id }, { $inc: { reserved: -1n } });
    await expect(grantPromotion(deps, asker, promotion._id, [asker.subject])).rejects.toMatchObject({
      code: 'approval_own',
    });
    await world.sound();
  });

  it('is approved with the very budget that it has, whichever of two requests put it together', async () => {
    // One that died, or is still under way, between the promotion and the request for it.
    const gone = new Error('the process is gone');
    const dying = { ...deps, approvals: { ...deps.approvals, insert: () => Promise.reject(gone) } };
    await expect(askPromotion(dying, asker, key(), { ...plan, budget: 1_000_000n })).rejects.toBe(gone);
    await expect(askPromotion(deps, asker, key(), plan)).rejects.toMatchObject({
      code: 'idempotency_mismatch',
      errors: [{ field: 'budget' }],
    });
  });

  it('that a wallet cannot take frees its share again', async () => {
    const { promotion, approval } = await askPromotion(deps, asker, key(), plan);
    await approveRequest(deps, decider, approval._id, note);
    const full = person();
    await giveCoins(world, full, limits.walletBalanceMax);
    await grantPromotion(deps, asker, promotion._id, [full.subject]);
    await runFinanceJobs(deps);
    expect(await deps.promotions.get(promotion._id)).toMatchObject({ reserved: 0n });
    expect((await grantPromotion(deps, asker, promotion._id, [full.subject])).results).toEqual(['exists']);
  });

  it('that a wallet could not take is not given later by another who had it in hand', async () => {
    const { promotion, approval } = await askPromotion(deps, asker, key(), plan);
    await approveRequest(deps, decider, approval._id, note);
    const full = person();
    await giveCoins(world, full, limits.walletBalanceMax);
    await grantPromotion(deps, asker, promotion._id, [full.subject]);
    const due = (await deps.promotions.due(deps.clock(), 200)).find(({ userId }) => userId === full.subject);
    if (due === undefined) throw new Error('nothing is due');
    await creditGrant(deps, due);
    expect(await deps.promotions.get(promotion._id)).toMatchObject({ reserved: 0n });
    keys += 1;
    const debit = await adjust(full.subject, 'debit', 1_000n);
    await approveRequest(deps, decider, debit.approval._id, note);
    await settled(debit.approval._id);
    await creditGrant(deps, due);
    await world.drained();
    expect(await coinsOf(full)).toBe(limits.walletBalanceMax - 1_000n);
  });

  it('that is rejected gives nothing', async () => {
    const { promotion, approval } = await askPromotion(deps, asker, key(), plan);
    await rejectRequest(deps, decider, approval._id, note);
    await expect(grantPromotion(deps, asker, promotion._id, [person().subject])).rejects.toMatchObject({
      code: 'promotion_inactive',
    });
    await expect(askPromotion(deps, asker, key(), { ...plan, coinsEach: 51n })).rejects.toMatchObject({
      code: 'idempotency_mismatch',
      errors: [{ field: 'coinsEach' }],
    });
  });
});

describe('refunds and freezes', () => {
  it('frees a wallet of the freezes that were asked about, not of those that came after', async () => {
    const { subject } = person();
    await freezeWallet(deps, asker, 'fz_early', subject, reason);
    const { approval } = await askUnfreeze(deps, asker, key(), subject, reason);
    world.time.nowMs += 1;
    await freezeWallet(deps, third, 'fz_late', subject, 'another matter');
    expect(await approveRequest(deps, decider, approval._id, note)).toMatchObject({ execution: 'done' });
    expect((await world.controls.read(subject)).freezes.map(({ source }) => source)).toEqual(['staff:fz_late']);
    expect(await world.bench.wallet.state(subject)).toMatchObject({ frozen: true });
  });

  it('a refund goes to payments once approved, under the request’s own id', async () => {
    const ask = (paymentId: string, amount?: bigint) => askRefund(deps, asker, key(), { paymentId, amount, reason });
    await expect(ask('pay_unknown')).rejects.toMatchObject({ code: 'payment_not_found' });
    await expect(ask('pay_1', 501n)).rejects.toMatchObject({ code: 'refund_refused' });
    const { approval } = await ask('pay_1', 200n);
    expect(refunds).toEqual([]);
    await approveRequest(deps, decider, approval._id, note);
    expect(refunds).toEqual([{ id: approval._id, amount: 200n, by: asker.account }]);
    expect(await settled(approval._id)).toMatchObject({ execution: 'done', currency: 'USD' });
    keys += 1;
    refundAnswer = { kind: 'refused', code: 'refund_refused' };
    const late = await ask('pay_1');
    await approveRequest(deps, decider, late.approval._id, note);
    expect(await settled(late.approval._id)).toMatchObject({ execution: 'refused', outcome: 'refund_refused' });
  });

  it('a refund of all that is left is of the sum that was left when it was asked for, as those who approve it see', async () => {
    [refundable, refundAnswer] = [500n, { kind: 'accepted' }];
    const ask = () => askRefund(deps, asker, key(), { paymentId: 'pay_1', amount: undefined, reason });
    const { approval } = await ask();
    expect(approval.amount).toBe(500n);
    refundable = 300n;
    expect(await ask()).toMatchObject({ result: 'exists', approval: { amount: 500n } });
    await approveRequest(deps, decider, approval._id, note);
    await settled(approval._id);
    expect(refunds.at(-1)).toMatchObject({ id: approval._id, amount: 500n });
    refundable = 0n;
    expect(await ask()).toMatchObject({ result: 'exists', approval: { amount: 500n } });
    keys += 1;
    await expect(ask()).rejects.toMatchObject({ code: 'refund_refused' });
  });

  it('one person freezes at once, two free; a rule’s own freeze stays', async () => {
    const { subject } = person();
    await expect(freezeWallet(deps, asker, 'fz_1', asker.subject, reason)).rejects.toMatchObject({
      code: 'approval_own',
    });
    await expect(askUnfreeze(deps, asker, key(), subject, reason)).rejects.toMatchObject({ code: 'conflict' });
    expect(await freezeWallet(deps, asker, 'fz_1', subject, reason)).toEqual({ frozen: true, applied: true });
    await world.controls.freeze(subject, { source: 'finding:1', reason: 'loop', by: 'system' });
    expect(await world.bench.wallet.state(subject)).toMatchObject({ frozen: true });
    const { approval } = await askUnfreeze(deps, asker, key(), subject, reason);
    await expect(approveRequest(deps, asker, approval._id, note)).rejects.toMatchObject({ code: 'approval_own' });
    await approveRequest(deps, decider, approval._id, note);
    expect((await world.controls.read(subject)).freezes.map(({ source }) => source)).toEqual(['finding:1']);
  });

  it('two free a wallet of the stops beyond its bound as well, but not of those that came after they were asked', async () => {
    const { subject } = person();
    const stopNumber = (n: number) => ({ source: `finding:${n}`, reason: 'loop', by: 'system' });
    for (let n = 0; n <= limits.walletFreezesMax; n += 1) {
      await world.controls.holdPayouts(subject, stopNumber(n));
    }
    const early = await askUnfreeze(deps, asker, key(), subject, reason);
    world.time.nowMs += 1;
    await world.controls.holdPayouts(subject, stopNumber(1_000));
    await approveRequest(deps, decider, early.approval._id, note);
    const held = async () => (await world.controls.read(subject)).payoutHolds.map(({ source }) => source);
    expect(await held()).toContain('others');
    const late = await askUnfreeze(deps, asker, `${key()}-late`, subject, reason);
    await approveRequest(deps, decider, late.approval._id, note);
    expect(await held()).not.toContain('others');
    expect(await held()).toHaveLength(limits.walletFreezesMax);
  });
});
