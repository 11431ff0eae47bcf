import type { AccountProjection } from '@halobuzz/core/api/internal';

/** The public state of accounts, which their Durable Objects own and report here. */
export interface AccountProjections {
  /** Stores the state unless what is there is as new or newer. @returns whether it was stored. */
  apply(projection: AccountProjection): Promise<boolean>;
  /** False for a banned or deleted account; true for one that was not reported yet. */
  mayBroadcast(accountId: string): Promise<boolean>;
}
