import { limits } from '@halobuzz/core/limits';
import type { Actor } from '@halobuzz/core/tokens';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { crashing, orDefect, seeded } from '../../../testing/crashing.ts';
import { openPayoutWorld, type PayoutWorld, person } from '../../../testing/payout-world.ts';
import { transactions } from '../../adapters/mongo/ledger-collections.ts';
import { mongoApprovals } from '../mongo/mongo-approvals.ts';
import { mongoFinanceLists } from '../mongo/mongo-finance-lists.ts';
import { mongoFinanceReads } from '../mongo/mongo-finance-reads.ts';
import { mongoPromotions } from '../mongo/mongo-promotions.ts';
import { reconcilePayouts } from '../payouts/reconcile-payouts.ts';
import type { ApprovalRequest } from './approval.ts';
import { askAdjustment, askGiftReversal, askPromotion, grantPromotion } from './ask-approval.ts';
import type { FinanceDeps } from './carry-out.ts';
import { approveRequest, rejectRequest } from './decide-approval.ts';
import { runFinanceJobs } from './finance-jobs.ts';
import type { Promotion } from './promotion-store.ts';

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

const note = 'a random decision';
const reason = 'a random request';
const act = fc.record({
  kind: fc.constantFrom(
    ...(['credit', 'debit', 'promotion', 'grant', 'grant', 'undo', 'approve', 'approve', 'approve', 'reject'] as const),
    ...(['job', 'job', 'wait', 'wait_long'] as const),
  ),
  pick: fc.nat({ max: 1_000 }),
  coins: fc.integer({ min: 1, max: 400 }),
});
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

/** Requests of all histories, by kind and what became of them. */
const ends = new Map<string, number>();

it('whatever staff and crashes do: each request moves money once, if another person approved it, and no budget is exceeded', async () => {
  const history = fc.tuple(fc.array(act, { minLength: 30, maxLength: 70, size: 'max' }), fc.integer());
  await fc.assert(
    fc.asyncProperty(history, async ([acts, seed]) => runHistory(acts, seed)),
    { numRuns: 6, verbose: 1, endOnFailure: true },
  );
  expect([...ends.keys()], [...ends].join(' ')).toContain('adjustment_credit done');
  expect(await reconcilePayouts(world.bench.database.client, world.bench.database.db)).toEqual([]);
  await world.sound();
}, 240_000);

async function runHistory(acts: readonly Act[], seed: number): Promise<void> {
  const { db } = world.bench.database;
  const chance = seeded(seed);
  let calm = false;
  const random = (): number => (calm ? 1 : chance());
  // One of the people is of the staff too: what concerns them is nobody's own to decide.
  const staff = [person('finance'), person('finance'), person('finance')] as const;
  const people: readonly Actor[] = [person(), person(), staff[2]];
  const approvals = mongoApprovals(db);
  const promotions = mongoPromotions(db);
  const reads = mongoFinanceReads(db);
  const deps: FinanceDeps = {
    ...world.deps,
    approvals: crashing(approvals, random),
    promotions: crashing(promotions, random),
    rates: crashing(mongoFinanceLists(db), random),
    giftReads: crashing(reads, random),
    wallet: crashing(world.bench.wallet, random),
    audit: crashing(world.deps.audit, random),
    controls: world.controls,
    requestRefund: async () => ({ kind: 'accepted' }),
    refundablePayment: async () => undefined,
  };
  const gifts = [await world.earn(person(), 20n), await world.earn(person(), 30n)];
  const authors = staff.map(({ account }) => account);
  const own = async (): Promise<ApprovalRequest[]> =>
    db
      .collection<ApprovalRequest>('approvals', { useBigInt64: true })
      .find({ requestedBy: { $in: authors } })
      .toArray();
  const campaigns = async (): Promise<Promotion[]> => {
    const ids = (await own()).filter(({ kind }) => kind === 'promotion').map(({ target }) => target);
    return (await Promise.all(ids.map((id) => promotions.get(id)))).filter((one) => one !== undefined);
  };

  const run = async ({ kind, pick, coins }: Act, step: number): Promise<void> => {
    const by = staff[pick % staff.length] ?? staff[0];
    const whose = people[(pick >> 3) % people.length] ?? staff[2];
    const key = `key-${pick % 5 === 0 ? 0 : step}`;
    const waiting = (await own()).filter(({ status }) => status === 'open');
    const some = waiting[pick % Math.max(1, waiting.length)];
    switch (kind) {
      case 'credit':
      case 'debit': {
        const asked = { subject: whose.subject, direction: kind, coins: BigInt(coins), reason };
        await askAdjustment(deps, by, key, asked);
        return;
      }
      case 'promotion':
        await askPromotion(deps, by, key, { name: 'x', coinsEach: 50n, budget: 120n, reason });
        return;
      case 'grant': {
        const all = await campaigns();
        const campaign = all[pick % Math.max(1, all.length)];
        const subjects = people.filter(({ account }) => account !== by.account).map(({ subject }) => subject);
        if (campaign !== undefined) await grantPromotion(deps, by, campaign._id, subjects);
        return;
      }
      case 'undo':
        await askGiftReversal(deps, by, key, { tx: gifts[pick % gifts.length] ?? '', force: pick % 3 === 0, reason });
        return;
      case 'approve':
        if (some !== undefined) await approveRequest(deps, by, some._id, note);
        return;
      case 'reject':
        if (some !== undefined && pick % 3 === 0) await rejectRequest(deps, by, some._id, note);
        return;
      case 'job':
        await Promise.all([runFinanceJobs(deps), runFinanceJobs(deps)]);
        return;
      case 'wait':
        world.time.nowMs += 1 + (pick % 20) * 1_000;
        await world.drained();
        return;
      case 'wait_long':
        if (pick % 4 === 0) world.time.nowMs += limits.approvalLifeMs;
        return;
      default:
        return kind satisfies never;
    }
  };

  for (const [step, one] of acts.entries()) await run(one, step).catch(orDefect);

  calm = true;
  for (let passes = 0; passes < 30; passes += 1) {
    world.time.nowMs += limits.payoutRetryMaxMs;
    await runFinanceJobs(deps);
    await world.drained();
    const left = (await own()).filter(({ execution }) => execution === 'pending');
    if (passes > 2 && left.length === 0) break;
  }
  await runFinanceJobs(deps);

  const requests = await own();
  const expected = new Map(people.map(({ subject }) => [subject, 0n]));
  const add = (subject: string, coins: bigint): void => {
    expected.set(subject, (expected.get(subject) ?? 0n) + coins);
  };
  for (const request of requests) {
    const { kind, status, execution, approvals: given, needed, requestedBy, concerned, userId, amount } = request;
    ends.set(`${kind} ${execution}`, (ends.get(`${kind} ${execution}`) ?? 0) + 1);
    const by = given.map((approval) => approval.by);
    expect(new Set(by).size, 'nobody counts twice').toBe(by.length);
    expect(by, 'nobody approves their own').not.toContain(requestedBy);
    for (const member of staff) if (concerned.includes(member.subject)) expect(by).not.toContain(member.account);
    expect(status === 'approved', 'only with everybody needed').toBe(by.length >= needed);
    expect(execution === 'none').toBe(status !== 'approved');
    expect(['none', 'done', 'refused']).toContain(execution);
    const orderId = kind === 'gift_reversal' ? `${request.target}:reversal` : request._id;
    const entries = await transactions(db).countDocuments({ 'metadata.orderId': orderId });
    if (kind.startsWith('adjustment'))
      expect(entries, 'booked once, when carried out').toBe(execution === 'done' ? 1 : 0);
    if (execution === 'done' && kind === 'adjustment_credit') add(userId, amount);
    if (execution === 'done' && kind === 'adjustment_debit') add(userId, -amount);
    const logged = await db.collection('audit_log').countDocuments({ subject: request._id });
    expect(logged, 'every change is in the audit log once').toBe(request.history.length);
  }
  for (const tx of gifts) {
    const undone = await transactions(db).countDocuments({ 'metadata.orderId': `${tx}:reversal` });
    const done = requests.some((one) => one.target === tx && one.execution === 'done');
    expect(undone, 'undone once').toBe(done ? 1 : 0);
  }
  for (const campaign of await campaigns()) {
    const credited = await transactions(db)
      .find({ type: 'promotion', 'metadata.orderId': { $regex: `^${campaign._id}:` } })
      .toArray();
    for (const entry of credited) add(entry.userId, entry.amount);
    const sum = credited.reduce((total, { amount }) => total + amount, 0n);
    expect(sum <= campaign.budget && sum === campaign.reserved, 'never more than the budget').toBe(true);
    if (campaign.status !== 'active') expect(sum).toBe(0n);
  }
  for (const { subject } of people) {
    expect((await reads.personBalances(subject)).coins, 'coins are what was approved').toBe(expected.get(subject));
  }
}
