import { limits } from '@halobuzz/core/limits';
import { type Leaderboards, redisLeaderboards } from '../adapters/redis/leaderboards.ts';
import { createRoomStore, roomInstanceOf } from '../adapters/redis/room-redis.ts';
import type { Owner } from '../lifecycle.ts';
import type { Logger } from '../observability/log.ts';
import type { HostDeadlines } from './control/host-deadlines.ts';
import type { LivingNodes } from './control/living-nodes.ts';
import type { TouchRooms } from './control/touch-rooms.ts';
import { every } from './every.ts';
import type { GatewayStores } from './gateway-stores.ts';
import type { GatewayMetrics } from './metrics.ts';
import { ChannelSubscriptions } from './rooms/channel-subscriptions.ts';
import { PresenceRepair } from './rooms/presence-repair.ts';
import { beatRoomsByTurns } from './rooms/room-beats.ts';
import { RoomRegistry } from './rooms/room-registry.ts';
import type { PublishFrame } from './transport/socket-port.ts';

export interface GatewayRoomsDeps {
  readonly nodeField: string;
  readonly stores: GatewayStores;
  readonly nodes: LivingNodes;
  readonly deadlines: HostDeadlines;
  readonly touched: Pick<TouchRooms, 'touch'>;
  readonly publish: PublishFrame;
  readonly metrics: GatewayMetrics;
  readonly owner: Owner;
  readonly log: Logger;
  readonly clock: () => number;
}

export interface GatewayRooms {
  readonly rooms: RoomRegistry;
  readonly leaderboards: Leaderboards;
  readonly repair: PresenceRepair;
  /** Starts the beats. Apart from opening, so that everything they need exists first. */
  startBeats(): void;
}

/** The rooms of a gateway over all rooms Redis: their subscriptions, their beats, the repair of their presence. */
export function openGatewayRooms(deps: GatewayRoomsDeps): GatewayRooms {
  const { nodeField, metrics, owner, log, touched } = deps;
  const instances = deps.stores.rooms;
  const store = createRoomStore(instances.map(({ commands }) => commands));
  const instanceOf = (roomId: string): number => roomInstanceOf(roomId, instances.length);
  const roomsOf = (instance: number) => rooms.all().filter((room) => instanceOf(room.id) === instance);

  const subscriptions = instances.map(({ commands, events }, instance) => {
    const made = new ChannelSubscriptions({
      subscriber: events,
      publisher: commands,
      canaryChannel: `canary:${nodeField}:${instance}`,
      onMessage: (channel, message) => rooms.receive(channel, message),
      onResubscribed: () => {
        metrics.resubscriptions.inc();
        for (const room of roomsOf(instance)) {
          room.checkHistory().catch((err: unknown) => log.debug({ err, room: room.id }, 'check failed'));
        }
      },
      log,
      elapsedMs: () => performance.now(),
    });
    owner.own(`subscriptions ${instance}`, () => made.close());
    return made;
  });
  const rooms = new RoomRegistry({
    ...{ store, publish: deps.publish, metrics, log, clock: deps.clock },
    subscriptionsOf: (roomId) => {
      const found = subscriptions[instanceOf(roomId)];
      if (found === undefined) throw new Error('no rooms Redis is configured');
      return found;
    },
  });
  const repair = new PresenceRepair({ nodeField, store, openRoom: (id) => rooms.get(id), touched, log });
  const beatDeps = {
    ...{ nodeField, nodes: deps.nodes, repair },
    deadlines: deps.deadlines,
    touched,
    log,
    clock: deps.clock,
  };

  return {
    rooms,
    leaderboards: redisLeaderboards((owner) => store(owner).redis),
    repair,
    startBeats() {
      const beatSubscriptions = async (): Promise<void> => {
        for (const subscription of subscriptions) subscription.beat();
      };
      owner.own('subscription beats', every(limits.nodeHeartbeatMs, beatSubscriptions));
      owner.own('room beats', beatRoomsByTurns(beatDeps, rooms));
      const repairs = every(limits.nodeHeartbeatMs, () => repair.run());
      owner.own('presence repair', repairs);
    },
  };
}
