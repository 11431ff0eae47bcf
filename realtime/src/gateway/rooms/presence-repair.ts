import { limits } from '@halobuzz/core/limits';
import type { RoomStore } from '../../adapters/redis/room-redis.ts';
import type { RoomScripts } from '../../adapters/redis/room-scripts.ts';
import type { Logger } from '../../observability/log.ts';
import type { TouchRooms } from '../control/touch-rooms.ts';
import type { Room } from './room.ts';

/** Beats for which store and node may differ: joins and leaves under way. */
export const differingBeatsMax = 3;

export interface PresenceRepairDeps {
  readonly nodeField: string;
  readonly store: RoomStore;
  /** The room, when it has viewers here. */
  readonly openRoom: (roomId: string) => Room | undefined;
  readonly touched: Pick<TouchRooms, 'touch'>;
  readonly log: Logger;
}

/**
 * Makes what the store holds of this node true again. A join or leave without an answer may or may not have taken place;
 * a store that lost data holds too little. Then everything of this node in that room is taken away and put back.
 */
export class PresenceRepair {
  readonly #deps: PresenceRepairDeps;
  /** Rooms where an answer was lost. Bounded by the rooms and calls of one outage. */
  readonly #unsure = new Set<string>();
  readonly #differing = new WeakMap<Room, number>();

  constructor(deps: PresenceRepairDeps) {
    this.#deps = deps;
  }

  /** A join or leave of this room got no answer. */
  unsure(roomId: string): void {
    this.#unsure.add(roomId);
  }

  /**
   * Accounts and sockets that the store holds of this node; a difference that stays is repaired. A join that a dead line
   * delivered long after it was given up adds a socket to an account that is here with another. Rejects when it cannot be.
   */
  async compare(room: Room, storedAccounts: number, storedSockets: number | undefined): Promise<void> {
    const { accountCount, size } = room.audience;
    if (accountCount === storedAccounts && (storedSockets ?? size) === size) {
      this.#differing.delete(room);
      return;
    }
    const beats = (this.#differing.get(room) ?? 0) + 1;
    this.#differing.set(room, beats);
    // A store that knows nobody has lost us: that is no leave under way.
    if (storedAccounts > 0 && beats < differingBeatsMax) return;
    await this.#repair(room.id);
    this.#differing.delete(room);
  }

  /** Repairs the rooms where an answer was lost; those that cannot be asked stay for the next time. */
  async run(): Promise<void> {
    // A store that is out is asked once in a pass, and does not keep the rooms of the others.
    const out = new Set<RoomScripts>();
    for (const roomId of [...this.#unsure]) {
      const scripts = this.#deps.store(roomId);
      if (out.has(scripts)) continue;
      try {
        await this.#repair(roomId);
        this.#unsure.delete(roomId);
      } catch (err) {
        this.#deps.log.debug({ err, room: roomId }, 'presence could not be repaired yet');
        out.add(scripts);
      }
    }
  }

  async #repair(roomId: string): Promise<void> {
    const { nodeField, store, openRoom, touched } = this.#deps;
    const scripts = store(roomId);
    await scripts.dropNode(roomId, nodeField);
    const accounts = openRoom(roomId)?.audience.accounts() ?? [];
    for (let at = 0; at < accounts.length; at += limits.restoreBatchMax) {
      await scripts.restore(roomId, nodeField, accounts.slice(at, at + limits.restoreBatchMax));
    }
    touched.touch(roomId);
  }
}
