import { runInDurableObject } from 'cloudflare:test';
import { limits } from '@halobuzz/core/limits';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bindings, installFakeOrigin, type Member, signInMember, verifiedMember } from '../../testing/edge-client.ts';
import { inAccount } from '../../testing/factor-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';
import { testAct } from '../../testing/staff-client.ts';
import { putRow } from '../accounts/outbox/outbox-store.ts';
import {
  accountOf,
  answerErasures,
  askFor,
  endWindow,
  planOf,
  privacyOf,
  runPiece,
  runToEnd,
} from './erasure/testing/erasure-world.ts';
import { PrivacyContext, type PrivacyJob } from './privacy-context.ts';
import { openPrivacyTables } from './privacy-tables.ts';

let origin: FakeOrigin;
beforeEach(() => {
  origin = installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function erasing(): Promise<Member> {
  answerErasures(origin);
  const { member, tokens } = await verifiedMember();
  expect((await askFor(tokens.accessToken, member.username)).status).toBe(202);
  return member;
}

test.each(['dueAtMs', 'run'] as const)(
  'a job whose %s throws holds no other back, and is tried again',
  async (part) => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const ran: string[] = [];
    const fail = () => {
      throw new Error('a row that nobody can read');
    };
    const good = { name: 'good', dueAtMs: () => 0, run: async () => void ran.push('good') };
    const bad: PrivacyJob = { ...good, name: 'bad', [part]: fail };
    const alarmAt = await runInDurableObject(privacyOf(`a${'b'.repeat(26)}`), async (_one, state) => {
      openPrivacyTables(state.storage.sql, `a${'b'.repeat(26)}`);
      await new PrivacyContext(state, bindings, [bad, good]).runDue();
      const planned = await state.storage.getAlarm();
      await state.storage.deleteAll();
      await state.storage.deleteAlarm();
      return planned;
    });
    expect(ran).toEqual(['good']);
    expect(Number(alarmAt) - Date.now()).toBeGreaterThan(limits.privacyJobRetryMs - 60_000);
  },
);

test('who asks again at the very end of an erasure taken back has one that is carried out', async () => {
  const member = await erasing();
  const { accountId } = member;
  await inAccount(member, (sql) => {
    sql.exec("UPDATE account SET status = 'active'");
    sql.exec('DELETE FROM erasure');
  });
  await runInDurableObject(privacyOf(accountId), (_one, { storage }) => {
    storage.sql.exec('UPDATE erasure SET asked_at = asked_at - ?', limits.erasureWindowMs);
  });
  await runPiece(accountId, async (context, plan) => {
    const closing = await accountOf(accountId).closeForErasure(plan.id);
    expect(closing.kind).toBe('void');
    const { accessToken } = await signInMember(member);
    expect((await askFor(accessToken, member.username)).status).toBe(202);
    expect(context).toBeDefined();
    return { kind: 'void' };
  });
  expect((await accountOf(accountId).state(''))?.status).toBe('erasing');
  expect(await planOf(accountId)).toMatchObject({ state: 'waiting' });
  await endWindow(accountId);
  await runToEnd(accountId);
  expect(await planOf(accountId)).toMatchObject({ state: 'done' });
});

test('decisions that had not left when the account was closed do not come behind its erasure', async () => {
  const member = await erasing();
  const record = { receiptId: '019b7d3c-30aa-7b3c-9d4e-5f60718293a4', userId: member.accountId };
  const consent = { ...record, consentType: 'marketing', granted: false, version: '2026-11-23', atMs: Date.now() };
  await inAccount(member, (sql) => putRow(sql, 'consent', JSON.stringify(consent), Date.now(), Date.now() + 3_600_000));
  await endWindow(member.accountId);
  const plan = await planOf(member.accountId);
  expect((await accountOf(member.accountId).closeForErasure(plan?.id ?? '')).kind).toBe('closed');
  const waiting = await inAccount(member, (sql) =>
    sql.exec("SELECT kind FROM outbox WHERE kind IN ('consent', 'campaign', 'notice')").toArray(),
  );
  expect(waiting).toEqual([]);
});

test('nobody is made staff whose account is about to end', async () => {
  const member = await erasing();
  expect(await accountOf(member.accountId).changeRole(testAct, 'moderator', true)).toBe('forbidden');
});
