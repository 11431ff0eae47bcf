import { accountLimits } from './account-limits.ts';
import { battleLimits } from './battle-limits.ts';
import { broadcastLimits } from './broadcast-limits.ts';
import { caseLimits } from './case-limits.ts';
import { catalogueLimits } from './catalogue-limits.ts';
import { clientLimits } from './client-limits.ts';
import { discoveryLimits } from './discovery-limits.ts';
import { fraudLimits } from './fraud-limits.ts';
import { ledgerLimits } from './ledger-limits.ts';
import { metricsLimits } from './metrics-limits.ts';
import { notificationLimits } from './notification-limits.ts';
import { paymentLimits } from './payment-limits.ts';
import { payoutLimits } from './payout-limits.ts';
import { platformLimits } from './platform-limits.ts';
import { privacyLimits } from './privacy-limits.ts';
import { recoveryLimits } from './recovery-limits.ts';
import { sanctionLimits } from './sanction-limits.ts';
import { staffLimits } from './staff-limits.ts';
import { storeLimits } from './store-limits.ts';
import { switchLimits } from './switch-limits.ts';
import { tracingLimits } from './tracing-limits.ts';
import { watchLimits } from './watch-limits.ts';

/**
 * Every bound of the system, by name. A unit stands last in a name. Each comment says what is answered when the bound is
 * reached, by error code (see errors/codes.ts).
 */
export const limits = {
  ...accountLimits,
  ...clientLimits,
  ...catalogueLimits,
  ...ledgerLimits,
  ...storeLimits,
  ...payoutLimits,
  ...paymentLimits,
  ...fraudLimits,
  ...broadcastLimits,
  ...battleLimits,
  ...discoveryLimits,
  ...notificationLimits,
  ...privacyLimits,
  ...platformLimits,
  ...recoveryLimits,
  ...metricsLimits,
  ...tracingLimits,
  ...caseLimits,
  ...sanctionLimits,
  ...staffLimits,
  ...watchLimits,
  ...switchLimits,

  /** HTTP request body, bytes; `payload_too_large`. */
  httpBodyBytesMax: 64 * 1024,
  /** Field errors that a problem names, and the characters of a field's name in it; the rest is left out. */
  problemFieldsMax: 50,
  problemFieldCharsMax: 128,
  /** Page size of any list, items; `validation_failed`. */
  pageItemsMax: 100,
  pageItemsDefault: 20,

  /** Room title, characters; `validation_failed`. */
  roomTitleCharsMax: 80,
  /** A host's lost socket ends the broadcast after this. */
  hostGraceMs: 60_000,
  /** A broadcast that no host socket ever joined ends after this. */
  hostFirstJoinMs: 120_000,
  /** Join ticket life. */
  ticketLifeMs: 30_000,
  /** Resume token life, single use. */
  resumeTokenLifeMs: 5 * 60_000,

  /** A joined socket, with those that resume it, lasts this long, up to a fifth less, then its client joins anew: close `admission_expired`. */
  socketLifetimeMs: 4 * 3_600_000,
  /** New sockets of one gateway process a second, and burst; HTTP 503 at the upgrade. */
  connectsPerSecondMax: 2_000,
  connectsBurstMax: 4_000,
  /** Sockets of one client address (IPv6: /64) that wait for `hello`: its oldest silent one makes room, or HTTP 503. */
  socketsBeforeHelloPerAddressMax: 200,
  /** Socket: time from open to `hello`; close `hello_timeout`. */
  helloDeadlineMs: 10_000,
  /** Sockets of one gateway process; refused with HTTP 503 at the upgrade. */
  socketsPerNodeMax: 18_000,
  /** Sockets waiting for `hello` on one node; the oldest silent one makes room, or the newcomer hears HTTP 503. */
  socketsBeforeHelloMax: 2_000,
  /** Younger than this no silent socket makes room for a newcomer. */
  helloEvictionAgeMs: 1_000,
  /** Sockets of one account in one room on one node; the oldest is closed `replaced`. */
  socketsPerAccountRoomMax: 5,
  /** One client frame, bytes; uWebSockets.js ends the connection. */
  upFrameBytesMax: 8 * 1024,
  /** Nesting and item count of one client frame, tested before decoding; `frame_too_deep`, `frame_too_large`. */
  upFrameDepthMax: 6,
  upFrameItemsMax: 256,
  /** Bad frames on one socket before it is closed `protocol_error`. */
  badFramesMax: 10,
  /** Bytes queued for a slow reader: lossy events are dropped above the first, the socket is closed above the second. */
  socketLossyDropBytes: 128 * 1024,
  socketSlowReaderBytes: 512 * 1024,
  /** A room's sockets are looked over each time this much was sent to it: slow ones must be found before uWS drops. */
  socketSweepBytes: 64 * 1024,
  /** uWebSockets.js' own limit, above ours so that the close frame still gets out. */
  socketBackpressureBytesMax: 1024 * 1024,
  /** Idle socket (no frame, no pong), seconds; uWebSockets.js accepts 8–960. */
  socketIdleSecondsMax: 60,
  /** Commands of one socket a second, and burst; `rate_limited`. */
  commandsPerSecondMax: 10,
  commandsBurstMax: 30,
  /** A `sync` weighs as many commands: it may bring a whole history. */
  syncCommandsRatio: 10,
  /** Frames beyond this many times the command rate are not even decoded; close `protocol_error`. */
  frameFloodRatio: 10,
  /** The same rates and gifts in flight under RATE_PROFILE=load, which production refuses. */
  loadProfilePerSecondMax: 5_000,
  loadProfileBurstMax: 10_000,
  loadProfileGiftsInFlightMax: 1_000,
  loadProfileConnectsPerSecondMax: 20_000,
  loadProfileConnectsBurstMax: 50_000,
  /** Chat message, characters, and rate of one user; `validation_failed`, `rate_limited`. */
  chatCharsMax: 300,
  chatPerSecondMax: 1,
  chatBurstMax: 5,
  /** Slow mode, seconds between two messages of one viewer; `validation_failed`, and `slow_mode` for who is too quick. */
  slowModeSecondsMax: 120,
  /** Handles that one message can mention; further ones are text. */
  chatMentionsMax: 5,
  /** What a reply quotes, bytes of UTF-8; cut after the last whole character. */
  chatQuoteBytesMax: 160,
  /** Chat messages a room knows, to be answered, deleted or pinned; older ones are `message_not_found`. At most, at least. */
  roomChatIndexMax: 500,
  roomChatIndexMin: 450,
  /** Terms of the platform's keyword list, and characters of one; the origin refuses more (`validation_failed`). */
  keywordTermsMax: 5_000,
  keywordTermCharsMax: 64,
  /** How often a gateway asks for a new keyword list, and how often the origin publishes it. */
  keywordRefreshMs: 2_000,
  /** A moderator's reason, characters; a mute's or ban's time, seconds; `validation_failed`. */
  moderationReasonCharsMax: 200,
  sanctionSecondsMax: 366 * 86_400,
  /** How long a kick keeps away when it does not say. */
  kickSecondsDefault: 60,
  /** Mutes, kicks, bans, moderators and admins known to one room; `room_sanctions_full` once no expired one can go. */
  roomRulesMax: 10_000,
  /** Moderators of one host; `room_sanctions_full`. */
  roomModeratorsMax: 100,
  /** Acts of moderation in a room's stream that the origin has not stored yet; past it `unavailable`, none is lost. */
  roomActsMax: 5_000,
  /** How often the origin stores acts of moderation, and rooms it reads at once. */
  actsDrainPeriodMs: 1_000,
  actsDrainRoomsAtOnceMax: 16,
  /** An appeal's words, and a decision's; `validation_failed`. */
  appealCharsMax: 1_000,
  /** Likes in one command; `validation_failed`. */
  likesPerCommandMax: 50,
  /** Gifts of one kind in one command; `validation_failed`. */
  giftQuantityMax: 999,
  /** A streak ends when no further gift of it came for this long. */
  giftStreakTimeoutMs: 5_000,
  /** Running streaks of one room; one more ends the one that would end next. */
  roomStreaksMax: 500,
  /** Streaks that one look at a room ends; the rest waits for the next look. */
  streaksEndedAtOnceMax: 200,
  /** Running streaks shown to a newcomer, the newest. */
  streaksShownMax: 50,
  /** A gift goal: title, characters, and coins; `validation_failed`. */
  goalTitleCharsMax: 60,
  goalCoinsMax: 1_000_000_000n,
  /** Guests seated beside the host, who may be given gifts; `seats_full`. */
  roomGuestsMax: 8,
  /** People who have sat in a room: their gifts' repeats are still answered; the longest gone is forgotten. */
  roomGuestsKnownMax: 64,
  /** People on one leaderboard; who falls out comes back with their next gift, if it is enough. */
  leaderboardEntriesMax: 1_000,
  /** Entries of one answer, and without a wish; `validation_failed`. */
  leaderboardPageItemsMax: 100,
  leaderboardPageItemsDefault: 20,
  /** The board of a day or week stays for this long after its end. */
  leaderboardGraceMs: 48 * 3_600_000,
  /** Rooms whose host a ledger process remembers; others are looked up anew. */
  ledgerRoomHostsMax: 5_000,
  /** Gift commands of one socket waiting for the wallet; `rate_limited`. */
  giftsInFlightPerSocketMax: 8,
  /** Wallet commands of one gateway in flight; `wallet_busy`. */
  walletCommandsInFlightMax: 5_000,
  /** A wallet that has not answered by then: `wallet_unknown`; the same gift id may be repeated. */
  walletCommandTimeoutMs: 2_000,

  /** Events of a busy room are laid into one frame per tick; a quiet room sends at once. */
  roomTickMs: 50,
  /** The tick of a large room grows by a ms for so many viewers, up to its bound. */
  roomTickViewersPerMs: 75,
  roomTickMsMax: 200,
  /** Frames that a room may send at once after silence; from then on one a tick. */
  roomTickBurstMax: 3,
  /** Viewers of a room on a node who are written at once; a larger room is written in groups, by turns within its tick. */
  roomGroupViewersMax: 250,
  /** Events (lossy) waiting in one room's tick; the oldest lossy ones are dropped and counted. */
  roomTickEventsMax: 2_000,
  roomTickBytesMax: 256 * 1024,
  /** Reliable events kept for recovery, per room; older resume points get `recovered:false`. */
  roomHistoryEventsMax: 1_000,
  /** Gifts of a room that were shown and not yet applied: looked at, once its summary is final, for some that were lost. */
  roomUnprojectedMax: 10_000,
  /** Missed events, bytes in one recovery, below what closes a slow reader; more are answered `recovered:false`. */
  recoveryBytesMax: 384 * 1024,
  /** A room's Redis keys after its end. */
  roomKeysLifeAfterEndMs: 24 * 3_600_000,
  /** Chat messages shown to a newcomer. */
  roomChatHistoryMax: 50,
  /** Top gifters shown to a newcomer and in a summary, entries. */
  topGiftersShownMax: 10,
  /** Sockets of an ended room are closed `room_ended` after this, so that last confirmations still arrive. */
  roomEndLingerMs: 5_000,
  /** Likes of one room and node are gathered for this long and go to the store as one. */
  likeGatherMs: 100,
  /** Reliable events of one room that a node keeps for newcomers who join in mid-flight; more and they read the history. */
  roomRecentEventsMax: 256,
  /** Newcomers of one room within this time are shown one snapshot, and what came since. */
  sharedSnapshotLifeMs: 50,
  /** Tries of one hello to meet a moving room; then the socket is closed `resync_required`. */
  joinTriesMax: 3,
  /** Accounts in one call that puts a node's members back into the store. */
  restoreBatchMax: 500,
  /** Channels in one SUBSCRIBE. */
  subscribeBatchMax: 512,
  /** Above this many viewers join and leave events stop; newcomers get entry effects, this many a second and room. */
  presenceEventsViewersMax: 100,
  entryEffectsPerSecondMax: 5,
  /** Above this many viewers the viewer list is a sample, and says so. So many lie in one piece in the store (listpack). */
  viewerListExactMax: 512,
  /** Viewer list page, entries. */
  viewerPageItemsMax: 100,
  /** A Redis connection is asked this often whether it lives; after so many pings without an answer it is made anew. */
  redisPingPeriodMs: 1_000,
  redisPingsUnansweredMax: 4,
  /** Node heartbeat and its life; a node silent for longer is out of every count. */
  nodeHeartbeatMs: 1_000,
  nodeLifeMs: 5_000,
  /** A gateway without the revocation feed for this long refuses hellos and gifts, then closes its sockets. */
  revocationFeedLostMs: 15_000,
  /** … and this long after the feed was lost it begins to close them. */
  revocationFeedCloseMs: 20_000,
  /** Revocations kept in the feed's stream, entries. */
  revocationStreamEntriesMax: 100_000,
  /** A draining node's sockets are told to return within this spread. */
  drainSpreadMs: 5_000,
  drainDeadlineMs: 15_000,
  /** What the origin and a ledger writer may take to let go of everything when they are told to stop. */
  originReleaseDeadlineMs: 10_000,
  ledgerReleaseDeadlineMs: 15_000,
  /** A platform that stops a process waits this much longer than the process itself before it kills it. */
  terminationMarginMs: 10_000,
  /** An origin that is told to stop still answers for so long: until no balancer sends anything more. */
  originFarewellMs: 5_000,

  /** A development grant, coins in one request; `validation_failed`. */
  devGrantCoinsMax: 1_000_000n,
  /** Idempotency-Key, characters (`validation_failed`), and how long its answer is kept. */
  idempotencyKeyCharsMax: 255,
  idempotencyLeaseMs: 30_000,
  idempotencyLifeMs: 24 * 3_600_000,

  /** Live gateways considered for one join, those with the newest heartbeats. */
  registryNodesMax: 1_000,
  /** Names in a summary's list of top gifters. */
  summaryGiftersMax: 10,
  /** Broadcasts looked at in one step of the origin's background work; the rest waits for the next step. */
  backgroundBatchMax: 500,
  /** Broadcasts that one origin ends at once by itself; the rest waits. */
  backgroundEndsAtOnceMax: 16,
  /** How often due deadlines are looked for, how long one origin holds a claimed one, and how often lost rooms are sought. */
  reaperPeriodMs: 1_000,
  deadlineClaimMs: 15_000,
  healPeriodMs: 5_000,
  /** A live broadcast without a room is left alone for this long: its go-live may still be running. */
  orphanStreamAgeMs: 10_000,
  /** How often viewer counts of rooms are written to the list of broadcasts. */
  viewerCountPeriodMs: 2_000,
} as const;

/** Wallet shards: fixed at install, recorded in MongoDB; a mismatch refuses the start. */
export const WALLET_SHARDS = 64;
