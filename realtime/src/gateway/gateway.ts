import { randomBytes } from 'node:crypto';
import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { PROTOCOL_VERSION } from '@halobuzz/core/protocol/version';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Registry } from 'prom-client';
import { redisRefusalNotes } from '../adapters/redis/refusal-notes.ts';
import type { GatewayConfig } from '../config.ts';
import { notingWallet } from '../ledger/noting-wallet.ts';
import type { WalletPort } from '../ledger/wallet-port.ts';
import type { Owner } from '../lifecycle.ts';
import type { Logger } from '../observability/log.ts';
import type { Readiness } from '../observability/readiness.ts';
import type { RedisMetrics } from '../observability/redis-metrics.ts';
import { tracedWallet } from '../observability/traced-wallet.ts';
import type { Tracing } from '../observability/tracing.ts';
import { switchGauge } from '../switches/switch-gauge.ts';
import { createBurner } from './auth/burnt-ids.ts';
import { createResumeTokens } from './auth/resume-token.ts';
import { createTicketVerifier } from './auth/ticket.ts';
import { Connection } from './connection/connection.ts';
import { rateProfileOf } from './connection/rate-profile.ts';
import { UserBuckets } from './connection/user-buckets.ts';
import { ConnectionBook } from './connection-book.ts';
import { AccountRestrictions } from './control/account-restrictions.ts';
import { ChatHandOver } from './control/chat-hand-over.ts';
import { decodeConfirmations, deliverConfirmations } from './control/confirmations.ts';
import { GiftCatalogue } from './control/gift-catalogue.ts';
import { createHostDeadlines } from './control/host-deadlines.ts';
import { KeywordList } from './control/keyword-list.ts';
import { LivingNodes } from './control/living-nodes.ts';
import { createNodeRegistry, nodeField } from './control/node-registry.ts';
import { startRevocationFeed } from './control/revocation-feed.ts';
import { Revocations } from './control/revocations.ts';
import { SpendCaps } from './control/spend-caps.ts';
import { SwitchWatch } from './control/switch-watch.ts';
import { tellCatalogue } from './control/tell-catalogue.ts';
import { tellPaused } from './control/tell-paused.ts';
import { TouchRooms } from './control/touch-rooms.ts';
import { createDoorkeeper } from './doorkeeper.ts';
import { drainConnections } from './drain.ts';
import { every } from './every.ts';
import { openGatewayRooms } from './gateway-rooms.ts';
import { openGatewayStores } from './gateway-stores.ts';
import { leaveRoom } from './handlers/leave.ts';
import { createGatewayMetrics } from './metrics.ts';
import { ChannelSubscriptions } from './rooms/channel-subscriptions.ts';
import type { GatewayServices } from './services.ts';
import { trustProxies } from './transport/client-address.ts';
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
> & {
  readonly trustedProxies?: GatewayConfig['trustedProxies'];
  readonly drainSpreadMs?: number;
  readonly waitingMax?: number;
};

export interface GatewayDeps {
  readonly wallet: WalletPort;
  readonly log: Logger;
  /** Absent: nothing is measured. */
  readonly registry: Registry | undefined;
  /** Measures the connections to Redis. */
  readonly redis: RedisMetrics;
  readonly readiness: Readiness;
  /** Absent: nothing is traced. */
  readonly tracing?: Tracing | undefined;
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

const random = (length: number): Uint8Array => randomBytes(length);

/**
 * Starts one gateway. Everything it opens is registered with the owner: releasing it drains the sockets first. Rejects
 * when a store cannot be reached or the port is taken.
 */
export async function startGateway(options: GatewayOptions, deps: GatewayDeps): Promise<Gateway> {
  const { log, owner, clock, readiness } = deps;
  const boot = newOpaqueId('bt', random);
  const node = { id: options.nodeId, boot, field: nodeField({ id: options.nodeId, boot }) };
  const metrics = createGatewayMetrics(deps.registry);
  const stores = await openGatewayStores(options, deps);
  const book = new ConnectionBook(metrics);

  const revocations = new Revocations();
  const restrictions = new AccountRestrictions();
  const feed = await startRevocationFeed({
    ...{ redis: stores.revocations, log, clock, elapsedMs: deps.elapsedMs },
    onRevoked: (revocation, atMs) => {
      revocations.add(revocation, atMs);
      for (const connection of book.find(revocation)) connection.close(revocation.code);
    },
    onRestricted: (news, atMs) => {
      restrictions.add(news, atMs);
      book.restrict(news.account, restrictions);
    },
  });
  owner.own('revocation feed', () => feed.stop());
  metrics.askFeedSilence(() => feed.silentMs());
  const feedLost = (): boolean => feed.silentMs() > limits.revocationFeedLostMs;

  let publish: PublishFrame = () => undefined;
  const nodes = new LivingNodes(node.field);
  const deadlines = createHostDeadlines(stores.control, clock);
  const touched = new TouchRooms(stores.control, log);
  owner.own('touched rooms', () => touched.flush());
  owner.own(
    'touched rooms beat',
    every(limits.touchedRoomsFlushMs, () => touched.flush()),
  );
  const { rooms, leaderboards, repair, startBeats } = openGatewayRooms({
    ...{ nodeField: node.field, stores, nodes, deadlines, touched, metrics, owner, log, clock },
    publish: (topic, frame) => publish(topic, frame),
  });

  const chatLog = new ChatHandOver(stores.control, log, (reason, messages) =>
    metrics.chatNotKept.inc({ reason }, messages),
  );
  owner.own('chat log', () => chatLog.flush());
  owner.own(
    'chat log beat',
    every(limits.chatLogFlushMs, () => chatLog.flush()),
  );
  const keywords = new KeywordList(stores.control, log);
  await keywords.refresh();
  owner.own(
    'keyword list',
    every(limits.keywordRefreshMs, () => keywords.refresh()),
  );
  const gifts = new GiftCatalogue({
    ...{ redis: stores.control, log, clock },
    onChange: (state) => tellCatalogue(book, state, clock()),
  });
  await gifts.refresh();
  owner.own(
    'gifts',
    every(limits.catalogueLookMs, () => gifts.refresh()),
  );
  const spendCaps = new SpendCaps(stores.control, log);
  await spendCaps.refresh();
  owner.own(
    'spend caps',
    every(limits.fraudRulesRefreshMs, () => spendCaps.refresh()),
  );

  const switches = new SwitchWatch({
    ...{ redis: stores.control, log },
    onChange: () => tellPaused(book, switches.board, clock()),
  });
  await switches.refresh();
  switchGauge(deps.registry, switches.board);
  owner.own(
    'switches',
    every(limits.switchLookMs, () => switches.refresh()),
  );

  let draining = false;
  metrics.askDraining(() => draining);
  const background = new Set<Promise<unknown>>();
  const rates = rateProfileOf(options.rateProfile);
  const services: GatewayServices = {
    ...{ node, protocolVersion: PROTOCOL_VERSION, clock, log, metrics, rooms, nodes, deadlines, touched, repair },
    region: options.region,
    rates,
    restrictions,
    chatLog,
    keywords,
    spendCaps,
    switches: switches.board,
    hintActs: (roomId) => services.background('hint', stores.control.sadd(controlKeys.acts, roomId)),
    chat: new UserBuckets(rates.chatPerSecond, rates.chatBurst),
    auth: {
      verifyTicket: createTicketVerifier(options.ticketKeys, node),
      resumeTokens: createResumeTokens(options.resumeKey),
      burn: createBurner(stores.control),
      revokedAs: (identity, issuedAtMs) => revocations.revokedAs(identity, issuedAtMs),
    },
    leaderboards,
    tracing: deps.tracing,
    wallet: notingWallet(
      deps.tracing === undefined ? deps.wallet : tracedWallet(deps.wallet, deps.tracing),
      redisRefusalNotes(stores.control, () => performance.now()),
    ),
    findGift: gifts.find,
    refusesHellos: () => {
      if (draining) return 'draining';
      return feedLost() ? 'feed_lost' : undefined;
    },
    feedLost,
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

  const confirmations = new ChannelSubscriptions({
    ...{ subscriber: stores.confirmations, publisher: stores.control, log, elapsedMs: () => performance.now() },
    canaryChannel: `canary:${node.field}:control`,
    onMessage: (channel, message) => {
      if (channel === controlKeys.switchChannel) void switches.refresh();
      else deliverConfirmations(book, decodeConfirmations(message), clock());
    },
    onResubscribed: () => metrics.resubscriptions.inc(),
  });
  owner.own('confirmations', () => confirmations.close());
  await confirmations.want(controlKeys.nodeChannel(node.id));
  await confirmations.want(controlKeys.switchChannel);

  const { allowedOrigins, socketsMax, waitingMax = limits.socketsBeforeHelloMax } = options;
  metrics.socketsMax.set(socketsMax);
  const server = await startRoomServer(
    {
      host: options.host,
      port: options.port,
      trusted: trustProxies(options.trustedProxies ?? []),
      refuse: createDoorkeeper({
        ...{ book, metrics, rates, allowedOrigins, socketsMax, waitingMax, clock },
        isDraining: () => draining,
      }),
      open: (socket, { address }) => {
        const connection = new Connection(newOpaqueId('cn', random), socket, services);
        book.opened(connection, address);
        return connection;
      },
    },
    (given) => {
      publish = given;
    },
  );
  owner.own('room server', () => server.close());

  const registry = createNodeRegistry(stores.control);
  const url = options.publicUrl ?? `ws://${options.host}:${server.port}${ROOM_PATH}`;
  const announce = async (): Promise<void> => {
    try {
      const state = { sockets: book.size, socketsMax, draining, atMs: clock() };
      await registry.announce({ ...{ id: node.id, boot, url, region: options.region }, ...state });
      nodes.update(await registry.living());
    } catch (err) {
      nodes.unknown();
      log.debug({ err }, 'heartbeat failed');
    }
  };
  owner.own('withdrawal', async () => registry.withdraw(node.id).catch(() => undefined));
  await announce();
  owner.own('heartbeat', every(limits.nodeHeartbeatMs, announce));
  startBeats();
  const sweep = async (): Promise<void> => {
    confirmations.beat();
    for (const room of rooms.all()) room.tend();
    book.renewResumeTokens(services);
    book.closeExpired(clock());
    services.chat.sweep(clock());
    if (feed.silentMs() <= limits.revocationFeedCloseMs) return;
    for (const connection of book.joinedConnections()) connection.close('feed_lost');
  };
  owner.own('sweeps', every(limits.nodeHeartbeatMs, sweep));

  readiness.add('draining', () => (draining ? 'the node is draining' : undefined));
  readiness.add('revocations', () => (feedLost() ? 'the revocation feed is lost' : undefined));

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
