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

/** A room in use. `release` must be called once. */
export interface RoomLease {
  readonly room: Room;
  release(): void;
}

interface Held {
  readonly room: Room;
  readonly subscribed: Promise<void>;
  leases: number;
}

/** The rooms that have viewers on this node: opened by the first, let go by the last. */
export class RoomRegistry {
  readonly #deps: RoomRegistryDeps;
  readonly #rooms = new Map<string, Held>();
  readonly #byChannel = new Map<string, Room>();

  constructor(deps: RoomRegistryDeps) {
    this.#deps = deps;
  }

  /** The room, subscribed. Rejects when the subscription could not be made; then nothing is held. */
  async open(roomId: string): Promise<RoomLease> {
    const held = this.#rooms.get(roomId) ?? this.#create(roomId);
    held.leases += 1;
    let released = false;
    const release = (): void => {
      if (released) return;
      released = true;
      held.leases -= 1;
      if (held.leases === 0) this.#dispose(held);
    };
    try {
      await held.subscribed;
    } catch (error) {
      release();
      throw error;
    }
    return { room: held.room, release };
  }

  get(roomId: string): Room | undefined {
    return this.#rooms.get(roomId)?.room;
  }

  /** A copy. */
  all(): Room[] {
    return [...this.#rooms.values()].map((held) => held.room);
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
    const held: Held = { room, leases: 0, subscribed: this.#deps.subscriptionsOf(roomId).want(channel) };
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
