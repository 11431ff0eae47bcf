/** A message as it is kept, for `chatRetentionDays`. */
export interface KeptMessage {
  readonly id: string;
  readonly roomId: string;
  readonly fromId: string;
  readonly text: string;
  readonly atMs: number;
  /** The listed word that had it flagged. */
  readonly flagged: string | undefined;
  /** Taken away from the room; `by` is the account that did it, its author among others. */
  readonly removed: { readonly atMs: number; readonly by: string } | undefined;
}

export type SaidMessage = Omit<KeptMessage, 'removed'>;

/** What is known of messages that were taken away; their texts may not be stored yet. */
export interface ChatRemoval {
  readonly roomId: string;
  readonly messageIds: readonly string[];
  /** Who wrote them. */
  readonly fromId: string;
  readonly by: string;
  readonly atMs: number;
}

/** What was said in rooms and shown there; refused messages are not kept. Every write may be repeated, in any order. */
export interface ChatLog {
  /** @returns how many were new */
  store(said: readonly SaidMessage[]): Promise<number>;
  markRemoved(removal: ChatRemoval): Promise<void>;
  get(roomId: string, messageId: string): Promise<KeptMessage | undefined>;
  /** Of one room, the newest first; those of before `beforeMs`. */
  before(roomId: string, beforeMs: number | undefined, limit: number): Promise<readonly KeptMessage[]>;
  /** Those from `fromMs` on, the oldest first. */
  from(roomId: string, fromMs: number, limit: number): Promise<readonly KeptMessage[]>;
  /** How many flagged messages each room had since then, as far as `limit` of them go. */
  flaggedSince(sinceMs: number, limit: number): Promise<ReadonlyMap<string, number>>;
  /** Everybody's, the newest first, between two moments: for trying out words. */
  between(fromMs: number, toMs: number, limit: number): Promise<readonly KeptMessage[]>;
  /** About how many there are between two moments, up to `limit`. */
  countBetween(fromMs: number, toMs: number, limit: number): Promise<number>;
}
