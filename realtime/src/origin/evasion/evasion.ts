import type { EvasionLink, EvasionSignal, linkStates } from '@halobuzz/core/api/evasion';
import { linkStrongFrom, type SharedSignal, type SignalKind } from '@halobuzz/core/evasion/link-strength';

/** Two accounts, one of them banned, and what they share. */
export interface Link {
  readonly accountId: string;
  readonly bannedId: string;
  readonly strength: number;
  readonly shared: readonly SharedSignal[];
}

export interface KeptLink extends Link {
  readonly id: string;
  readonly state: (typeof linkStates)[number];
  readonly version: number;
  readonly atMs: number;
  readonly decidedBy: string | undefined;
  readonly decidedAtMs: number | undefined;
  readonly note: string | undefined;
}

export interface LinkPoint {
  readonly strength: number;
  readonly id: string;
}

export interface LinkDecision {
  readonly by: string;
  readonly version: number;
  readonly outcome: 'dismissed' | 'confirmed';
  readonly note: string;
  /** For the audit log. */
  readonly reason: string;
}

/** By what accounts may be of one person, and which pairs people are to look at. */
export interface Evasion {
  note(signal: EvasionSignal): Promise<void>;
  /** The newest of one account's signals, at most `evasionSignalsComparedMax`. */
  signalsOf(accountId: string): Promise<readonly { readonly kind: SignalKind; readonly digest: string }[]>;
  /** Accounts that share a signal, at most one more than `evasionSharersMax`. */
  sharersOf(kind: SignalKind, digest: string): Promise<readonly string[]>;
  /** Of these accounts, those that are banned. */
  banned(accountIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Shows a pair to people. What they dismissed stays dismissed, whatever else it comes to share. */
  put(link: Link): Promise<void>;
  /** Without the pairs that `viewer` is in: nobody looks at what concerns them. */
  queue(
    state: KeptLink['state'],
    viewer: string,
    after: LinkPoint | undefined,
    limit: number,
  ): Promise<readonly KeptLink[]>;
  /** All pairs that an account is in, on either side, but for those of `viewer`; bounded. */
  of(accountId: string, viewer: string, limit: number): Promise<readonly KeptLink[]>;
  /**
   * Stored and audited as one. `forbidden`: it concerns who decides. `conflict`: it changed since it was looked at, or was
   * decided otherwise.
   */
  decide(id: string, decision: LinkDecision): Promise<KeptLink | 'absent' | 'forbidden' | 'conflict'>;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** As staff see it. */
export function linkView(link: KeptLink, handles: ReadonlyMap<string, string>): EvasionLink {
  const { id, accountId, bannedId, strength, state, version, decidedBy, decidedAtMs, note } = link;
  const [handle, bannedHandle] = [handles.get(accountId), handles.get(bannedId)];
  return {
    ...{ id, accountId, bannedId, strength, strong: strength >= linkStrongFrom, state, version, at: iso(link.atMs) },
    shared: link.shared.map((one) => ({ ...one })),
    ...(handle === undefined ? {} : { handle }),
    ...(bannedHandle === undefined ? {} : { bannedHandle }),
    ...(decidedBy === undefined ? {} : { decidedBy }),
    ...(decidedAtMs === undefined ? {} : { decidedAt: iso(decidedAtMs) }),
    ...(note === undefined ? {} : { note }),
  };
}
