import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';
import type { AccountState } from './account-types.ts';

/** Account states as requests need them, at most `accountStateCacheMs` old. */
export interface AccountStates {
  readonly get: (accountId: string, sessionId: string) => Promise<AccountState | undefined>;
  /** What this isolate itself changed is seen at once. */
  readonly forget: (accountId: string, sessionId: string) => void;
}

interface Entry {
  readonly state: AccountState | undefined;
  readonly atMs: number;
}

/** Age counts from before the question was sent, so an answer that was slow to come is not trusted longer for it. */
export function createAccountStates(
  load: (accountId: string, sessionId: string) => Promise<AccountState | undefined>,
  clock: Clock,
): AccountStates {
  const entries = new Map<string, Entry>();
  return {
    async get(accountId, sessionId) {
      const key = `${accountId} ${sessionId}`;
      const cached = entries.get(key);
      const atMs = clock();
      if (cached !== undefined && atMs - cached.atMs < limits.accountStateCacheMs) return cached.state;
      const state = await load(accountId, sessionId);
      entries.delete(key);
      entries.set(key, { state, atMs });
      if (entries.size > limits.accountStateCacheEntriesMax) {
        const oldest = entries.keys().next();
        if (oldest.done !== true) entries.delete(oldest.value);
      }
      return state;
    },
    forget(accountId, sessionId) {
      entries.delete(`${accountId} ${sessionId}`);
    },
  };
}
