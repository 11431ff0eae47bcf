import { decodeEnvelope } from '@halobuzz/core/rooms/envelope';
import { roomKeys } from '@halobuzz/core/rooms/keys';
import type { RoomStore } from '../../adapters/redis/room-redis.ts';
import type { Logger } from '../../observability/log.ts';
import type { GatewayMetrics } from '../metrics.ts';
import type { PublishFrame } from '../transport/socket-port.ts';
import type { ChannelSubscriptions } from './channel-subscriptions.ts';
import { Room } from './room.ts';
import { entryOfEnvelope } from './room-entry.ts';

export interface RoomRegistryDeps {
  readonly store: RoomStore;
  /** The subscriptions of the Redis that holds a room. */
  readonly subscriptionsOf: (roomId: string) => ChannelSubscriptions;
  readonly publish: PublishFrame;
  readonly metrics: GatewayMetrics;
  readonly log: Logger;
  readonly clock: () => number;
}

interface Held {
  readonly room: Room;
  readonly turn: number;
  readonly subscribed: Promise<void>;
  leases: number;
  /** Lets the room go. */
  readonly dispose: () => void;
}

/** A room in use. `release` must be called once. A class: every viewer has one, and closures cost three times as much. */
export class RoomLease {
  readonly #held: Held;
  #released = false;

  constructor(held: Held) {
    this.#held = held;
    held.leases += 1;
  }

  get room(): Room {
    return this.#held.room;
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#held.leases -= 1;
    if (this.#held.leases === 0) this.#held.dispose();
  }
}

/** Parts of a second in which rooms beat. */
export const beatTurns = 20;

/** The rooms that have viewers on this node: opened by the first, let go by the last. */
export class RoomRegistry {
  readonly #deps: RoomRegistryDeps;
  #opened = 0;
  readonly #rooms = new Map<string, Held>();
  readonly #byChannel = new Map<string, Room>();

  constructor(deps: RoomRegistryDeps) {
    this.#deps = deps;
  }

  /** The room, subscribed. Rejects when the subscription could not be made; then nothing is held. */
  async open(roomId: string): Promise<RoomLease> {
    const held = this.#rooms.get(roomId) ?? this.#create(roomId);
    const lease = new RoomLease(held);
    try {
      await held.subscribed;
    } catch (error) {
      lease.release();
      throw error;
    }
    return lease;
  }

  get(roomId: string): Room | undefined {
    return this.#rooms.get(roomId)?.room;
  }

  /** A copy. */
  all(): Room[] {
    return [...this.#rooms.values()].map((held) => held.room);
  }

  /** The rooms that beat in one of {@link beatTurns}: every room in one, about as many in each. A copy. */
  inTurn(turn: number): Room[] {
    return [...this.#rooms.values()].flatMap((held) => (held.turn === turn ? [held.room] : []));
  }

  /** Takes a message of a subscription. */
  receive(channel: string, message: Buffer): void {
    const room = this.#byChannel.get(channel);
    const envelope = room === undefined ? undefined : decodeEnvelope(message);
    if (room !== undefined && envelope !== undefined) room.receive(entryOfEnvelope(envelope));
  }

  #create(roomId: string): Held {
    const { store, publish, metrics, log, clock } = this.#deps;
    const { channel } = roomKeys(roomId);
    const room = new Room(roomId, { scripts: store(roomId), publish, metrics, log, clock });
    const subscribed = this.#deps.subscriptionsOf(roomId).want(channel);
    const turn = this.#opened % beatTurns;
    const held: Held = { room, turn, leases: 0, subscribed, dispose: () => this.#dispose(held) };
    this.#opened += 1;
    this.#rooms.set(roomId, held);
    this.#byChannel.set(channel, room);
    metrics.rooms.set(this.#rooms.size);
    return held;
  }

  #dispose(held: Held): void {
    const { channel } = roomKeys(held.room.id);
    this.#rooms.delete(held.room.id);
    this.#byChannel.delete(channel);
    held.room.dispose();
    this.#deps.subscriptionsOf(held.room.id).release(channel);
    this.#deps.metrics.rooms.set(this.#rooms.size);
  }
}
