import type { DraftLivestream, Livestream } from './livestream.ts';

export interface Invitation {
  readonly account: string;
  readonly handle: string;
  readonly atMs: number;
}

/** What opens a broadcast's door beside its visibility. Never shown but to its host, and the hash to nobody. */
export interface StreamEntry {
  readonly passwordHash?: string;
  /** In the order they were invited. */
  readonly invited: readonly Invitation[];
}

/** What a host may change. `undefined` stays; `null` goes. */
export interface StreamChange {
  readonly title?: string;
  readonly category?: Livestream['category'];
  readonly tags?: readonly string[];
  readonly cover?: string | null;
  readonly privacy?: Livestream['privacy'];
  /** A new password's hash; its version rises. `null`: none is asked for any more. */
  readonly passwordHash?: string | null;
  /** Of drafts alone. */
  readonly scheduledAtMs?: number | null;
  readonly expiresAtMs?: number;
}

/** What a draft becomes when it goes live: as of the host and the place now. */
export interface StartFacts {
  readonly startedAtMs: number;
  readonly hostHandle: string;
  readonly hostSubject: string;
  readonly country: string;
  readonly region: string;
}

/** Broadcasts before they are live, and what hosts change about those that are not over. */
export interface StreamSettings {
  insertDraft(draft: DraftLivestream, passwordHash?: string): Promise<void>;
  /** A host's drafts, the oldest first, at most `limit`. */
  draftsOf(hostId: string, limit: number): Promise<readonly DraftLivestream[]>;
  /** Turns a host's draft into a live broadcast. `taken`: the host is live with another. `other`: it is no draft of theirs. */
  start(id: string, hostId: string, facts: StartFacts): Promise<'ok' | 'taken' | 'other'>;
  /**
   * Changes a host's broadcast that is not over, if its door is still at `doorVersion`; the door is one further then.
   * @returns the broadcast as it is now, or undefined when it was changed, or ended, meanwhile.
   */
  change(id: string, doorVersion: number, change: StreamChange): Promise<Livestream | undefined>;
  /** Deletes a draft; false when it is none of this host's. */
  discard(id: string, hostId: string): Promise<boolean>;
  discardAll(hostId: string): Promise<number>;
  /** Deletes drafts whose time is over. @returns how many. */
  expire(nowMs: number): Promise<number>;
  /** Nobody is invited to a broadcast that is not there. */
  entry(id: string): Promise<StreamEntry>;
  invite(id: string, invitation: Invitation, max: number): Promise<'ok' | 'same' | 'full'>;
  /** The door is one further then; false when they were not invited. */
  uninvite(id: string, account: string): Promise<boolean>;
  /** Scheduled broadcasts that start before `untilMs` and of which nobody was reminded yet, the soonest first. */
  dueReminders(untilMs: number, limit: number): Promise<readonly DraftLivestream[]>;
  /** True once: for whoever is to remind of it. */
  claimReminder(id: string): Promise<boolean>;
}
