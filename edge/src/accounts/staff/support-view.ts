import type { FactorKind } from '@halobuzz/core/api/auth-factors';
import { readAccountErasure } from '../../privacy/erasure/account-erasure-store.ts';
import type { AccountContext } from '../account/account-context.ts';
import { readAccount } from '../account/account-store.ts';
import { backupCodesState } from '../factors/backup-codes.ts';
import { longestPauseMs } from '../factors/challenge-store.ts';
import { type FactorReset, readFactorReset } from '../factors/factor-reset-store.ts';
import { confirmedFactors } from '../factors/factor-store.ts';

/** What support sees of an account beside its state; nothing that is private, nothing that proves anybody. */
export interface SupportView {
  readonly factors: FactorKind[];
  readonly backupCodesLeft: number;
  readonly guessesPausedUntilMs: number | null;
  readonly erasureUntilMs: number | null;
  readonly factorReset: FactorReset | null;
}

export function supportView(context: AccountContext): SupportView | undefined {
  const { sql } = context;
  if (readAccount(sql) === undefined) return undefined;
  const nowMs = Date.now();
  const pausedUntilMs = longestPauseMs(sql);
  return {
    factors: confirmedFactors(sql).map(({ kind }) => kind),
    backupCodesLeft: backupCodesState(sql).left,
    guessesPausedUntilMs: pausedUntilMs > nowMs ? pausedUntilMs : null,
    erasureUntilMs: readAccountErasure(sql)?.cancelUntilMs ?? null,
    factorReset: readFactorReset(sql, nowMs) ?? null,
  };
}

/** One thing that happened to an account; which session it was stays out. */
export interface ShownEvent {
  readonly atMs: number;
  readonly kind: string;
}

/** What happened to the account, the newest first. */
export function securityEvents(context: AccountContext): ShownEvent[] {
  if (readAccount(context.sql) === undefined) return [];
  const query = 'SELECT at AS atMs, kind FROM security_events ORDER BY seq DESC';
  return context.sql.exec<{ atMs: number; kind: string }>(query).toArray();
}
