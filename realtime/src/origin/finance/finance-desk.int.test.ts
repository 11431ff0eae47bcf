import { successOf } from '@halobuzz/core/api/conventions';
import { approvalRequestedSchema, oneApprovalSchema } from '@halobuzz/core/api/finance';
import {
  frozenWalletPageSchema,
  ledgerStateSchema,
  quarantinePageSchema,
  transactionPageSchema,
} from '@halobuzz/core/api/finance-ledger';
import {
  disputeWorkedSchema,
  staffPaymentDetailSchema,
  staffPaymentPageSchema,
} from '@halobuzz/core/api/finance-payments';
import {
  differencePageSchema,
  financeOverviewSchema,
  oneDifferenceSchema,
  payoutRateListSchema,
  promotionPageSchema,
} from '@halobuzz/core/api/finance-work';
import { internalPaths } from '@halobuzz/core/api/internal';
import { limits } from '@halobuzz/core/limits';
import type { Actor } from '@halobuzz/core/tokens';
import { Binary } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newPayment, paidPayment } from '../../../testing/payments.ts';
import { openPayoutWorld, type PayoutWorld, person } from '../../../testing/payout-world.ts';
import { quarantine } from '../../adapters/mongo/ledger-collections.ts';
import { documentOf, paymentsCollection } from '../../adapters/mongo/payment-document.ts';
import { checkpointKeyOf, signCheckpoint } from '../../ledger/checkpoint.ts';
import { keepVerification } from '../../ledger/verification-record.ts';
import { mongoFindings } from '../mongo/mongo-findings.ts';
import { recordLog } from '../testing/fakes.ts';
import { createRealOrigin, openStores, type RealOrigin, type TestStores } from '../testing/real-origin.ts';
import { runFinanceJobs } from './finance-jobs.ts';
import { watchPayoutDifferences } from './watch-differences.ts';

let world: PayoutWorld;
let stores: TestStores;
let origin: RealOrigin;
beforeAll(async () => {
  [world, stores] = await Promise.all([openPayoutWorld(), openStores(23)]);
  const { connection, database } = world.bench;
  origin = await createRealOrigin({ ...stores, db: database.db }, { wallets: connection });
});
afterAll(async () => {
  await Promise.all([world.close(), stores.close()]);
});

const { finance } = internalPaths;
const [one, other, third] = [person('finance'), person('finance'), person('finance')];
const note = 'checked against the ledger';
interface WithTextId {
  readonly _id: string;
  readonly [name: string]: unknown;
}
let keys = 0;
const db = () => world.bench.database.db;

async function answer(actor: Actor, path: string, body?: object) {
  keys += 1;
  const request = body === undefined ? {} : { method: 'POST', body, headers: { 'idempotency-key': `k-${keys}` } };
  return origin.call(path, { actor, ...request });
}

async function ask<T>(actor: Actor, path: string, data: z.ZodType<T>, body?: object): Promise<T> {
  const { status, body: got } = await answer(actor, path, body);
  expect([path, status < 300 ? '' : JSON.stringify(got)]).toEqual([path, '']);
  return data.parse(successOf(z.unknown()).parse(got).data);
}

const problem = z.object({
  code: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});
async function refusal(actor: Actor, path: string, body?: object) {
  return problem.parse((await answer(actor, path, body)).body);
}

const disputes = [{ id: 'dp_1', amount: 99n, outcome: 'open', atMs: 1_700_000_000_000 }] as const;
async function putPayments() {
  const buyer = person();
  const made = Array.from({ length: 5 }, (_, n) => {
    const createdAtMs = Date.UTC(2025, 0, 1 + n, 12);
    const base = newPayment({ userId: buyer.subject, createdAtMs, amount: 100n + BigInt(n) });
    const evidence = { ...paidPayment().evidence, disputes: n === 0 ? disputes : [] };
    return { ...base, externalId: `pi_${base.id}`, evidence };
  });
  const refund = { key: 'r', amount: 5n, reason: note, by: one.account, atMs: 1, state: 'sent' } as const;
  const settled = { version: 1, nextAtMs: undefined, tries: 0, trouble: '', finished: true } as const;
  const documents = made.map((payment, n) => {
    const refundRequests = n === 1 ? [refund] : [];
    const stands = { status: n === 0 ? 'disputed' : 'credited', updatedAtMs: payment.createdAtMs } as const;
    return documentOf({ ...settled, ...stands, payment, refundRequests });
  });
  await paymentsCollection(db()).insertMany(documents);
  return { buyer, made };
}

describe('payments', () => {
  it('are found by state, person, day, amount, either id, dispute and refund, page by page, with their buyer masked', async () => {
    const { buyer, made } = await putPayments();
    const list = (query: string) => ask(one, finance(`payments?${query}`), staffPaymentPageSchema);
    const subject = `subject=${buyer.subject}`;
    const whole = await list(subject);
    expect(whole.items.map(({ id }) => id)).toEqual(made.map(({ id }) => id).reverse());
    expect(JSON.stringify(whole)).not.toContain(buyer.subject);
    const first = await list(`${subject}&limit=2`);
    const rest = await list(`${subject}&limit=3&cursor=${first.next}`);
    expect([...first.items, ...rest.items]).toEqual(whole.items);
    expect(rest.next).toBeUndefined();
    const found = async (query: string) =>
      (await list(`${subject}&${query}`)).items.map(({ id }) => made.findIndex((payment) => payment.id === id));
    expect(await found('status=disputed')).toEqual([0]);
    expect(await found('dispute=open')).toEqual([0]);
    expect(await found('refund=sent')).toEqual([1]);
    expect(await found('from=2025-01-02&to=2025-01-03')).toEqual([2, 1]);
    expect(await found('amount=103')).toEqual([3]);
    expect(await found('provider=apple')).toEqual([]);
    expect((await list(`find=${made[2]?.id}`)).items).toHaveLength(1);
    expect((await list(`find=pi_${made[2]?.id}`)).items[0]?.id).toBe(made[2]?.id);
  });

  it('refuse a forged cursor, an unknown filter and a strange day by name', async () => {
    for (const [query, field] of [
      ['cursor=Zm9yZ2Vk', 'cursor'],
      ['userId=x', 'userId'],
      ['from=yesterday', 'from'],
      ['limit=1000', 'limit'],
    ] as const) {
      const { code, errors } = await refusal(one, finance(`payments?${query}`));
      expect([code, errors?.[0]?.field]).toEqual(['validation_failed', field]);
    }
    expect((await refusal(person('support'), finance('payments'))).code).toBe('forbidden');
    expect((await refusal(one, finance('payments/019b7d3c-2f4e-7a11-8c22-1d5e6f708192'))).code).toBe(
      'payment_not_found',
    );
  });

  it('take notes on a dispute from whoever saw the last one, and not from its buyer', async () => {
    const { buyer, made } = await putPayments();
    const id = made[0]?.id ?? '';
    const path = finance(`payments/${id}/disputes/dp_1`);
    const asked = { version: 0, state: 'evidence_sent', dueOn: '2025-02-01', note };
    expect((await refusal({ ...buyer, roles: ['finance'] }, path, asked)).code).toBe('approval_own');
    expect((await refusal(one, finance(`payments/${id}/disputes/dp_9`), asked)).code).toBe('not_found');
    const { dispute } = await ask(one, path, disputeWorkedSchema, asked);
    expect(dispute.work).toMatchObject({
      state: 'evidence_sent',
      dueOn: '2025-02-01',
      version: 1,
      notes: [{ text: note }],
    });
    const late = await refusal(other, path, { ...asked, state: 'accepted' });
    expect(late).toMatchObject({ code: 'conflict', errors: [{ field: 'version' }] });
    expect(late.errors?.[0]?.message).toContain(`${one.account} made it evidence_sent`);
    const both = await Promise.all(
      [one, other].map((who) => answer(who, path, { ...asked, version: 1, state: 'accepted' })),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const detail = await ask(one, finance(`payments/${id}`), staffPaymentDetailSchema);
    expect(detail.disputes[0]?.work).toMatchObject({ version: 2, state: 'accepted' });
    const audit = await origin.deps.audit.list({ subject: id }, undefined, 10);
    expect(audit.map(({ action, reason }) => [action, reason])).toEqual([
      ['dispute.worked', note],
      ['dispute.worked', note],
    ]);
  });
});

describe('entries of the ledger', () => {
  it('are found by person, kind, day and order, and page through a busy day without losing one', async () => {
    const host = person('host');
    const gifts: string[] = [];
    for (let n = 0; n < 7; n += 1) gifts.push(await world.earn(host, 3n));
    const list = (query: string) => ask(one, finance(`transactions?${query}`), transactionPageSchema);
    const today = new Date().toISOString().slice(0, 10);
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await list(`kind=gift&from=${today}&limit=3${cursor}`);
      seen.push(...page.items.map(({ tx }) => tx));
      cursor = page.next === undefined ? '' : `&cursor=${page.next}`;
    } while (cursor !== '');
    expect(seen).toEqual([...new Set(seen)]);
    expect(seen).toEqual(expect.arrayContaining(gifts));
    expect((await list('kind=gift&to=2020-01-01')).items).toEqual([]);
    const grants = await list('kind=grant');
    expect(grants.items.length).toBeGreaterThanOrEqual(7);
    expect(new Set(grants.items.map(({ type }) => type))).toEqual(new Set(['grant']));
    expect((await list('order=nothing')).items).toEqual([]);
    expect((await list('status=refused')).items).toEqual([]);
    expect(JSON.stringify(await list('limit=20'))).not.toContain(host.subject);
  });
});

describe('the state of the ledger', () => {
  it('tells accepted, committed and projected, the newest checkpoint and verification, and what is in quarantine', async () => {
    await world.drained();
    const before = await ask(one, finance('ledger'), ledgerStateSchema);
    expect(before.shards).toHaveLength(64);
    expect(before.uncommitted).toBe('0');
    const key = checkpointKeyOf(
      (await import('node:crypto'))
        .generateKeyPairSync('ed25519')
        .privateKey.export({ format: 'der', type: 'pkcs8' })
        .toString('base64url'),
    );
    const signed = signCheckpoint([], Date.now() + 60_000, key);
    await db()
      .collection<WithTextId>('ledger_checkpoints')
      .insertOne({
        ...{
          _id: new Date(signed.atMs).toISOString(),
          at: new Date(signed.atMs),
          root: new Binary(signed.root),
        },
        ...{ heads: [], keyId: signed.keyId, signature: new Binary(signed.signature) },
      });
    await keepVerification(db(), {
      ...{ at: new Date().toISOString(), scope: 'whole', sound: false, entries: 3, legs: 12 },
      problems: ['shard 7 sequence 2: its "amount"'],
    });
    await quarantine(db()).insertOne({
      ...{ _id: 'quarantine-7-1-99', shard: 7, epoch: 1n, sequence: 99n, reason: 'unreadable', fields: {} },
      createdAt: new Date(),
    });
    const state = await ask(one, finance('ledger'), ledgerStateSchema);
    expect(state.checkpoint).toMatchObject({ keyId: key.keyId, holds: 'key_unknown' });
    expect(state.verification).toMatchObject({ sound: false, problems: ['shard 7 sequence 2: its "amount"'] });
    expect(state.quarantined).toBe(1);
    const held = await ask(one, finance('ledger/quarantine'), quarantinePageSchema);
    expect(held.items).toMatchObject([{ tx: 'quarantine-7-1-99', reason: 'unreadable' }]);
    await db().collection('ledger_checkpoints').deleteMany({ keyId: key.keyId });
    await quarantine(db()).deleteMany({});
  });
});

describe('differences', () => {
  const findings = () =>
    mongoFindings({ db: db(), clock: Date.now, log: recordLog(), audit: origin.deps.audit, onFinding: () => {} });
  const seen = (id: string, detail: Record<string, string> = { ours: '5' }) => {
    const about = { provider: 'stripe', paymentId: id, externalId: '' } as const;
    return findings().report({ kind: 'amount', ...about, detail });
  };
  const open = async (about: string) => {
    const { items } = await ask(one, finance('differences?area=payments&limit=100'), differencePageSchema);
    return items.find((item) => item.about === about);
  };
  const act = (who: Actor, id: string, version: number, what: string) =>
    answer(who, finance(`differences/${id}`), { version, act: what, note });

  it('are taken by one person, explained and closed with a reason, and come back when they differ otherwise', async () => {
    await seen('p-1');
    const id = (await open('p-1'))?.id ?? '';
    expect((await act(one, id, 0, 'close')).status).toBe(409);
    const both = await Promise.all([act(one, id, 0, 'take'), act(other, id, 0, 'take')]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const mine = await ask(one, finance(`differences/${id}`), oneDifferenceSchema);
    const [owner, rival] = mine.difference.assignee === one.account ? [one, other] : [other, one];
    expect(await refusal(rival, finance(`differences/${id}`), { version: 1, act: 'close', note })).toMatchObject({
      ...{ code: 'conflict', errors: [{ field: 'act', message: 'take it first' }] },
    });
    expect((await act(owner, id, 1, 'explain')).status).toBe(200);
    expect((await act(owner, id, 2, 'close')).status).toBe(200);
    expect(await open('p-1')).toBeUndefined();
    await seen('p-1');
    expect(await open('p-1')).toBeUndefined();
    const closed = await ask(one, finance('differences?state=closed'), differencePageSchema);
    expect(closed.items[0]).toMatchObject({ id, state: 'closed', closedBy: owner.account, times: 2, version: 3 });
    await seen('p-1', { ours: '6' });
    expect(await open('p-1')).toMatchObject({ id, times: 3, detail: { ours: '6' } });
    const audit = await origin.deps.audit.list({ subject: id }, undefined, 10);
    expect(audit.map(({ action }) => action)).toEqual(['difference.worked', 'difference.worked', 'difference.worked']);
  });

  it('are not closed by who looked before the numbers changed, or before they fitted and differed again', async () => {
    await seen('p-2');
    const id = (await open('p-2'))?.id ?? '';
    expect((await act(one, id, 0, 'take')).status).toBe(200);
    await seen('p-2');
    expect(await open('p-2')).toMatchObject({ version: 1, times: 2 });
    await seen('p-2', { theirs: '$7' });
    expect(await open('p-2')).toMatchObject({ version: 2, detail: { theirs: '$7' } });
    expect((await open('p-2'))?.detail).not.toHaveProperty('ours');
    expect((await act(one, id, 1, 'close')).status).toBe(409);
    await findings().resolve('p-2', ['amount']);
    await seen('p-2', { theirs: '$7' });
    expect(await open('p-2')).toMatchObject({ version: 4 });
    expect((await act(one, id, 2, 'close')).status).toBe(409);
    expect((await act(one, id, 4, 'close')).status).toBe(200);
  });

  it('about one’s own money are for others to work on', async () => {
    const base = newPayment({ userId: one.subject, createdAtMs: Date.now() });
    const stored = { ...base, externalId: `pi_${base.id}` };
    await origin.deps.payment.payments.create(stored, Date.now());
    await seen(base.id);
    await origin.deps.desk.differences.see(
      { area: 'payouts', kind: 'held', about: `diamonds:${one.subject}:held`, detail: { problem: 'held' } },
      Date.now(),
    );
    const held = await ask(one, finance('differences?area=payouts'), differencePageSchema);
    for (const id of [(await open(base.id))?.id ?? '', held.items[0]?.id ?? '']) {
      const path = finance(`differences/${id}`);
      expect((await refusal(one, path, { version: 0, act: 'take', note })).code).toBe('approval_own');
      expect((await act(other, id, 0, 'take')).status).toBe(200);
      expect((await act(other, id, 1, 'close')).status).toBe(200);
      expect((await refusal(one, path, { version: 2, act: 'reopen', note })).code).toBe('approval_own');
    }
  });

  it('of payouts are opened by the comparison, and closed when they fit again', async () => {
    const campaign = `pc_${'b'.repeat(26)}`;
    await db()
      .collection<WithTextId>('promotion_campaigns')
      .insertOne({
        ...{ _id: campaign, name: 'x', coinsEach: 1n, budget: 9n, reserved: 4n, status: 'active' },
        createdAt: new Date(),
      });
    await watchPayoutDifferences(origin.deps.desk);
    const listed = () => ask(one, finance('differences?area=payouts'), differencePageSchema);
    expect((await listed()).items).toMatchObject([{ about: campaign, area: 'payouts' }]);
    await watchPayoutDifferences(origin.deps.desk);
    expect((await listed()).items).toMatchObject([{ times: 2 }]);
    await db()
      .collection<WithTextId>('promotion_campaigns')
      .updateOne({ _id: campaign }, { $set: { reserved: 0n } });
    await watchPayoutDifferences(origin.deps.desk);
    expect((await listed()).items).toEqual([]);
    const { items } = await ask(one, finance('promotions?status=active'), promotionPageSchema);
    expect(items.map(({ id }) => id)).toContain(campaign);
    await db().collection('promotion_campaigns').deleteMany({});
  });

  it('refuse who may not, unknown ids, unknown fields and words that are too long', async () => {
    const id = `df_${'a'.repeat(26)}`;
    const path = finance(`differences/${id}`);
    expect((await refusal(one, path)).code).toBe('not_found');
    expect((await refusal(person('moderator'), path, { version: 0, act: 'take', note })).code).toBe('forbidden');
    const long = 'x'.repeat(limits.staffReasonCharsMax + 1);
    for (const [body, field] of [
      [{ version: 0, act: 'take', note: long }, 'note'],
      [{ version: 0, act: 'take', note, assignee: other.account }, 'assignee'],
      [{ version: -1, act: 'take', note }, 'version'],
      [{ version: 0, act: 'steal', note }, 'act'],
    ] as const) {
      const { code, errors } = await refusal(one, path, body);
      expect([code, errors?.[0]?.field]).toEqual(['validation_failed', field]);
    }
  });
});

describe('payout rates', () => {
  it('change by two people alone, each version once', async () => {
    const rate = { currency: 'USD', after: 1, numerator: '11', denominator: '20', reason: note };
    const first = await ask(one, finance('payout-rates'), approvalRequestedSchema, rate);
    const second = await ask(other, finance('payout-rates'), approvalRequestedSchema, { ...rate, numerator: '12' });
    expect((await refusal(one, finance('payout-rates'), { ...rate, after: 7 })).code).toBe('conflict');
    const approve = (id: string) => finance(`approvals/${id}/approve`);
    expect((await refusal(one, approve(first.approval.id), { note })).code).toBe('approval_own');
    const done = await ask(other, approve(first.approval.id), oneApprovalSchema, { note, version: 1 });
    expect(done.approval).toMatchObject({ status: 'approved', execution: 'done' });
    const late = await ask(one, approve(second.approval.id), oneApprovalSchema, { note, version: 1 });
    expect(late.approval).toMatchObject({ execution: 'refused', outcome: 'version 2 came by another request' });
    await runFinanceJobs(origin.deps.financeDeps);
    const { items } = await ask(one, finance('payout-rates'), payoutRateListSchema);
    const usd = items.filter(({ currency }) => currency === 'USD');
    expect(usd).toMatchObject([
      { version: 2, numerator: '11', denominator: '20', current: true, by: first.approval.id },
      { version: 1, current: false, by: 'system' },
    ]);
  });
});

describe('a decision', () => {
  it('on something that changed since it was looked at is refused, naming the change', async () => {
    const asked = { subject: person().subject, direction: 'credit', coins: '5', reason: note };
    const { approval } = await ask(one, finance('adjustments'), approvalRequestedSchema, asked);
    const path = (verb: string) => finance(`approvals/${approval.id}/${verb}`);
    const seen = await ask(other, finance(`approvals/${approval.id}`), oneApprovalSchema);
    expect(seen.approval).toMatchObject({ version: 1, decidable: 'yes', history: [{ to: 'open' }] });
    const own = await ask(one, finance(`approvals/${approval.id}`), oneApprovalSchema);
    expect(own.approval.decidable).toBe('own');
    await ask(other, path('reject'), oneApprovalSchema, { note, version: 1 });
    for (const verb of ['approve', 'reject']) {
      const late = await refusal(third, path(verb), { note, version: 1 });
      expect(late).toMatchObject({ code: 'conflict', errors: [{ field: 'version' }] });
      expect(late.errors?.[0]?.message).toContain(`${other.account} made it rejected`);
    }
  });

  it('is listed for those who may take it: of others, of one’s own, by kind', async () => {
    const asked = { subject: person().subject, direction: 'debit', coins: '5', reason: note };
    const { approval } = await ask(third, finance('adjustments'), approvalRequestedSchema, asked);
    const page = z.object({ items: z.array(z.object({ id: z.string() })) });
    const has = async (who: Actor, query: string) =>
      (await ask(who, finance(`approvals?${query}`), page)).items.some(({ id }) => id === approval.id);
    expect(await has(third, 'by=me')).toBe(true);
    expect(await has(third, 'by=others')).toBe(false);
    expect(await has(one, 'by=others&kind=adjustment_debit&order=newest')).toBe(true);
    expect(await has(one, 'kind=refund')).toBe(false);
    const overview = await ask(third, finance('overview'), financeOverviewSchema);
    expect(overview.approvalsOfMine).toEqual({ count: 1, more: false });
  });
});

it('wallets that are stopped are listed with who stopped them and why, and their owner masked', async () => {
  const someone = person();
  await ask(one, finance('wallets/freeze'), z.unknown(), { subject: someone.subject, reason: 'reported as stolen' });
  const { items } = await ask(one, finance('freezes'), frozenWalletPageSchema);
  expect(items[0]).toMatchObject({ person: `…${someone.subject.slice(-6)}`, freezes: [{ by: one.account }] });
  expect(JSON.stringify(items)).not.toContain(someone.subject);
});
