import { limits } from '@halobuzz/core/limits';
import { expect, it } from 'vitest';
import { testPerson, testUuid } from '../../../testing/rooms.ts';
import type { Identity } from '../auth/identity.ts';
import { Revocations, revocationMemoryMs, revocationReachMs } from './revocations.ts';

const { account, subject } = testPerson('Ann');
const identity: Identity = {
  ...{ account, subject, name: 'Ann', session: 'se_1', device: 'dv_1' },
  ...{ room: testUuid(), role: 'viewer', follows: false, spend: true, secondFactor: false },
  ...{ door: 0, passwordVersion: 0, country: 'NP', adult: false },
};

it('refuses what was issued before, or a moment after by one who had not heard, by account, session or device', () => {
  for (const [kind, id] of [
    ['account', account],
    ['session', 'se_1'],
    ['device', 'dv_1'],
  ] as const) {
    const revocations = new Revocations();
    revocations.add({ kind, id, code: 'session_revoked' }, 5_000);
    for (const issuedAtMs of [4_999, 5_000, 5_001, 5_000 + revocationReachMs]) {
      expect(revocations.revokedAs(identity, issuedAtMs)).toBe('session_revoked');
    }
    expect(revocations.revokedAs({ ...identity, account: 'other', session: 's', device: 'd' }, 0)).toBeUndefined();
  }
});

it('lets an account or device back in later, a session never', () => {
  const later = 5_001 + revocationReachMs;
  const revocations = new Revocations();
  revocations.add({ kind: 'account', id: account, code: 'account_banned' }, 5_000);
  revocations.add({ kind: 'device', id: 'dv_1', code: 'session_revoked' }, 5_000);
  expect(revocations.revokedAs(identity, later)).toBeUndefined();
  revocations.add({ kind: 'session', id: 'se_1', code: 'session_revoked' }, 5_000);
  expect(revocations.revokedAs(identity, later)).toBe('session_revoked');
});

it('remembers for longer than any token lives, and no longer, in bounded space', () => {
  const revocations = new Revocations();
  revocations.add({ kind: 'account', id: account, code: 'account_banned' }, 0);
  revocations.add({ kind: 'account', id: 'x', code: 'account_banned' }, limits.resumeTokenLifeMs);
  expect(revocations.revokedAs(identity, 0)).toBe('account_banned');
  revocations.add({ kind: 'account', id: 'y', code: 'account_banned' }, revocationMemoryMs);
  expect(revocations.revokedAs(identity, 0)).toBeUndefined();
  for (let i = 0; i <= limits.revocationStreamEntriesMax; i += 1) {
    revocations.add({ kind: 'session', id: `s${i}`, code: 'session_revoked' }, revocationMemoryMs + 1);
  }
  expect(revocations.revokedAs({ ...identity, session: 's0' }, 0)).toBeUndefined();
  expect(revocations.revokedAs({ ...identity, session: 's1' }, 0)).toBe('session_revoked');
});
