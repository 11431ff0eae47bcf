import type { AccountProjection } from '@halobuzz/core/api/internal';

/** The public state of accounts, which their Durable Objects own and report here. */
export interface AccountProjections {
  /** Stores the state unless what is there is as new or newer. @returns whether it was stored. */
  apply(projection: AccountProjection): Promise<boolean>;
  /** Ids of every account ever reported, in order, after `after`: they outlive what was reported. */
  knownIds(after: string | undefined, limit: number): Promise<readonly string[]>;
  /** False for an account that is banned, suspended, deleted or hidden; true for one that was not reported yet. */
  mayBroadcast(accountId: string): Promise<boolean>;
  /** Whether the account's roles let it moderate every room, as of the last report. */
  moderatesEveryRoom(accountId: string): Promise<boolean>;
}
