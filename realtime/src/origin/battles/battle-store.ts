import type { ShardPoint } from '../streams/livestream.ts';
import type { BattleSide, StoredBattle } from './battle.ts';

/** What a step changes, beside the status. */
export interface BattleChanges {
  readonly startsAtMs?: number;
  readonly endsAtMs?: number;
  readonly forfeitedBy?: string;
  readonly sides?: readonly [BattleSide, BattleSide];
  readonly outcome?: StoredBattle['outcome'];
  readonly finalAtMs?: number;
}

/** The permanent record of battles. A room has one challenge or battle at a time: the store itself sees to that. */
export interface BattleStore {
  /** Stores a challenge, to be looked at `dueAtMs`. False when one of its rooms has a battle or challenge. */
  insert(battle: StoredBattle, dueAtMs: number): Promise<boolean>;
  get(id: string): Promise<StoredBattle | undefined>;
  /** The challenge or battle that keeps a room. */
  keeping(roomId: string): Promise<StoredBattle | undefined>;
  /** The newest battle of a room that is `among` these. */
  newestOf(roomId: string, among: readonly StoredBattle['status'][]): Promise<StoredBattle | undefined>;
  /** When one room last challenged the other without success. */
  lastRefusal(challenger: string, opponent: string, sinceMs: number): Promise<number | undefined>;
  /**
   * Takes a battle from one status to another, to be looked at `dueAtMs`; undefined when it was in another: somebody else
   * did something first. Over means that its rooms are free.
   */
  move(
    id: string,
    from: StoredBattle['status'],
    to: StoredBattle['status'],
    changes: BattleChanges,
    dueAtMs: number,
  ): Promise<StoredBattle | undefined>;
  /** Notes the heads of a settling battle, once. */
  noteHeads(id: string, heads: readonly ShardPoint[]): Promise<void>;
  /** A settling battle keeps its rooms no longer. */
  freeRooms(id: string): Promise<void>;
  /** One battle that is due, now to be looked at by nobody else before `untilMs`. */
  claimDue(nowMs: number, untilMs: number): Promise<StoredBattle | undefined>;
  /** When it is to be looked at again; undefined: never, all is told. Only while it is in that status. */
  dueAgain(id: string, status: StoredBattle['status'], atMs: number | undefined): Promise<void>;
  /** Challenges, running and settling battles, by id. */
  scanOpen(afterId: string, limit: number): Promise<readonly StoredBattle[]>;
}
