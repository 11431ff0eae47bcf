import { EXPORT_ID_HEADER } from '@halobuzz/core/api/finance-exports';
import { limits } from '@halobuzz/core/limits';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { call, installFakeOrigin, type Member, send, verifiedMember } from '../../testing/edge-client.ts';
import { staleToken } from '../../testing/factor-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';
import { accountObject, openPerson, type StaffMember, staffMember } from '../../testing/staff-client.ts';

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

const at = '2026-01-02T03:04:05.678Z';
const paymentId = '019b7d3c-2f4e-7a11-8c22-1d5e6f708192';
const difference = {
  ...{ id: `df_${'a'.repeat(26)}`, area: 'payments', kind: 'x', about: paymentId, provider: 'stripe', externalId: '' },
  ...{ detail: {}, state: 'open', times: 1, firstSeenAt: at, lastSeenAt: at, version: 0, notes: [] },
};
const payment = {
  ...{ id: paymentId, status: 'credited', provider: 'stripe', externalId: 'pi_1', person: '…abc234' },
  ...{ packageId: 'coins_500', packageVersion: 1, coins: '5', amount: '5', currency: 'USD', refundable: '5' },
  ...{ flags: [], tries: 0, trouble: '', disputes: [], createdAt: at, updatedAt: at },
};
const dispute = {
  ...{ id: 'dp_1', amount: '5', outcome: 'open', at },
  work: { state: 'to_answer', version: 1, notes: [] },
};
const approval = {
  ...{
    id: `ap_${'a'.repeat(26)}`,
    kind: 'payout_rate',
    status: 'open',
    execution: 'none',
    person: '',
    target: 'USD:2',
  },
  ...{ amount: '0', currency: 'USD', force: false, reason: 'x', requestedBy: 'aabc', requestedAt: at, expiresAt: at },
  ...{ needed: 1, approvals: [] },
};
const made = {
  ...{ id: `fx_${'a'.repeat(26)}`, kind: 'journal', state: 'done', by: 'aabc', reason: 'x', fileName: 'x.csv' },
  ...{ startedAt: at, bytes: '5', lines: '1', sha256: 'ab' },
};
const count = { count: 0, more: false };
const overview = {
  ...{ payoutsToDecide: count, payoutsStuck: count, approvalsToDecide: count, approvalsOfMine: count },
  ...{ differencesOpen: count, differencesOfMine: count, paymentsToLookAt: count, disputesOpen: count },
  ...{ walletsFrozen: count, quarantined: count, uncommitted: '0' },
};

beforeEach(() => {
  origin = installFakeOrigin();
  origin.answers = ({ method }, path) => {
    const about = /^\/internal\/v1\/finance\/(.+)$/.exec(path)?.[1];
    if (about === undefined) return undefined;
    if (about === 'overview') return { data: overview };
    if (about === 'ledger') return { data: { shards: [], uncommitted: '0', unprojected: '0', quarantined: 0 } };
    if (about.includes('/disputes/')) return { data: { dispute } };
    if (about.startsWith('payments/')) {
      return { data: { payment, refunds: [], disputes: [], acts: [], refundRequests: [] } };
    }
    if (about.startsWith('differences/')) return { data: { difference } };
    if (about.startsWith('exports/')) return { data: { export: made } };
    if (about === 'payout-rates' && method === 'POST') return { data: { result: 'created', approval } };
    return { data: { items: [] } };
  };
});
afterEach(() => {
  vi.restoreAllMocks();
});

const note = 'checked against the ledger';
const f = '/admin/finance';
const headers = { 'idempotency-key': 'k-1' };

/** Every route: how it is asked, and whether it changes anything. */
const routes = [
  ['GET', () => `${f}/overview`, undefined],
  ['GET', () => `${f}/payments?person=${someone.accountId}`, undefined],
  ['GET', () => `${f}/payments/${paymentId}`, undefined],
  ['GET', () => `${f}/transactions?person=${someone.accountId}&kind=gift`, undefined],
  ['GET', () => `${f}/ledger`, undefined],
  ['GET', () => `${f}/ledger/quarantine`, undefined],
  ['GET', () => `${f}/freezes`, undefined],
  ['GET', () => `${f}/promotions`, undefined],
  ['GET', () => `${f}/payout-rates`, undefined],
  ['GET', () => `${f}/differences`, undefined],
  ['GET', () => `${f}/differences/${difference.id}`, undefined],
  ['GET', () => `${f}/exports`, undefined],
  ['GET', () => `${f}/exports/${made.id}`, undefined],
  ['POST', () => `${f}/payments/${paymentId}/disputes/dp_1`, { version: 0, state: 'accepted', note }],
  ['POST', () => `${f}/differences/${difference.id}`, { version: 0, act: 'take', note }],
  [
    'POST',
    () => `${f}/payout-rates`,
    { currency: 'USD', after: 1, numerator: '1', denominator: '3', reason: 'agreed 12 May' },
  ],
] as const;
const journal = { kind: 'journal', from: '2026-01-01', to: '2026-01-02', format: 'csv', reason: 'yearly audit' };

const ask = async ([method, path, body]: (typeof routes)[number], token: string | undefined) => {
  // What moved for one person is private: whoever may open it says why first.
  if (path().includes('person=') && token !== undefined) await openPerson(token, someone.accountId, 'wallet');
  return call(method, path(), {
    ...(token === undefined ? {} : { token }),
    ...(body === undefined ? {} : { body }),
    headers,
  });
};

describe('lists and notes of finance', () => {
  test('are for finance and admins alone, and acts want a proof from a moment ago', async () => {
    const plain = (await verifiedMember()).tokens.accessToken;
    const tired = await staffMember('finance');
    const stale = (await staleToken(tired.member, tired.tokens)).token;
    for (const route of routes) {
      const named = `${route[0]} ${route[1]()}`;
      for (const token of [support.token, moderator.token, plain]) {
        expect([named, (await ask(route, token)).body.code]).toEqual([named, 'forbidden']);
      }
      expect([named, (await ask(route, undefined)).body.code]).toEqual([named, 'unauthenticated']);
      const { body } = await ask(route, stale);
      // A person's entries want a reason of the reader's own.
      const reading = named.includes('person=') ? 'reason_required' : undefined;
      expect([named, body.code]).toEqual([named, route[0] === 'GET' ? reading : 'step_up_required']);
      for (const token of [finance.token, admin.token]) {
        const answer = await ask(route, token);
        expect([named, answer.status < 300, answer.body.code]).toEqual([named, true, undefined]);
      }
    }
  });

  test('name the origin a person by the ledger’s id alone, and record who was looked up', async () => {
    for (const route of routes.filter(([, path]) => path().includes('person='))) {
      origin.requests.length = 0;
      const answer = await ask(route, finance.token);
      expect(JSON.stringify(answer.body)).not.toContain(subject);
      const seen = origin.requests.find(({ target }) => target.includes('/finance/'));
      expect(seen?.target).toContain(`subject=${subject}`);
      expect(seen?.target).not.toContain(someone.accountId);
    }
    await vi.waitFor(() => {
      const told = origin.audits.filter(
        ({ action, subject: about }) => action === 'finance.read' && about === someone.accountId,
      );
      expect(new Set(told.map(({ details }) => details?.what))).toEqual(new Set(['payments', 'transactions']));
    }, 10_000);
  });

  test.each(['payments', 'transactions'])('%s of a person want a reason, and each page is on record', async (list) => {
    const reader = await staffMember('finance');
    const forged = btoa(JSON.stringify(['2026-01-02T03:04:05.678Z', 'x']));
    const path = `${f}/${list}?person=${someone.accountId}&cursor=${forged}`;
    const asked = () => call('GET', path, { token: reader.token });
    expect((await asked()).body.code).toBe('reason_required');
    await openPerson(reader.token, someone.accountId, 'wallet');
    expect([(await asked()).status, (await asked()).status]).toEqual([200, 200]);
    await vi.waitFor(() => {
      const { accountId } = reader.member;
      const told = origin.audits.filter(({ action, actor }) => action === 'finance.read' && actor === accountId);
      expect(told.map(({ subject: about }) => about)).toEqual([someone.accountId, someone.accountId]);
    }, 10_000);
  });

  test.each([
    'payouts?status=held',
    'approvals?status=open',
    'ledger/quarantine',
    'freezes',
    'differences',
    'findings',
  ])('%s is on record behind a cursor too', async (list) => {
    const reader = await staffMember('finance');
    await call('GET', `${f}/${list}${list.includes('?') ? '&' : '?'}cursor=WzFd`, { token: reader.token });
    await vi.waitFor(() => {
      const { accountId } = reader.member;
      expect(origin.audits).toContainEqual(expect.objectContaining({ action: 'finance.read', actor: accountId }));
    }, 10_000);
  });

  test.each([
    ['GET', 'payments?subject=sabc', undefined, 'subject'],
    ['GET', 'payments?status=stolen', undefined, 'status'],
    ['GET', 'transactions?from=yesterday', undefined, 'from'],
    ['GET', 'differences?limit=0', undefined, 'limit'],
    ['POST', `payments/${paymentId}/disputes/dp_1`, { version: 0, state: 'won', note }, 'state'],
    ['POST', `differences/${difference.id}`, { version: 0, act: 'take', note, assignee: 'me' }, 'assignee'],
    ['POST', `differences/${difference.id}`, { version: 0, act: 'take', note: 'x'.repeat(501) }, 'note'],
    ['POST', 'payout-rates', { currency: 'XXX', after: 1, numerator: '1', denominator: '3', reason: note }, 'currency'],
    [
      'POST',
      'payout-rates',
      { currency: 'USD', after: 1, numerator: '0', denominator: '3', reason: note },
      'numerator',
    ],
    ['POST', 'exports', { ...journal, person: 'x' }, 'person'],
    ['POST', 'exports', { ...journal, format: 'xls' }, 'format'],
  ])('refuse %s %s with a wrong field, naming it', async (method, path, body, field) => {
    const more = body === undefined ? {} : { body };
    const answer = await call(method, `${f}/${path}`, { token: finance.token, headers, ...more });
    const named = answer.body.errors?.map((error: { field: string }) => error.field);
    expect([answer.body.code, [...new Set(named)]]).toEqual(['validation_failed', [field]]);
  });
});

describe('an export', () => {
  /** What the origin answers to an export, in the place of the fake's own envelope. */
  const answering = (answer: () => Response) => {
    const plain = origin.fetch;
    vi.mocked(fetch).mockImplementation(async (input, init) => {
      const isExport = String(input).endsWith('/finance/exports');
      return isExport ? answer() : plain(input, init);
    });
  };
  /** The answer as it came: a file is no JSON. */
  const take = (token: string, body: object) =>
    send(`/api/v1${f}/exports`, {
      ...{ method: 'POST', body: JSON.stringify(body) },
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        'cf-connecting-ip': '192.0.2.7',
      },
    });
  const file = () =>
    new Response('a,b\r\n', {
      headers: {
        ...{ 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="j.csv"' },
        ...{ [EXPORT_ID_HEADER]: made.id, 'x-of-the-origin': 'alone' },
      },
    });

  test('is passed on as the origin writes it, with the headers of a file and no others', async () => {
    answering(file);
    const answer = await take(finance.token, journal);
    expect([answer.status, await answer.text()]).toEqual([200, 'a,b\r\n']);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="j.csv"');
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    expect(answer.headers.get(EXPORT_ID_HEADER)).toBe(made.id);
    expect(answer.headers.get('x-of-the-origin')).toBeNull();
  });

  test('of the audit log is for admins; of a person says whose before the origin is asked', async () => {
    answering(file);
    const log = { ...journal, kind: 'audit' };
    expect((await call('POST', `${f}/exports`, { token: finance.token, body: log })).body.code).toBe('forbidden');
    expect((await take(admin.token, log)).status).toBe(200);
    expect((await call('POST', `${f}/exports`, { token: support.token, body: journal })).body.code).toBe('forbidden');
    const statement = { ...journal, kind: 'statement', person: someone.accountId };
    expect((await take(finance.token, statement)).status).toBe(200);
    await vi.waitFor(() => {
      expect(origin.audits).toContainEqual(
        expect.objectContaining({ action: 'finance.read', subject: someone.accountId, reason: journal.reason }),
      );
    }, 10_000);
  });

  test('that the origin refuses is its problem, and one that never begins is `unavailable`', async () => {
    const asked = { token: finance.token, body: journal };
    const refused = { success: false, type: '', title: '', status: 400, code: 'validation_failed', requestId: 'r' };
    answering(() => Response.json({ ...refused, errors: [{ field: 'to', message: 'is too far' }] }, { status: 400 }));
    const answer = await call('POST', `${f}/exports`, asked);
    expect(answer.body).toMatchObject({ code: 'validation_failed', errors: [{ field: 'to' }] });
    answering(() => {
      throw new TypeError('reset');
    });
    expect((await call('POST', `${f}/exports`, asked)).body.code).toBe('unavailable');
    expect(limits.financeExportStartMs).toBeGreaterThan(limits.originTimeoutMs);
  });
});
