import { FOREVER_MS } from '@halobuzz/core/api/restrictions';
import type { Identity } from '../auth/identity.ts';
import type { CommandOutcome } from '../connection/outcome.ts';

/** Why an account may not do what others see, in any room; undefined when it may. */
export function suspension({ restrictions }: Identity, nowMs: number): CommandOutcome | undefined {
  return refusal('account_suspended', restrictions?.suspendedUntilMs ?? 0, nowMs);
}

/** Why an account may write in no room; undefined when it may. */
export function silence(identity: Identity, nowMs: number): CommandOutcome | undefined {
  return suspension(identity, nowMs) ?? refusal('account_muted', identity.restrictions?.mutedUntilMs ?? 0, nowMs);
}

function refusal(
  code: 'account_suspended' | 'account_muted',
  untilMs: number,
  nowMs: number,
): CommandOutcome | undefined {
  if (untilMs <= nowMs) return undefined;
  return { kind: 'refused', code, ...(untilMs === FOREVER_MS ? {} : { retryAfterMs: untilMs - nowMs }) };
}
