import type { RoomSnapshot } from '../../adapters/redis/room-scripts.ts';

/** Who has not joined this long after a snapshot was asked for has missed some chat: to keep it for them is not worth more. */
const gatherMs = 1_000;

interface Taken {
  readonly atMs: number;
  readonly snapshot: Promise<RoomSnapshot | undefined>;
  /** Chat that came since it was asked for: it may not be in it, and whoever is shown it has not heard it. */
  readonly chat: Uint8Array[];
}

/** A snapshot and the encoded chat that came after it. */
export interface SharedView {
  readonly snapshot: RoomSnapshot;
  readonly chatSince: readonly Uint8Array[];
}

/** What one who comes does: asks the store for a snapshot and tells the others, or takes theirs. */
export type SnapshotTurn =
  | {
      readonly kind: 'ask';
      /** To be called once: with the snapshot, or undefined when there is none to share. */
      readonly settle: (snapshot: RoomSnapshot | undefined) => void;
    }
  /** Resolves with undefined when the one who asked got none. */
  | { readonly kind: 'share'; readonly view: Promise<SharedView | undefined> };

/**
 * In a storm of joins one snapshot serves all who come within a moment: reading and encoding a room for each of them was
 * most of what a join cost. A shared one leaves no gap: reliable events behind its offset follow it as they do any
 * snapshot, and chat, which has no offset, is gathered here.
 */
export class SharedSnapshot {
  readonly #lifeMs: number;
  readonly #chatMax: number;
  #taken: Taken | undefined;

  constructor(lifeMs: number, chatMax: number) {
    this.#lifeMs = lifeMs;
    this.#chatMax = chatMax;
  }

  turn(nowMs: number): SnapshotTurn {
    const taken = this.#taken;
    if (taken !== undefined && nowMs - taken.atMs < this.#lifeMs && nowMs >= taken.atMs) {
      const view = taken.snapshot.then((snapshot) =>
        snapshot === undefined ? undefined : { snapshot, chatSince: taken.chat },
      );
      return { kind: 'share', view };
    }
    let settle: (snapshot: RoomSnapshot | undefined) => void = () => undefined;
    const snapshot = new Promise<RoomSnapshot | undefined>((resolve) => {
      settle = resolve;
    });
    const own: Taken = { atMs: nowMs, snapshot, chat: [] };
    this.#taken = own;
    return {
      kind: 'ask',
      settle: (given) => {
        if (given === undefined && this.#taken === own) this.#taken = undefined;
        settle(given);
      },
    };
  }

  /** A chat event came; the oldest of a flood are not shown to newcomers. */
  chat(event: Uint8Array, nowMs: number): void {
    const taken = this.#taken;
    if (taken === undefined) return;
    if (nowMs - taken.atMs > gatherMs) {
      this.#taken = undefined;
      return;
    }
    taken.chat.push(event);
    if (taken.chat.length > this.#chatMax) taken.chat.shift();
  }

  /**
   * The room is another than it was: nobody may be shown the old one. With `deletion` those who share it already see none
   * of the chat gathered for them: a snapshot on its way may be from behind a deletion, which is then not told to them.
   */
  forget(deletion = false): void {
    if (deletion) this.#taken?.chat.splice(0);
    this.#taken = undefined;
  }
}
