import { randomBytes } from 'node:crypto';
import type { NodeRecord } from '@halobuzz/core/api/internal';
import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { encode } from '@halobuzz/core/protocol/codec';
import { eventSpecs } from '@halobuzz/core/protocol/down';
import { PROTOCOL_VERSION } from '@halobuzz/core/protocol/version';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Registry } from 'prom-client';
import { openRedis } from '../adapters/redis/connect.ts';
import { createRoomStore, roomInstanceOf } from '../adapters/redis/room-redis.ts';
import type { GatewayConfig } from '../config.ts';
import type { WalletPort } from '../ledger/wallet-port.ts';
import type { Owner } from '../lifecycle.ts';
import type { Logger } from '../observability/log.ts';
import type { Readiness } from '../observability/readiness.ts';
import { createBurner } from './auth/burnt-ids.ts';
import { createResumeTokens } from './auth/resume-token.ts';
import { createTicketVerifier } from './auth/ticket.ts';
import { Connection } from './connection/connection.ts';
import { rateProfileOf } from './connection/rate-profile.ts';
import { ConnectionBook } from './connection-book.ts';
import { decodeConfirmations } from './control/confirmations.ts';
import { createGiftCatalogue } from './control/gift-catalogue.ts';
import { createHostDeadlines } from './control/host-deadlines.ts';
import { LivingNodes } from './control/living-nodes.ts';
import { createNodeRegistry, nodeField } from './control/node-registry.ts';
import { startRevocationFeed } from './control/revocation-feed.ts';
import { Revocations } from './control/revocations.ts';
import { drainConnections } from './drain.ts';
import { every } from './every.ts';
import { leaveRoom } from './handlers/leave.ts';
import { createGatewayMetrics } from './metrics.ts';
import { ChannelSubscriptions } from './rooms/channel-subscriptions.ts';
import { PresenceRepair } from './rooms/presence-repair.ts';
import { beatRoom } from './rooms/room-beats.ts';
import { RoomRegistry } from './rooms/room-registry.ts';
import type { GatewayServices } from './services.ts';
import { personalFrame } from './transport/frames.ts';
import { ROOM_PATH, startRoomServer } from './transport/server.ts';
import type { PublishFrame } from './transport/socket-port.ts';

/** The settings a gateway needs; `GatewayConfig` has them all. */
export type GatewayOptions = Pick<
  GatewayConfig,
  | 'nodeId'
  | 'region'
  | 'host'
  | 'port'
  | 'publicUrl'
  | 'roomsUrls'
  | 'controlUrl'
  | 'ticketKeys'
  | 'resumeKey'
  | 'allowedOrigins'
  | 'socketsMax'
  | 'rateProfile'
> & { readonly drainSpreadMs?: number };

export interface GatewayDeps {
  readonly wallet: WalletPort;
  readonly log: Logger;
  readonly registry: Registry;
  readonly readiness: Readiness;
  readonly owner: Owner;
  /** Wall clock, ms. */
  readonly clock: () => number;
  /** Time that only moves forward, ms: tells how long something has been silent. */
  readonly elapsedMs: () => number;
}

export interface Gateway {
  readonly port: number;
  /** What tickets name. */
  readonly node: { readonly id: string; readonly boot: string };
}

const commandTimeoutMs = 2_000;

/**
 * Starts one gateway. Everything it opens is registered with the owner: releasing it drains the sockets first. Rejects
 * when a store cannot be reached or the port is taken.
 */
export async function startGateway(options: GatewayOptions, deps: GatewayDeps): Promise<Gateway> {
  const { log, owner, clock, readiness } = deps;
  const boot = newOpaqueId('bt', (length) => randomBytes(length));
  const node = { id: options.nodeId, boot, field: nodeField({ id: options.nodeId, boot }) };
  const metrics = createGatewayMetrics(deps.registry);

  const open = async (url: string, name: string, timeoutMs?: number) => {
    const redis = await openRedis({
      url,
      name: `${options.nodeId}:${name}`,
      log,
      ...(timeoutMs === undefined ? {} : { commandTimeoutMs: timeoutMs }),
    });
    owner.own(`redis ${name}`, () => redis.disconnect());
    return redis;
  };
  const control = await open(options.controlUrl, 'control', commandTimeoutMs);
  const controlFeed = await open(options.controlUrl, 'revocations');
  const controlSubscriber = await open(options.controlUrl, 'confirmations');
  const roomsRedis = await Promise.all(options.roomsUrls.map((url, i) => open(url, `rooms ${i}`, commandTimeoutMs)));
  const roomsSubscribers = await Promise.all(options.roomsUrls.map((url, i) => open(url, `events ${i}`)));

  // Connections
  const book = new ConnectionBook(metrics);
  const revocations = new Revocations();
  const feed = await startRevocationFeed({
    redis: controlFeed,
    log,
    clock,
    elapsedMs: deps.elapsedMs,
    onRevoked: (revocation, atMs) => {
      revocations.add(revocation, atMs);
      for (const connection of book.find(revocation)) connection.close(revocation.code);
    },
  });
  owner.own('revocation feed', () => feed.stop());

  // Rooms
  let publish: PublishFrame = () => undefined;
  const subscriptions: ChannelSubscriptions[] = roomsSubscribers.map((subscriber, i) => {
    const made = new ChannelSubscriptions({
      subscriber,
      publisher: roomsRedis[i] ?? subscriber,
      canaryChannel: `canary:${node.field}:${i}`,
      onMessage: (channel, message) => rooms.receive(channel, message),
      onResubscribed: () => {
        metrics.resubscriptions.inc();
        for (const room of rooms.all()) {
          if (roomInstanceOf(room.id, subscriptions.length) !== i) continue;
          room.checkHistory().catch((err: unknown) => log.debug({ err, room: room.id }, 'check failed'));
        }
      },
      log,
      elapsedMs: () => performance.now(),
    });
    owner.own(`subscriptions ${i}`, () => made.close());
    return made;
  });
  const store = createRoomStore(roomsRedis);
  const rooms = new RoomRegistry({
    store,
    subscriptionsOf: (roomId) => {
      const found = subscriptions[roomInstanceOf(roomId, subscriptions.length)];
      if (found === undefined) throw new Error('no rooms Redis is configured');
      return found;
    },
    publish: (topic, frame) => publish(topic, frame),
    metrics,
    log,
    clock,
  });

  const repair = new PresenceRepair({
    nodeField: node.field,
    store,
    openRoom: (id) => rooms.get(id),
    log,
  });

  // What connections share
  let draining = false;
  const background = new Set<Promise<unknown>>();
  const services: GatewayServices = {
    node,
    protocolVersion: PROTOCOL_VERSION,
    clock,
    log,
    metrics,
    rates: rateProfileOf(options.rateProfile),
    auth: {
      verifyTicket: createTicketVerifier(options.ticketKeys, node),
      resumeTokens: createResumeTokens(options.resumeKey),
      burn: createBurner(control),
      revokedAs: (identity, issuedAtMs) => revocations.revokedAs(identity, issuedAtMs),
    },
    wallet: deps.wallet,
    findGift: createGiftCatalogue(control, clock),
    rooms,
    nodes: new LivingNodes(node.field),
    deadlines: createHostDeadlines(control, clock),
    repair,
    refusesHellos: () => {
      if (draining) return 'draining';
      return feed.silentMs() > limits.revocationFeedLostMs ? 'feed_lost' : undefined;
    },
    background: (what, work) => {
      const done: Promise<unknown> = work
        .catch((err: unknown) => log.debug({ err, what }, 'background work failed'))
        .finally(() => background.delete(done));
      background.add(done);
    },
    joined: (connection, identity) => book.joined(connection, identity),
    left: (connection, joined) => {
      book.left(connection, joined.identity);
      joined.lease.room.audience.remove(joined.member);
      services.background('leave', leaveRoom(services, joined.lease.room, joined.identity));
      joined.lease.release();
    },
    closed: (connection) => book.closed(connection),
  };

  // The node among its peers
  const nodes = createNodeRegistry(control);
  let url = options.publicUrl ?? '';
  const record = (): NodeRecord => ({
    ...{ id: node.id, boot: node.boot, url, region: options.region },
    ...{ sockets: book.size, socketsMax: options.socketsMax, draining, atMs: clock() },
  });
  const announce = async (): Promise<void> => {
    try {
      await nodes.announce(record());
      services.nodes.update(await nodes.living());
    } catch (err) {
      services.nodes.unknown();
      log.debug({ err }, 'heartbeat failed');
    }
  };

  // Gifts that became permanent
  const confirmations = new ChannelSubscriptions({
    subscriber: controlSubscriber,
    publisher: control,
    canaryChannel: `canary:${node.field}:control`,
    onMessage: (_channel, message) => {
      for (const { room, account, tx } of decodeConfirmations(message)) {
        const body = encode({ t: 'gift.confirmed', tx });
        for (const connection of book.find({ kind: 'account', id: account })) {
          const { state } = connection;
          if (state.kind !== 'joined' || state.identity.room !== room) continue;
          if (state.version < eventSpecs['gift.confirmed'].since) continue;
          connection.send(personalFrame(state.version, body, state.lease.room.epoch, clock()), 'events');
        }
      }
    },
    onResubscribed: () => metrics.resubscriptions.inc(),
    log,
    elapsedMs: () => performance.now(),
  });
  owner.own('confirmations', () => confirmations.close());
  await confirmations.want(controlKeys.nodeChannel(node.id));

  // The door
  const server = await startRoomServer(
    {
      host: options.host,
      port: options.port,
      refuse: (origin) => {
        const refusal =
          origin !== '' && !options.allowedOrigins.includes(origin)
            ? 'origin_not_allowed'
            : draining
              ? 'draining'
              : book.size >= options.socketsMax
                ? 'sockets_full'
                : book.waiting >= limits.socketsBeforeHelloMax
                  ? 'hellos_full'
                  : undefined;
        if (refusal !== undefined) metrics.upgradesRefused.inc({ reason: refusal });
        return refusal;
      },
      open: (socket) => {
        const connection = new Connection(
          newOpaqueId('cn', (length) => randomBytes(length)),
          socket,
          services,
        );
        book.opened(connection);
        return connection;
      },
    },
    (given) => {
      publish = given;
    },
  );
  url = options.publicUrl ?? `ws://${options.host}:${server.port}${ROOM_PATH}`;
  owner.own('room server', () => server.close());

  // What happens by the clock
  owner.own('withdrawal', async () => nodes.withdraw(node.id).catch(() => undefined));
  await announce();
  owner.own('heartbeat', every(limits.nodeHeartbeatMs, announce));
  const beatDeps = {
    ...{ nodeField: node.field, nodes: services.nodes, repair },
    deadlines: services.deadlines,
    log,
    clock,
  };
  // Apart from the node's own heartbeat and from each other: one slow Redis must not make the node, or the rooms of
  // another, seem dead.
  for (const [i, subscription] of subscriptions.entries()) {
    const beat = async (): Promise<void> => {
      subscription.beat();
      const here = rooms.all().filter((room) => roomInstanceOf(room.id, subscriptions.length) === i);
      await Promise.all(here.map((room) => beatRoom(beatDeps, room)));
    };
    owner.own(`room beats ${i}`, every(limits.nodeHeartbeatMs, beat));
  }
  owner.own(
    'presence repair',
    every(limits.nodeHeartbeatMs, () => repair.run()),
  );
  owner.own(
    'sweeps',
    every(limits.nodeHeartbeatMs, async () => {
      confirmations.beat();
      for (const room of rooms.all()) room.audience.sweep();
      book.renewResumeTokens(services);
      if (feed.silentMs() > limits.revocationFeedCloseMs) {
        for (const connection of book.joinedConnections()) connection.close('feed_lost');
      }
    }),
  );

  readiness.add('draining', () => (draining ? 'the node is draining' : undefined));
  readiness.add('revocations', () =>
    feed.silentMs() > limits.revocationFeedLostMs ? 'the revocation feed is lost' : undefined,
  );
  readiness.add('control', () => (control.status === 'ready' ? undefined : 'control Redis is out of reach'));
  readiness.add('rooms', () => {
    const up = roomsRedis.filter((redis, i) => redis.status === 'ready' && roomsSubscribers[i]?.status === 'ready');
    const down = roomsRedis.length - up.length;
    return down === 0 ? undefined : `${down} of ${roomsRedis.length} rooms Redis out of reach`;
  });

  // Released first: everybody leaves while all of the above still works.
  owner.own('sockets', async () => {
    draining = true;
    await announce();
    await drainConnections(() => book.all(), options.drainSpreadMs);
    while (background.size > 0) await Promise.allSettled(background);
  });
  log.info({ port: server.port, node: node.id, boot }, 'gateway ready');
  return { port: server.port, node: { id: node.id, boot } };
}
