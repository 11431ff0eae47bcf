/** What followers are told: that a broadcast began, or that it begins soon. */
export type PushKind = 'live' | 'reminder';

/** One broadcast to be told to all who follow its host. */
export interface PushJob {
  readonly id: string;
  readonly kind: PushKind;
  readonly streamId: string;
  readonly hostId: string;
  readonly createdAtMs: number;
  /** Nobody is told later than this. */
  readonly mootAtMs: number;
  /** How many steps through the followers were made. */
  readonly steps: number;
  readonly after?: FollowerPoint;
}

/** Where a step through followers ended, the newest first. */
export interface FollowerPoint {
  readonly createdAtMs: number;
  readonly id: string;
}

export interface Follower {
  readonly account: string;
  readonly muted: boolean;
  readonly point: FollowerPoint;
}

/** Messages to be sent in one call, and afterwards the receipts that are awaited. */
export interface PushCall {
  readonly id: string;
  readonly kind: PushKind;
  readonly streamId: string;
  readonly createdAtMs: number;
  readonly mootAtMs: number;
  readonly tries: number;
  readonly to: readonly { readonly token: string; readonly ticket?: string }[];
}

/** `due`: to be made, or made again; `sent`: receipts are awaited; `closed`: nothing is left to do. */
export interface PushCallOutcome {
  readonly state: 'due' | 'sent' | 'closed';
  readonly dueAtMs: number;
  readonly tries: number;
  readonly outcome: string;
  readonly to: PushCall['to'];
}

/** The durable queue of announcements. Work is leased: who dies leaves it to another. */
export interface PushQueue {
  /**
   * `exists`: it was announced before. `too_many`: the host announced `pushAnnouncementsMax` within
   * `pushAnnouncementsLifeMs` already, and nobody is told.
   */
  announce(job: Omit<PushJob, 'steps' | 'after'>, dueAtMs: number): Promise<'asked' | 'exists' | 'too_many'>;
  claimJob(nowMs: number, leaseMs: number): Promise<PushJob | undefined>;
  /** Whoever followed before the announcement was made: who follows anew meanwhile is not met twice. */
  followersOf(job: PushJob, limit: number): Promise<readonly Follower[]>;
  /** The calls of a step and the way to the next one, all or nothing. False: somebody else made this step. */
  advance(job: PushJob, to: readonly (readonly string[])[], next: { after: FollowerPoint } | 'done'): Promise<boolean>;
  stop(job: PushJob): Promise<void>;
  /** Hands a job back before its lease is over. */
  release(job: PushJob, nowMs: number): Promise<void>;
  waitingCalls(atMost: number): Promise<number>;
  /** `due` becomes `calling`, and is never made again unless it is settled: a call that was begun may have been heard. */
  claimCall(nowMs: number, leaseMs: number): Promise<PushCall | undefined>;
  claimReceipts(nowMs: number, leaseMs: number): Promise<PushCall | undefined>;
  settle(call: PushCall, outcome: PushCallOutcome): Promise<void>;
  /** Closes calls whose caller died. @returns how many messages nobody knows the fate of */
  closeLost(nowMs: number): Promise<number>;
}
