import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { call, installFakeOrigin, type Member, verifiedMember } from '../../testing/edge-client.ts';
import { staleToken } from '../../testing/factor-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';
import {
  accountObject,
  openPerson,
  type StaffMember,
  staffMember,
  tokenWithoutFactor,
} from '../../testing/staff-client.ts';

let origin: FakeOrigin;
let finance: StaffMember;
let support: StaffMember;
let moderator: StaffMember;
let admin: StaffMember;
let someone: Member;
let subject = '';
beforeAll(async () => {
  installFakeOrigin();
  finance = await staffMember('finance');
  support = await staffMember('support');
  moderator = await staffMember('moderator');
  admin = await staffMember('admin');
  someone = (await verifiedMember()).member;
  subject = (await accountObject(someone).state(''))?.subject ?? '';
  vi.restoreAllMocks();
});

const id = `ap_${'a'.repeat(26)}`;
const tx = '3f'.repeat(32);
const at = '2026-01-02T03:04:05.678Z';
const approval = {
  ...{ id, kind: 'adjustment_credit', status: 'open', execution: 'none', person: '…abc234', target: '', amount: '5' },
  ...{ currency: 'COIN', force: false, reason: 'ticket 4711', requestedBy: 'aabc', requestedAt: at, expiresAt: at },
  ...{ needed: 1, approvals: [] },
};
const promotion = {
  ...{
    id: `pc_${'a'.repeat(26)}`,
    name: 'x',
    coinsEach: '1',
    budget: '9',
    reserved: '1',
    status: 'active',
    createdAt: at,
  },
};
const payout = {
  ...{
    id: `po_${'a'.repeat(26)}`,
    status: 'held',
    diamonds: '20000',
    currency: 'USD',
    amount: '10000',
    rateVersion: 1,
  },
  ...{ createdAt: at, updatedAt: at, expiresAt: at, cancelAsked: false, settled: false, reasons: [] },
  ...{ person: '…abc234', ledger: 'held', needed: 1, approvals: [], tries: 0 },
};
const entry = {
  ...{ tx, type: 'grant', status: 'completed', amount: '5', currency: 'COIN', shard: 1, epoch: '1', sequence: '2' },
  ...{ hash: 'ab', at, legs: [] },
};
const statement = {
  ...{ person: '…abc234', balances: { coins: '1', owed: '0', diamonds: '0', held: '0' }, frozen: false, entries: [] },
};

beforeEach(() => {
  origin = installFakeOrigin();
  origin.answers = (_seen, path) => {
    const [, at1 = '', at2] = /^\/internal\/v1\/finance\/([a-z-]+)(\/.+)?$/.exec(path) ?? [];
    switch (at1) {
      case 'payouts':
        return { data: at2 === undefined ? { items: [] } : { payout } };
      case 'approvals':
        return { data: at2 === undefined ? { items: [] } : { approval } };
      case 'accounts':
        return { data: { accounts: [] } };
      case 'transactions':
        return { data: entry };
      case 'statement':
        return { data: statement };
      case 'promotions':
        return {
          data: at2 === undefined ? { result: 'created', approval, promotion } : { results: ['created'], promotion },
        };
      case 'wallets':
        return { data: at2 === '/freeze' ? { frozen: true, applied: true } : { result: 'created', approval } };
      case '':
        return undefined;
      default:
        return { data: { result: 'created', approval } };
    }
  };
});
afterEach(() => {
  vi.restoreAllMocks();
});

const note = 'checked against the ledger';
const reason = 'ticket 4711';
const f = '/admin/finance';
const account = () => someone.accountId;

/** Every route: how it is asked, and whether it changes anything. */
const routes = [
  ['GET', () => `${f}/payouts`, undefined],
  ['GET', () => `${f}/payouts/${payout.id}`, undefined],
  ['GET', () => `${f}/approvals`, undefined],
  ['GET', () => `${f}/approvals/${id}`, undefined],
  ['GET', () => `${f}/accounts`, undefined],
  ['GET', () => `${f}/transactions/${tx}`, undefined],
  ['GET', () => `${f}/wallets/${account()}/statement`, undefined],
  ['POST', () => `${f}/payouts/${payout.id}/approve`, () => ({ note })],
  ['POST', () => `${f}/payouts/${payout.id}/reject`, () => ({ note })],
  ['POST', () => `${f}/approvals/${id}/approve`, () => ({ note })],
  ['POST', () => `${f}/approvals/${id}/reject`, () => ({ note })],
  ['POST', () => `${f}/adjustments`, () => ({ accountId: account(), direction: 'credit', coins: '5', reason })],
  ['POST', () => `${f}/gift-reversals`, () => ({ tx, reason })],
  ['POST', () => `${f}/refunds`, () => ({ paymentId: 'pay_1', reason })],
  ['POST', () => `${f}/promotions`, () => ({ name: 'x', coinsEach: '1', budget: '9', reason })],
  ['POST', () => `${f}/promotions/${promotion.id}/grants`, () => ({ accountIds: [account()] })],
  ['POST', () => `${f}/wallets/${account()}/freeze`, () => ({ reason })],
  ['POST', () => `${f}/wallets/${account()}/unfreeze`, () => ({ reason })],
] as const;
const headers = { 'idempotency-key': 'k-1' };

async function ask(route: (typeof routes)[number], token: string | undefined) {
  const [method, path, body] = route;
  // A statement is private: whoever may open it says why first.
  if (path().endsWith('/statement') && token !== undefined) await openPerson(token, account(), 'wallet');
  return call(method, path(), {
    ...(token === undefined ? {} : { token }),
    ...(body === undefined ? {} : { body: body() }),
    headers,
  });
}

describe('finance routes', () => {
  test('are for finance and admins alone', async () => {
    const plain = (await verifiedMember()).tokens.accessToken;
    for (const route of routes) {
      const named = `${route[0]} ${route[1]()}`;
      for (const token of [support.token, moderator.token, plain]) {
        expect([named, (await ask(route, token)).body.code]).toEqual([named, 'forbidden']);
      }
      expect([named, (await ask(route, undefined)).body.code]).toEqual([named, 'unauthenticated']);
      for (const token of [finance.token, admin.token]) {
        const { status, body } = await ask(route, token);
        expect([named, status < 300, body.code]).toEqual([named, true, undefined]);
      }
    }
  });

  test('need a second factor, and to change anything a proof from a moment ago', async () => {
    const weak = await tokenWithoutFactor(await staffMember('finance'));
    const tired = await staffMember('finance');
    const stale = (await staleToken(tired.member, tired.tokens)).token;
    for (const route of routes) {
      const named = `${route[0]} ${route[1]()}`;
      expect([named, (await ask(route, weak)).body.code]).toEqual([named, 'mfa_required']);
      const { body } = await ask(route, stale);
      const code = named.endsWith('/statement') ? 'reason_required' : undefined;
      expect([named, body.code]).toEqual([named, route[0] === 'GET' ? code : 'step_up_required']);
    }
  });

  test('name the origin the person by the ledger’s id alone, which nobody else is shown', async () => {
    for (const route of routes) {
      origin.requests.length = 0;
      const answer = await ask(route, finance.token);
      expect(JSON.stringify(answer.body)).not.toContain(subject);
      const seen = origin.requests.find(({ target }) => target.includes('/finance/'));
      expect(JSON.stringify([seen?.target, seen?.body])).not.toContain(account());
      if (/adjustments|grants|wallets|statement/.test(route[1]())) {
        expect(JSON.stringify([seen?.target, seen?.body])).toContain(subject);
      }
      if (/adjustments|reversals|refunds|promotions$|unfreeze/.test(route[1]())) {
        expect(seen?.idempotencyKey).toBe('k-1');
      }
    }
  });

  test('record who read what', async () => {
    for (const route of routes.filter(([method]) => method === 'GET')) await ask(route, finance.token);
    await vi.waitFor(() => {
      const read = origin.audits.filter(({ action, actor }) => {
        return action === 'finance.read' && actor === finance.member.accountId;
      });
      const told = read.map(({ details, subject: about }) => [details?.what, about]);
      expect(told).toEqual(
        expect.arrayContaining([
          ['payouts', undefined],
          ['approval', id],
          ['transaction', tx],
          ['statement', account()],
        ]),
      );
    }, 10_000);
  });

  test('record a freeze and a grant before the origin is asked, and again when it acted', async () => {
    origin.audits.length = 0;
    const acts = routes.filter(([, path]) => /\/freeze$|grants$/.test(path()));
    expect(acts).toHaveLength(2);
    for (const route of acts) await ask(route, finance.token);
    await vi.waitFor(() => {
      expect(new Set(origin.audits.map(({ action }) => action))).toEqual(
        new Set(['wallet.freeze_asked', 'wallet.frozen', 'promotion.grant_asked', 'promotion.granted']),
      );
    }, 10_000);
  });

  test('know nobody who does not exist, and tell which of several', async () => {
    const nobody = `a${'b'.repeat(26)}`;
    const body = { accountId: nobody, direction: 'credit', coins: '5', reason };
    expect((await call('POST', `${f}/adjustments`, { token: finance.token, body, headers })).body.code).toBe(
      'not_found',
    );
    const people = { accountIds: [nobody, account()] };
    const path = `${f}/promotions/${promotion.id}/grants`;
    const granted = await call('POST', path, { token: finance.token, body: people });
    expect(granted.body.data).toMatchObject({ results: ['unknown', 'created'] });
  });

  test.each([
    ['adjustments', { direction: 'credit', coins: '1000001', reason }, 'coins'],
    ['adjustments', { direction: 'credit', coins: '0', reason }, 'coins'],
    ['adjustments', { direction: 'credit', coins: '5', reason: '' }, 'reason'],
    ['adjustments', { direction: 'both', coins: '5', reason }, 'direction'],
  ])('refuse %s with a wrong field', async (path, fields, field) => {
    const body = { accountId: account(), ...fields };
    const answer = await call('POST', `${f}/${path}`, { token: finance.token, body, headers });
    expect([...new Set(answer.body.errors?.map((error: { field: string }) => error.field))]).toEqual([field]);
  });
});
