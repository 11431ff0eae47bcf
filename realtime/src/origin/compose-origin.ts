import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, RandomBytes } from '@halobuzz/core/clock';
import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import type { EuropeanRooms } from '@halobuzz/core/regions/choose-region';
import type { Redis } from 'ioredis';
import type { Db } from 'mongodb';
import type { Registry } from 'prom-client';
import { redisLeaderboards } from '../adapters/redis/leaderboards.ts';
import { redisWallet } from '../adapters/redis/redis-wallet.ts';
import { redisRefusalNotes } from '../adapters/redis/refusal-notes.ts';
import type { RoomStore } from '../adapters/redis/room-redis.ts';
import type { WalletSessions } from '../adapters/redis/wallet-servers.ts';
import { LivingNodes } from '../gateway/control/living-nodes.ts';
import { notingWallet } from '../ledger/noting-wallet.ts';
import { originMetricSpecs as specs } from '../observability/catalogue/origin-metrics.ts';
import { metricsIn } from '../observability/metrics-in.ts';
import { tracedWallet } from '../observability/traced-wallet.ts';
import type { Tracing } from '../observability/tracing.ts';
import { switchGauge } from '../switches/switch-gauge.ts';
import { redisRevocations } from './accounts/revocations.ts';
import type { OriginDeps } from './app.ts';
import type { BackgroundDeps } from './background.ts';
import { battleLedger } from './battles/battle-ledger.ts';
import { battleMetrics } from './battles/battle-metrics.ts';
import { redisBattleRooms } from './battles/battle-rooms.ts';
import { cacheMetrics } from './cache/cache-metrics.ts';
import { CacheService } from './cache/cache-service.ts';
import { redisCacheStore } from './cache/cache-store.ts';
import {
  accountsDropping,
  livestreamsDropping,
  relationsDropping,
  streamSettingsDropping,
} from './cache/drop-on-change.ts';
import { composeCases } from './cases/compose-cases.ts';
import { reportsOfNewMessages } from './chat-log/reports-of-new-messages.ts';
import { redisRoomChat } from './chat-log/room-chat.ts';
import { composeConsents } from './consents/compose-consents.ts';
import { composeDiscovery } from './discovery/compose-discovery.ts';
import {
  assessPayment,
  assessPayout,
  holdFirstPurchase,
  noteCardAttempt,
  releaseFirstPurchase,
} from './fraud/assess.ts';
import { mongoFraudRules } from './fraud/fraud-rules.ts';
import { mongoControls } from './fraud/mongo-controls.ts';
import { walletControlsService } from './fraud/wallet-controls.ts';
import { publishCatalogue } from './gifts/catalogue.ts';
import { routeMetrics } from './http/observe.ts';
import type { OriginLog } from './http/origin-log.ts';
import { redisReplayGuard } from './http/replay-guard.ts';
import { createAssertionVerifier } from './http/service-assertion.ts';
import type { ServiceKeys } from './http/service-keys.ts';
import { composeImages } from './images/compose-images.ts';
import type { ScanImage } from './images/scan-image.ts';
import { composeMedia } from './media/compose-media.ts';
import type { MediaSettings } from './media/media-settings.ts';
import { flaggingFilter } from './moderation/keywords.ts';
import { redisActsHints, redisRoomRules } from './moderation/room-rules.ts';
import { mongoAccountSanctions } from './mongo/mongo-account-sanctions.ts';
import { mongoAccounts } from './mongo/mongo-accounts.ts';
import { mongoAudit } from './mongo/mongo-audit.ts';
import { mongoAuditChecks } from './mongo/mongo-audit-checks.ts';
import { mongoBattles } from './mongo/mongo-battles.ts';
import { mongoCatalogue } from './mongo/mongo-catalogue.ts';
import { mongoChatLog } from './mongo/mongo-chat-log.ts';
import { mongoEvasion } from './mongo/mongo-evasion.ts';
import { mongoGiftBars } from './mongo/mongo-gift-bars.ts';
import { mongoHostViewers } from './mongo/mongo-host-viewers.ts';
import { mongoIdempotency } from './mongo/mongo-idempotency.ts';
import { mongoKeywords } from './mongo/mongo-keywords.ts';
import { mongoLedgerReads } from './mongo/mongo-ledger-reads.ts';
import { mongoLivestreams } from './mongo/mongo-livestreams.ts';
import { mongoPeople } from './mongo/mongo-people.ts';
import { mongoPrivacyRequests } from './mongo/mongo-privacy-requests.ts';
import { mongoRelations } from './mongo/mongo-relations.ts';
import { mongoReports } from './mongo/mongo-reports.ts';
import { mongoRoomActs } from './mongo/mongo-room-acts.ts';
import { mongoSanctions } from './mongo/mongo-sanctions.ts';
import { mongoStaffHandles } from './mongo/mongo-staff-handles.ts';
import { mongoStreamSettings } from './mongo/mongo-stream-settings.ts';
import { mongoSwitches } from './mongo/mongo-switches.ts';
import { mongoUnprofiled } from './mongo/mongo-unprofiled.ts';
import { mongoWatchSignals } from './mongo/mongo-watch-signals.ts';
import { composeNotifications } from './notifications/compose-notifications.ts';
import type { PushSettings } from './notifications/push-settings.ts';
import { createPace, pacedScans } from './pace.ts';
import { composePayments } from './payments/compose-payments.ts';
import type { ConfiguredProviders } from './payments/payment-providers.ts';
import { composePayouts, type PayoutSettings } from './payouts/compose-payouts.ts';
import { bothObservers, composeStatus } from './platform/compose-status.ts';
import { composeErasure } from './privacy/erasure/compose-erasure.ts';
import { mongoDataExports } from './privacy/export/data-exports.ts';
import { measurePrivacyRequests } from './privacy/requests/measure-requests.ts';
import { nodePicture } from './regions/node-picture.ts';
import { runRetention } from './retention/run-retention.ts';
import { redisDeadlines } from './streams/deadlines.ts';
import { endStream } from './streams/end-stream.ts';
import { lostGifts } from './streams/lost-gifts.ts';
import { redisNodeRegistry } from './streams/node-registry.ts';
import { redisPasswordTries } from './streams/password-tries.ts';
import { redisRooms } from './streams/redis-rooms.ts';
import { scryptPasswords } from './streams/room-password.ts';
import { hasPassed } from './streams/summary.ts';
import { redisTouchedRooms } from './streams/touched-rooms.ts';
import { originSwitches } from './switches/switches.ts';
import { redisTaskLease } from './task-lease.ts';
import { readAcceptedHeads, readCommittedHeads, readProjectedHeads } from './wallet/shard-heads.ts';
import { redisRoomStaff } from './watch/room-staff.ts';

/** What the origin is made of: open connections and settings. */
export interface OriginParts {
  readonly db: Db;
  readonly control: Redis;
  readonly rooms: RoomStore;
  /** Every server of rooms, for the status page. */
  readonly roomServers?: readonly Redis[];
  readonly wallets: WalletSessions;
  /** Absent: nothing is traced. */
  readonly tracing?: Tracing | undefined;
  /** Replicas that must have an entry on disk before it is accepted. Absent: none. */
  readonly walletReplicasMin?: number;
  readonly keys: ServiceKeys;
  readonly registry: Registry;
  readonly log: OriginLog;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly spillAtViewers: number;
  /** Default: they stay. */
  readonly europeanRooms?: EuropeanRooms;
  readonly devGrants: boolean;
  readonly payments: ConfiguredProviders;
  readonly payouts: PayoutSettings;
  readonly media: MediaSettings;
  /** Default: nobody is notified. */
  readonly push?: PushSettings;
  /** Default: pictures are shown to no scanner. */
  readonly scanImage?: ScanImage;
}

/** Who watched is not added up for a host who is nobody any more. */
const forgottenViewers = { add: () => Promise.resolve() };

/** Wires the app and its background work over real stores. Opens nothing and starts nothing. */
export function composeOrigin(parts: OriginParts): OriginDeps & BackgroundDeps {
  const { db, control, clock, random, registry } = parts;
  const metrics = metricsIn(registry);
  const countedAt = metrics.gauge(specs.viewerCountsAt);
  const endedTotal = metrics.counter(specs.streamsEnded);
  const lostTotal = metrics.counter(specs.giftsLost);
  const pace = createPace((timeMs, signal) => sleep(timeMs, undefined, { signal }));
  const nodes = redisNodeRegistry(control, clock);
  const cache = new CacheService({
    ...{ store: redisCacheStore(control), clock, random, log: parts.log },
    observer: cacheMetrics(registry),
    pause: (timeMs) => sleep(timeMs),
  });
  const switches = originSwitches(mongoSwitches(db, clock), control);
  switchGauge(registry, switches.board);
  const images = composeImages({ ...parts, cache });
  const readHeads = () => readAcceptedHeads(parts.wallets);
  const replicas = { min: parts.walletReplicasMin ?? 0, timeoutMs: limits.walletReplicaWaitMs };
  const notes = redisRefusalNotes(control, () => performance.now());
  const hot = redisWallet(parts.wallets, { replicas });
  const wallet = notingWallet(parts.tracing === undefined ? hot : tracedWallet(hot, parts.tracing), notes);
  const audit = mongoAudit(db);
  const catalogue = mongoCatalogue(db);
  const controls = walletControlsService({ controls: mongoControls(db), wallet, clock });
  const unwatched = metrics.gauge(specs.fraudWaiting);
  const fraudRules = mongoFraudRules(db);
  const retained = metrics.counter(specs.retained);
  const unprofiled = mongoUnprofiled(db, clock);
  const privacyRequests = mongoPrivacyRequests(db, clock, random);
  const fraud = { db, fraudRules, controls, audit, unprofiled, clock };
  const payment = composePayments({
    ...{ ...parts.payments, db, wallet, audit, registry, clock, random, log: parts.log },
    switches: switches.board,
    onDeclined: (declined) => noteCardAttempt(db, { ...declined, declined: true }),
    mayBuy: async (subject) => (await assessPayment(fraud, subject)).kind === 'allow',
    beforeCredit: (bought) => holdFirstPurchase(fraud, bought),
    afterTakenBack: (bought) => releaseFirstPurchase(fraud, bought),
  });
  const livestreams = pacedScans(livestreamsDropping(mongoLivestreams(db), cache), pace, () => performance.now());
  const ending = {
    ...{ clock, livestreams, readHeads, rooms: redisRooms(parts.rooms) },
    ...{ deadlines: redisDeadlines(control), actsHints: redisActsHints(control) },
  };
  const sanctions = mongoSanctions(db);
  const keywords = mongoKeywords(db, clock);
  const roomChat = redisRoomChat(parts.rooms);
  const keptTotal = metrics.counter(specs.chatKept);
  const push = parts.push ?? { provider: 'off' };
  const europeanRooms = parts.europeanRooms ?? 'stay';
  const picture = nodePicture({
    registry: nodes,
    elapsedMs: () => performance.now(),
    lifeMs: limits.nodePictureLifeMs,
  });
  const mediaOn = parts.media.state === 'on';
  const status = composeStatus({ ...parts, europeanRooms, nodePicture: picture, mediaOn });
  return {
    ...ending,
    switches,
    random,
    log: parts.log,
    cache,
    pace,
    streamSettings: streamSettingsDropping(mongoStreamSettings(db), cache),
    passwords: scryptPasswords(),
    passwordTries: redisPasswordTries(control),
    giftBars: mongoGiftBars(db),
    battles: mongoBattles(db),
    battleRooms: redisBattleRooms(parts.rooms),
    battleLedger: battleLedger(db, parts.wallets),
    ...battleMetrics(registry),
    nodes,
    nodePicture: picture,
    europeanRooms,
    ...status,
    livingNodes: new LivingNodes(undefined),
    catalogue,
    publishGifts: () => publishCatalogue(catalogue, control, clock),
    accounts: accountsDropping(mongoAccounts(db, clock), cache),
    revocations: redisRevocations(control),
    accountSanctions: mongoAccountSanctions(db),
    evasion: mongoEvasion(db, clock),
    staffHandles: mongoStaffHandles(db),
    audit,
    auditChecks: mongoAuditChecks(db),
    people: mongoPeople(db, images.images),
    ...images,
    relations: relationsDropping(mongoRelations(db, clock), cache),
    reports: reportsOfNewMessages(mongoReports(db, clock, random), roomChat),
    sanctions,
    ...composeCases({
      ...{ db, rooms: parts.rooms, images: images.images, clock, random },
      endLive: (id) => endStream({ ...ending, hostViewers: mongoHostViewers(db, control, clock) }, id, 'moderation'),
    }),
    ...composeNotifications({ db, registry, clock, log: parts.log, push, livestreams, sanctions }),
    ...composeConsents({ db, control, clock, random }),
    keywords,
    chatLog: mongoChatLog(db),
    roomChat,
    flagging: flaggingFilter(keywords, limits.keywordRefreshMs, () => performance.now()),
    onKept: (kept: number, flagged: number) => {
      keptTotal.inc({ flagged: 'false' }, Math.max(0, kept - flagged));
      keptTotal.inc({ flagged: 'true' }, flagged);
    },
    roomActs: mongoRoomActs(db),
    roomStaff: redisRoomStaff(parts.rooms),
    watchSignals: mongoWatchSignals(db),
    hostViewers: mongoHostViewers(db, control, clock),
    discovery: composeDiscovery({
      db,
      control,
      rooms: parts.rooms,
      cache,
      registry,
      clock,
      random,
      pace,
      log: parts.log,
    }),
    rules: redisRoomRules(parts.rooms),
    leaderboards: redisLeaderboards((owner) => parts.rooms(owner).redis),
    touchedRooms: redisTouchedRooms(control),
    wallet,
    db,
    fraudRules,
    unprofiled,
    privacyRequests,
    retain: async () => {
      await runRetention(
        { db, clock, pace, onDeleted: (collection, documents) => retained.inc({ collection }, documents) },
        false,
      );
    },
    measurePrivacyRequests: measurePrivacyRequests(privacyRequests, registry, parts.log),
    onCounted: () => countedAt.set(clock() / 1_000),
    onWatched: (waiting) => unwatched.set(waiting),
    controls,
    payment,
    ...composePayouts({
      ...parts.payouts,
      ...{ db, wallet, wallets: parts.wallets, controls, payment, audit, registry, clock, random },
      switches: switches.board,
      screen: (host) => assessPayout(fraud, host),
      log: parts.log,
    }),
    ...composeMedia(parts),
    ledger: mongoLedgerReads(db),
    erasure: composeErasure({
      ...{ db, control, rooms: parts.rooms, wallet, livestreams, cache, clock, images: images.images },
      ...{ registry, log: parts.log },
      isCommitted: payment.isCommitted,
      endLive: (id) => endStream({ ...ending, hostViewers: forgottenViewers }, id, 'moderation'),
    }),
    dataExports: mongoDataExports({ db, registry, clock, log: parts.log }),
    idempotency: mongoIdempotency(db, clock, random),
    isDrained: async () => hasPassed(await readCommittedHeads(db), await readHeads()),
    readProjected: () => readProjectedHeads(db),
    countLost: lostGifts({ db, rooms: parts.rooms, lost: (count) => lostTotal.inc(count), log: parts.log }),
    onEnded: (reason) => endedTotal.inc({ reason }),
    spillAtViewers: parts.spillAtViewers,
    devGrants: parts.devGrants,
    verifyAssertion: createAssertionVerifier({ keys: parts.keys, clock, replay: redisReplayGuard(control) }),
    observeRoute: bothObservers(routeMetrics(registry), status.answerTimes.note),
    control,
    lease: redisTaskLease(control, newOpaqueId('or', random)),
  };
}
