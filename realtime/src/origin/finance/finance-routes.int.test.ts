import { auditPageSchema } from '@halobuzz/core/api/audit';
import { successOf } from '@halobuzz/core/api/conventions';
import {
  approvalPageSchema,
  approvalRequestedSchema,
  oneApprovalSchema,
  oneStaffPayoutSchema,
  platformAccountsSchema,
  promotionGrantsSchema,
  promotionRequestedSchema,
  staffPayoutPageSchema,
  statementSchema,
  transactionSchema,
  walletFrozenSchema,
} from '@halobuzz/core/api/finance';
import { internalPaths } from '@halobuzz/core/api/internal';
import {
  onePayoutSchema,
  payoutEligibilitySchema,
  payoutPageSchema,
  payoutRequestedSchema,
} from '@halobuzz/core/api/payouts';
import { limits } from '@halobuzz/core/limits';
import type { Actor } from '@halobuzz/core/tokens';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { until } from '../../../testing/ledger-process.ts';
import { openPayoutWorld, type PayoutWorld, person } from '../../../testing/payout-world.ts';
import { advanceDuePayouts } from '../payouts/payout-jobs.ts';
import { createRealOrigin, openStores, type RealOrigin, type TestStores } from '../testing/real-origin.ts';
import { runFinanceJobs } from './finance-jobs.ts';

let world: PayoutWorld;
let stores: TestStores;
let origin: RealOrigin;
beforeAll(async () => {
  [world, stores] = await Promise.all([openPayoutWorld(), openStores(45)]);
  const { connection, database } = world.bench;
  origin = await createRealOrigin({ ...stores, db: database.db }, { wallets: connection });
  origin.time.aheadMs = limits.payoutHoldPeriodMs + 3_600_000;
});
afterAll(async () => {
  await Promise.all([world.close(), stores.close()]);
});

const [asker, decider] = [person('finance'), person('finance')];
const { finance } = internalPaths;
const reason = 'ticket 4711';
const note = 'checked against the ledger';
let keys = 0;

/** The data of a success, by its schema: the edge refuses any other shape. */
async function ask<T>(actor: Actor, path: string, data: z.ZodType<T>, body?: object): Promise<T> {
  keys += 1;
  const request = body === undefined ? {} : { method: 'POST', body, headers: { 'idempotency-key': `k-${keys}` } };
  const answer = await origin.call(path, { actor, ...request });
  expect([path, answer.status < 300 ? '' : JSON.stringify(answer.body)]).toEqual([path, '']);
  return data.parse(successOf(z.unknown()).parse(answer.body).data);
}

async function refusal(actor: Actor | undefined, path: string, body?: object) {
  const request =
    body === undefined ? {} : { method: 'POST' as const, body, headers: { 'idempotency-key': 'k-refused' } };
  const answer = await origin.call(path, { ...(actor === undefined ? {} : { actor }), ...request });
  return z.object({ code: z.string() }).safeParse(answer.body).data?.code;
}

describe('the origin’s finance routes', () => {
  it('lead a payout from the request to the money', async () => {
    const host = person('host');
    await world.earn(host, 20_000n);
    const mine = await ask(host, internalPaths.payoutEligibility, payoutEligibilitySchema);
    expect(mine).toMatchObject({
      eligible: true,
      payable: '20000',
      checks: [{ name: 'identity', passed: true }, {}, {}],
    });
    expect(mine.rates).toHaveLength(5);
    const asked = { diamonds: '20000', currency: 'NPR' };
    const { result, payout } = await ask(host, internalPaths.payouts, payoutRequestedSchema, asked);
    expect([result, payout.amount, payout.currency]).toEqual(['created', '1340000', 'NPR']);
    await until('it is held', async () => {
      await advanceDuePayouts(origin.deps.payoutDeps);
      return (await ask(host, internalPaths.payout(payout.id), onePayoutSchema)).payout.status === 'held';
    });
    const waiting = await ask(asker, finance('payouts'), staffPayoutPageSchema);
    const seen = waiting.items.find(({ id }) => id === payout.id);
    expect(seen).toMatchObject({ ledger: 'held', person: `…${host.subject.slice(-6)}` });
    expect(JSON.stringify(waiting)).not.toContain(host.subject);

    const approve = finance(`payouts/${payout.id}/approve`);
    expect(await refusal(host, approve, { note })).toBe('forbidden');
    expect(await refusal({ ...host, roles: ['finance'] }, approve, { note })).toBe('approval_own');
    await ask(asker, approve, oneStaffPayoutSchema, { note });
    await until('it is paid', async () => {
      origin.time.aheadMs += limits.payoutRetryMinMs;
      await advanceDuePayouts(origin.deps.payoutDeps);
      return (await ask(host, internalPaths.payout(payout.id), onePayoutSchema)).payout.settled;
    });
    const done = await ask(asker, finance(`payouts/${payout.id}`), oneStaffPayoutSchema);
    expect(done.payout).toMatchObject({ status: 'paid', ledger: 'posted', provider: 'sandbox', approvals: [{ note }] });
    const page = await ask(host, internalPaths.payouts, payoutPageSchema);
    expect(page.items.map(({ id }) => id)).toEqual([payout.id]);
    expect(await refusal(person(), internalPaths.payout(payout.id))).toBe('not_found');
    expect(await refusal(host, internalPaths.cancelPayout(payout.id), {})).toBe('payout_closed');

    const { accounts } = await ask(asker, finance('accounts'), platformAccountsSchema);
    expect(accounts).toContainEqual({ account: 'platform:payouts', currency: 'NPR', balance: '-1340000' });
    const entry = await ask(asker, finance(`transactions/${done.payout.tx}`), transactionSchema);
    expect(entry).toMatchObject({ type: 'payout_hold', amount: '20000', orderId: payout.id });
    expect(entry.legs.map(({ account }) => account)).toEqual(
      ['earnings', 'held'].map((name) => `${name}:…${host.subject.slice(-6)}`),
    );
    const audit = await ask(person('admin'), `${internalPaths.audit}?subject=${payout.id}`, auditPageSchema);
    const approved = audit.items.find(({ action }) => action === 'payout.approved');
    expect(approved).toMatchObject({ actor: asker.account, reason: note, requestId: expect.stringMatching(/^rq_/) });
  });

  it('carry what one asks and another approves, and show what it came to', async () => {
    const someone = person();
    const { subject } = someone;
    const body = { subject, direction: 'credit', coins: '500', reason };
    const { approval } = await ask(asker, finance('adjustments'), approvalRequestedSchema, body);
    const open = await ask(decider, finance('approvals'), approvalPageSchema);
    expect(open.items.map(({ id }) => id)).toContain(approval.id);
    expect(await refusal(asker, finance(`approvals/${approval.id}/approve`), { note })).toBe('approval_own');
    await ask(decider, finance(`approvals/${approval.id}/approve`), oneApprovalSchema, { note });
    await until('it is carried out', async () => {
      origin.time.aheadMs += limits.payoutRetryMinMs;
      await runFinanceJobs(origin.deps.financeDeps);
      const now = await ask(decider, finance(`approvals/${approval.id}`), oneApprovalSchema);
      return now.approval.execution === 'done';
    });
    const statement = await ask(asker, `${finance('statement')}?subject=${subject}`, statementSchema);
    expect(statement).toMatchObject({ balances: { coins: '500', owed: '0', diamonds: '0', held: '0' }, frozen: false });
    expect(statement.entries).toMatchObject([{ type: 'adjustment_credit', direction: 'credit', amount: '500' }]);

    const reversal = { tx: await world.earn(person('host'), 30n), reason };
    const undone = await ask(asker, finance('gift-reversals'), approvalRequestedSchema, reversal);
    expect(undone.approval).toMatchObject({ kind: 'gift_reversal', target: reversal.tx, needed: 1, force: false });
    expect(await refusal(decider, finance(`approvals/${undone.approval.id}/reject`), { note: '' })).toBe(
      'validation_failed',
    );
    await ask(decider, finance(`approvals/${undone.approval.id}/reject`), oneApprovalSchema, { note });
    expect(await refusal(asker, finance('refunds'), { paymentId: 'pay_1', reason })).toBe('payment_not_found');
  });

  it('give promotions and freezes', async () => {
    const plan = { name: 'Dashain', coinsEach: '50', budget: '60', reason };
    const { promotion, approval } = await ask(asker, finance('promotions'), promotionRequestedSchema, plan);
    const grants = finance(`promotions/${promotion.id}/grants`);
    const [one, two] = [person(), person()];
    const subjects = [one.subject, two.subject];
    expect(await refusal(asker, grants, { subjects })).toBe('promotion_inactive');
    expect(await refusal(asker, finance('promotions'), { ...plan, budget: '49' })).toBe('validation_failed');
    await ask(decider, finance(`approvals/${approval.id}/approve`), oneApprovalSchema, { note });
    const granted = await ask(asker, grants, promotionGrantsSchema, { subjects });
    expect(granted).toMatchObject({ results: ['created', 'over_budget'], promotion: { reserved: '50' } });

    const wallet = { subject: one.subject, reason };
    expect(await ask(asker, finance('wallets/freeze'), walletFrozenSchema, wallet)).toMatchObject({ frozen: true });
    const freed = await ask(asker, finance('wallets/unfreeze'), approvalRequestedSchema, wallet);
    await ask(decider, finance(`approvals/${freed.approval.id}/approve`), oneApprovalSchema, { note });
    const after = await ask(asker, `${finance('statement')}?subject=${one.subject}`, statementSchema);
    expect(after.frozen).toBe(false);
  });

  it('ask for the role once more, whatever the edge let through', async () => {
    const reading = ['payouts', 'approvals', 'accounts', `transactions/${'0'.repeat(64)}`, 'statement?subject=s'];
    const acting = ['adjustments', 'gift-reversals', 'refunds', 'promotions', 'wallets/freeze', 'wallets/unfreeze'];
    const deciding = [`payouts/po_${'a'.repeat(26)}/approve`, `approvals/ap_${'a'.repeat(26)}/reject`];
    for (const roles of [['viewer'], ['host'], ['moderator'], ['support']] as const) {
      const actor = { ...person(), roles: [...roles] };
      // Support reads a statement behind a reason, which the edge asks for.
      const theirs = roles[0] === 'support' ? reading.filter((path) => !path.startsWith('statement')) : reading;
      for (const path of theirs) expect([path, await refusal(actor, finance(path))]).toEqual([path, 'forbidden']);
      for (const path of [...acting, ...deciding]) {
        expect([path, await refusal(actor, finance(path), {})]).toEqual([path, 'forbidden']);
      }
    }
    expect(await refusal(undefined, finance('accounts'))).toBe('unauthenticated');
    for (const path of [
      `transactions/${'0'.repeat(64)}`,
      `payouts/po_${'a'.repeat(26)}`,
      `approvals/ap_${'a'.repeat(26)}`,
    ]) {
      expect([path, await refusal(asker, finance(path))]).toEqual([path, 'not_found']);
    }
  });
});
