import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { call, installFakeOrigin, mailedTexts, signInMember, verifiedMember } from '../../testing/edge-client.ts';
import type { FakeOrigin } from '../../testing/fake-origin.ts';
import { staffMember } from '../../testing/staff-client.ts';

let origin: FakeOrigin;
beforeEach(() => {
  origin = installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const reason = 'their telephone was stolen';

test('a sign-out by staff ends every session of that account, and its owner is told', async () => {
  const support = await staffMember('support');
  const { member, tokens } = await verifiedMember();
  const second = await signInMember(member);
  const path = `/admin/accounts/${member.accountId}/sign-out`;
  const answer = await call('POST', path, { token: support.token, body: { reason } });
  expect(answer.body.data).toMatchObject({ sessions: 0 });
  for (const { refreshToken, accessToken } of [tokens, second]) {
    expect((await call('POST', '/auth/refresh', { body: { refreshToken } })).body.code).toBe('refresh_rejected');
    await vi.waitFor(async () => {
      const { code } = (await call('GET', '/auth/me', { token: accessToken })).body;
      expect(['session_revoked', 'unauthenticated']).toContain(code);
    }, 10_000);
  }
  await vi.waitFor(async () => expect((await mailedTexts(member.email)).join()).toContain('All sessions'), 10_000);
  await vi.waitFor(() => {
    const subject = member.accountId;
    const actor = support.member.accountId;
    expect(origin.audits).toContainEqual(
      expect.objectContaining({ action: 'account.signed_out', subject, actor, reason }),
    );
  }, 10_000);
});
