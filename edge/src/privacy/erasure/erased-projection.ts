import type { AccountProjection } from '@halobuzz/core/api/internal';
import { ERASED_NAME } from '@halobuzz/core/privacy/erasure-steps';
import type { AccountRow } from '../../accounts/account/account-store.ts';

/** What the origin hears of an account that is closed for its erasure: that it is gone. */
export function erasedProjection({ accountId, version }: AccountRow): AccountProjection {
  return {
    ...{ accountId, version, username: ERASED_NAME, email: '', emailVerified: false, status: 'deleted' },
    ...{ isBanned: false, roles: [], displayName: '', bio: '', country: 'XX', createdAtMs: 0 },
  };
}
