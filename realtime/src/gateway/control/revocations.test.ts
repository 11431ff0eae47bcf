import { limits } from '@halobuzz/core/limits';
import { expect, it } from 'vitest';
import { testPerson, testUuid } from '../../../testing/rooms.ts';
import type { Identity } from '../auth/identity.ts';
import { Revocations, revocationMemoryMs } from './revocations.ts';

const { account, subject } = testPerson('Ann');
const identity: Identity = {
  ...{ account, subject, name: 'Ann', session: 'se_1', device: 'dv_1' },
  ...{ room: testUuid(), role: 'viewer', spend: true },
};

it('refuses what was issued before, by account, session or device, and nothing issued after', () => {
  for (const [kind, id] of [
    ['account', account],
    ['session', 'se_1'],
    ['device', 'dv_1'],
  ] as const) {
    const revocations = new Revocations();
    revocations.add({ kind, id, code: 'session_revoked' }, 5_000);
    expect(revocations.revokedAs(identity, 4_999)).toBe('session_revoked');
    expect(revocations.revokedAs(identity, 5_000)).toBe('session_revoked');
    expect(revocations.revokedAs(identity, 5_001)).toBeUndefined();
    expect(revocations.revokedAs({ ...identity, account: 'other', session: 's', device: 'd' }, 0)).toBeUndefined();
  }
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
