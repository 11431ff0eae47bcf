import type { MediaBar } from './media-removals.ts';
import type { KnownRule, RemovalState } from './removal-step.ts';

/** One removal that somebody has taken to work on. */
export interface ClaimedRemoval {
  readonly id: string;
  readonly roomId: string;
  readonly account: string;
  /** Counts what was asked: what is settled is settled for this version alone. */
  readonly version: number;
  readonly state: RemovalState;
  /** Failed calls in a row. */
  readonly tries: number;
}

/** What a call came to. `created` and `deleted` hold whatever was asked meanwhile; the rest only if nothing was. */
export interface RemovalOutcome {
  readonly state: 'due' | 'waiting' | 'done' | 'failed';
  /** For `due`: when it is looked at again. */
  readonly dueAtMs?: number;
  readonly created?: KnownRule;
  readonly deletedId?: number;
  /** The rules that are there, after they were looked for: takes the place of what was known. */
  readonly found?: readonly KnownRule[];
  readonly unsure: readonly MediaBar[];
  readonly tries: number;
  /** Why the last call failed; empty after one that did not. */
  readonly trouble: string;
}

export interface RemovalBacklog {
  readonly due: number;
  /** For whom the media server's number is not known: they have not come yet. */
  readonly waiting: number;
  readonly failed: number;
  /** When the oldest that is due was asked for. */
  readonly oldestAskedAtMs: number | undefined;
}

/** The durable queue behind {@link MediaRemovals}: one document a person and room. */
export interface RemovalQueue {
  /** Takes the removal that has been due for longest; nobody else gets it for `leaseMs`. */
  claimDue(nowMs: number, leaseMs: number): Promise<ClaimedRemoval | undefined>;
  settle(claimed: ClaimedRemoval, outcome: RemovalOutcome): Promise<void>;
  /** The person came: what waited for their number is due. */
  wake(roomId: string, account: string, nowMs: number): Promise<void>;
  backlog(): Promise<RemovalBacklog>;
}

/** Numbers that the media server gave to people in channels, as it told us. */
export interface MediaUsers {
  note(user: {
    readonly roomId: string;
    readonly account: string;
    readonly uid: number;
    readonly atMs: number;
  }): Promise<void>;
  uidOf(roomId: string, account: string): Promise<number | undefined>;
  /** Rooms whose media the account has come to, the newest first. */
  roomsOf(account: string, limit: number): Promise<readonly string[]>;
}
