import type { SanctionView } from '@halobuzz/core/api/moderation';
import type { HostRules } from '../../adapters/redis/room-rules-scripts.ts';

export type SanctionKind = 'ban' | 'mute';

/** A ban or mute in the rooms of one host. */
export interface Sanction {
  readonly id: string;
  readonly accountId: string;
  readonly hostId: string;
  readonly roomId: string;
  readonly kind: SanctionKind;
  readonly reason: string;
  /** Account of who gave it. */
  readonly by: string;
  readonly atMs: number;
  /** Undefined: without end. */
  readonly endsAtMs: number | undefined;
  readonly liftedAtMs: number | undefined;
  /** Not lifted and not replaced; it may still have ended by itself. */
  readonly active: boolean;
  readonly appeal: Appeal | undefined;
}

export interface Appeal {
  readonly text: string;
  readonly atMs: number;
  readonly status: 'open' | 'upheld' | 'lifted';
  readonly decidedBy: string | undefined;
  readonly decidedAtMs: number | undefined;
  readonly note: string | undefined;
}

export type NewSanction = Omit<Sanction, 'liftedAtMs' | 'active' | 'appeal'>;

/** What an act was done to, and when; acts that are older than what is stored change nothing. */
export interface RuleChange {
  readonly hostId: string;
  readonly accountId: string;
  readonly by: string;
  readonly atMs: number;
}

/** Where a list ended: order is by time, newest first, then by id. */
export interface SanctionPoint {
  readonly atMs: number;
  readonly id: string;
}

export interface AppealDecision {
  readonly by: string;
  readonly outcome: 'upheld' | 'lifted';
  readonly note: string;
  readonly atMs: number;
}

/**
 * The lasting record of what happens to people in rooms; rooms enforce a copy of it. Every write may be repeated, and
 * repeats and late arrivals leave what is newer.
 */
export interface Sanctions {
  /** Stores one; it takes the place of an older one of its kind. */
  set(sanction: NewSanction): Promise<void>;
  lift(change: RuleChange & { readonly kind: SanctionKind }): Promise<void>;
  setModerator(change: RuleChange & { readonly named: boolean }): Promise<void>;
  /** A host's moderators, the newest first; bounded by `limits.roomModeratorsMax`. */
  moderatorsOf(hostId: string): Promise<readonly { readonly accountId: string; readonly sinceMs: number }[]>;
  /** All that is in force in a host's rooms, bounded by `limits.roomRulesMax`. */
  rulesOf(hostId: string, nowMs: number): Promise<HostRules>;
  get(id: string): Promise<Sanction | undefined>;
  /** The newest first: those of one person, or those in one host's rooms. */
  list(
    of: { readonly accountId: string } | { readonly hostId: string },
    after: SanctionPoint | undefined,
    limit: number,
  ): Promise<readonly Sanction[]>;
  /** `conflict`: appealed before, or not in force. */
  appeal(id: string, accountId: string, text: string, nowMs: number): Promise<Sanction | 'absent' | 'conflict'>;
  /** Open appeals, the oldest first. */
  openAppeals(after: SanctionPoint | undefined, limit: number): Promise<readonly Sanction[]>;
  /**
   * Decides an open appeal; the same decision by the same person again is answered like the first. `forbidden`: who
   * decides gave the sanction, is concerned by it, or is the host. `conflict`: decided otherwise before.
   */
  decide(id: string, decision: AppealDecision): Promise<Sanction | 'absent' | 'forbidden' | 'conflict'>;
}

export function isInForce(sanction: Sanction, nowMs: number): boolean {
  return sanction.active && (sanction.endsAtMs === undefined || sanction.endsAtMs > nowMs);
}

/** As the API shows it. `withGiver` for hosts and staff: the person concerned does not learn who it was. */
export function sanctionView(sanction: Sanction, nowMs: number, withGiver: boolean, handle?: string): SanctionView {
  const { id, accountId, hostId, roomId, kind, reason, appeal } = sanction;
  return {
    ...{ id, accountId, hostId, roomId, kind, reason, at: iso(sanction.atMs), inForce: isInForce(sanction, nowMs) },
    ...(withGiver ? { by: sanction.by } : {}),
    ...(handle === undefined ? {} : { handle }),
    ...(sanction.endsAtMs === undefined ? {} : { endsAt: iso(sanction.endsAtMs) }),
    ...(sanction.liftedAtMs === undefined ? {} : { liftedAt: iso(sanction.liftedAtMs) }),
    ...(appeal === undefined
      ? {}
      : {
          appeal: {
            ...{ text: appeal.text, at: iso(appeal.atMs), status: appeal.status },
            ...(appeal.decidedAtMs === undefined ? {} : { decidedAt: iso(appeal.decidedAtMs) }),
            ...(appeal.note === undefined ? {} : { note: appeal.note }),
          },
        }),
  };
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}
