import type { SanctionProjection, StaffSanction } from '@halobuzz/core/api/account-sanctions';
import type { SanctionPoint } from './sanctions.ts';

/** What accounts report of the sanctions that they keep; they alone decide. */
export interface AccountSanctions {
  /** Stores one unless what is there is as new or newer. @returns whether it was stored */
  apply(sanction: SanctionProjection): Promise<boolean>;
  /** Those of one account, the newest first. */
  of(accountId: string, limit: number): Promise<readonly SanctionProjection[]>;
  /** Those with an open appeal, the one that waits longest first. */
  openAppeals(after: SanctionPoint | undefined, limit: number): Promise<readonly SanctionProjection[]>;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** As staff see it. */
export function accountSanctionView(sanction: SanctionProjection, nowMs: number, handle?: string): StaffSanction {
  const { atMs, endsAtMs, liftedAtMs, acknowledgedAtMs, appeal, ...plain } = sanction;
  const over = sanction.kind === 'warn' ? acknowledgedAtMs !== undefined : endsAtMs !== undefined && endsAtMs <= nowMs;
  const { decidedBy, decidedAtMs, atMs: appealedAtMs = 0, ...words } = appeal ?? { text: '', status: 'open' as const };
  return {
    ...plain,
    ...{ at: iso(atMs), inForce: liftedAtMs === undefined && !over },
    ...(endsAtMs === undefined ? {} : { endsAt: iso(endsAtMs) }),
    ...(liftedAtMs === undefined ? {} : { liftedAt: iso(liftedAtMs) }),
    ...(acknowledgedAtMs === undefined ? {} : { acknowledgedAt: iso(acknowledgedAtMs) }),
    ...(decidedBy === undefined ? {} : { decidedBy }),
    ...(handle === undefined ? {} : { handle }),
    ...(appeal === undefined
      ? {}
      : {
          appeal: {
            ...{ ...words, at: iso(appealedAtMs) },
            ...(decidedAtMs === undefined ? {} : { decidedAt: iso(decidedAtMs) }),
          },
        }),
  };
}
