import { noControls } from '@halobuzz/core/fraud/wallet-controls';
import { newAccountId, newSubjectId } from '@halobuzz/core/ids';
import type { Actor, Role } from '@halobuzz/core/tokens';
import { MongoClient } from 'mongodb';
import type { AccountRouteDeps } from '../accounts/account-routes.ts';
import type { OriginDeps } from '../app.ts';
import type { AuditRouteDeps } from '../audit/audit-routes.ts';
import type { CacheService } from '../cache/cache-service.ts';
import type { DiscoveryRouteDeps } from '../discovery/discovery-routes.ts';
import type { LeaderboardRouteDeps } from '../discovery/leaderboard-routes.ts';
import type { FraudRouteDeps } from '../fraud/fraud-routes.ts';
import type { SpendingRouteDeps } from '../fraud/spending-routes.ts';
import type { OriginLog } from '../http/origin-log.ts';
import type { ReplayGuard } from '../http/replay-guard.ts';
import type { ImageRouteDeps } from '../images/image-routes.ts';
import { noMediaRemovals } from '../media/media-removals.ts';
import type { PeopleDeps } from '../people/people.ts';
import type { Deadlines } from '../streams/deadlines.ts';
import type { LiveLivestream, Livestream } from '../streams/livestream.ts';
import type { LivestreamStore } from '../streams/livestream-store.ts';
import type { NodeCount, Rooms, RoomTotals } from '../streams/rooms.ts';
import type { StartStreamDeps } from '../streams/start-stream.ts';
import type { IdempotencyStore } from '../wallet/idempotency.ts';
import type { LedgerReads, PlacedEntry, RoomMoney } from '../wallet/ledger-reads.ts';
import { newestFirst } from '../wallet/newest-page.ts';

/** Deterministic bytes that differ from call to call. */
export function countingRandom(seed = 1): (length: number) => Uint8Array {
  let state = seed;
  return (length) =>
    Uint8Array.from({ length }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return state >>> 16;
    });
}

export function newActor(random: (length: number) => Uint8Array, name: string, roles: Role[] = ['viewer']): Actor {
  return {
    account: newAccountId('a', random),
    subject: newSubjectId(random),
    name,
    roles,
    session: 'se_1',
    emailVerified: true,
    country: 'NP',
  };
}

export interface LogRecorder extends OriginLog {
  readonly lines: {
    readonly level: string;
    readonly fields: Readonly<Record<string, unknown>>;
    readonly text: string;
  }[];
}

export function recordLog(): LogRecorder {
  const lines: LogRecorder['lines'] = [];
  const at = (level: string) => (fields: Readonly<Record<string, unknown>>, text: string) => {
    lines.push({ level, fields, text });
  };
  return { lines, info: at('info'), warn: at('warn'), error: at('error') };
}

export function memoryReplayGuard(): ReplayGuard {
  const burnt = new Set<string>();
  return {
    async burn(jti) {
      if (burnt.has(jti)) return false;
      burnt.add(jti);
      return true;
    },
  };
}

export function memoryDeadlines(): Deadlines & { readonly times: Map<string, number> } {
  const times = new Map<string, number>();
  return {
    times,
    async set(roomId, atMs) {
      times.set(roomId, atMs);
    },
    async setIfAbsent(roomId, atMs) {
      if (!times.has(roomId)) times.set(roomId, atMs);
    },
    async remove(roomId) {
      times.delete(roomId);
    },
    async claimDue(nowMs, claimMs, max) {
      const due = [...times].filter(([, atMs]) => atMs <= nowMs).slice(0, max);
      for (const [roomId] of due) times.set(roomId, nowMs + claimMs);
      return due.map(([roomId]) => roomId);
    },
    async present(roomIds) {
      return new Set(roomIds.filter((id) => times.has(id)));
    },
  };
}

export interface MemoryRooms extends Rooms {
  readonly rooms: Map<string, RoomTotals>;
  readonly counts: Map<string, readonly NodeCount[]>;
}

export function memoryRooms(clock: () => number): MemoryRooms {
  const rooms = new Map<string, RoomTotals>();
  const counts = new Map<string, readonly NodeCount[]>();
  return {
    rooms,
    counts,
    async create({ roomId }) {
      if (rooms.has(roomId)) return rooms.get(roomId)?.status === 'ended' ? 'ended' : 'ok';
      const zeros = { peakViewers: 0, uniqueViewers: 0, likes: 0, gifts: 0, coins: 0n, diamonds: 0n, topGifters: [] };
      rooms.set(roomId, { status: 'live', ...zeros });
      return 'ok';
    },
    async end(roomId, reason) {
      const room = rooms.get(roomId);
      if (room?.status === 'live') rooms.set(roomId, { ...room, status: 'ended', end: { reason, atMs: clock() } });
      return rooms.get(roomId);
    },
    async totals(roomId) {
      return rooms.get(roomId);
    },
    async setDoor() {},
    async heads() {
      return new Map();
    },
    async plot() {
      return undefined;
    },
    async savePlot() {},
    async uniqueSketch() {
      return undefined;
    },
    async statuses(roomIds) {
      return new Map(roomIds.map((id) => [id, rooms.get(id)?.status ?? ('absent' as const)]));
    },
    async nodeCounts(roomIds) {
      return new Map(roomIds.map((id) => [id, counts.get(id) ?? []]));
    },
    async sweepStreaks() {},
    async mediaRole() {
      return 'viewer';
    },
    async sendAway() {},
    async letBack() {},
    async dropNode(roomId, nodeField) {
      const left = (counts.get(roomId) ?? []).filter(({ nodeId, boot }) => `${nodeId}#${boot}` !== nodeField);
      counts.set(roomId, left);
    },
  };
}

export interface MemoryLivestreams extends LivestreamStore {
  readonly all: Map<string, Livestream>;
}

export function memoryLivestreams(): MemoryLivestreams {
  const all = new Map<string, Livestream>();
  const live = (): LiveLivestream[] => [...all.values()].filter((one) => one.status === 'live');
  return {
    all,
    async insertLive(livestream) {
      if (live().some((one) => one.hostId === livestream.hostId)) return false;
      all.set(livestream.id, livestream);
      return true;
    },
    async get(id) {
      return all.get(id);
    },
    async liveOfHost(hostId) {
      return live().find((one) => one.hostId === hostId);
    },
    async endedOfHost(hostId, beforeMs = Number.POSITIVE_INFINITY, limit) {
      return [...all.values()]
        .filter((one) => one.status === 'ended')
        .filter((one) => one.hostId === hostId && one.startedAtMs < beforeMs)
        .sort((a, b) => b.startedAtMs - a.startedAtMs)
        .slice(0, limit);
    },
    async end(id, end) {
      const known = all.get(id);
      if (known?.status !== 'live') return false;
      const { interruptedAtMs: _over, ...rest } = known;
      all.set(id, { ...rest, ...end, status: 'ended', currentViewers: 0, final: false });
      return true;
    },
    async scanLive(afterHostId, limit) {
      return live()
        .filter((one) => one.hostId > afterHostId)
        .sort((a, b) => (a.hostId < b.hostId ? -1 : 1))
        .slice(0, limit);
    },
    async liveAmong(ids) {
      return live().filter(({ id }) => ids.includes(id));
    },
    async setViewers(counts, was) {
      for (const [id, currentViewers] of counts) {
        const known = all.get(id);
        if (known?.status === 'live' && known.currentViewers === (was?.get(id) ?? known.currentViewers))
          all.set(id, { ...known, currentViewers });
      }
    },
    async setInterrupted() {},
    async plots() {
      return {};
    },
    async scanUnsettled(limit) {
      const ended = [...all.values()].filter((one) => one.status === 'ended');
      return ended.filter((one) => !one.final).slice(0, limit);
    },
    async settle(id, update) {
      const known = all.get(id);
      if (known?.status === 'ended' && !known.final) all.set(id, { ...known, ...update });
    },
  };
}

export function memoryIdempotency(clock: () => number, leaseMs = 30_000): IdempotencyStore {
  const keys = new Map<
    string,
    { fingerprint: string; clientId: string; owner: string; leaseUntilMs: number; answer?: unknown }
  >();
  let owners = 0;
  return {
    async claim({ keyId, fingerprint, clientId }) {
      owners += 1;
      const owner = `ow${owners}`;
      const known = keys.get(keyId);
      if (known === undefined) {
        keys.set(keyId, { fingerprint, clientId, owner, leaseUntilMs: clock() + leaseMs });
        return { kind: 'run', clientId, owner, resumed: false };
      }
      if (known.fingerprint !== fingerprint) return { kind: 'mismatch' };
      if (known.answer !== undefined) return { kind: 'replay', answer: known.answer };
      if (known.leaseUntilMs > clock()) return { kind: 'in_flight', retryAfterMs: known.leaseUntilMs - clock() };
      keys.set(keyId, { ...known, owner, leaseUntilMs: clock() + leaseMs });
      return { kind: 'run', clientId: known.clientId, owner, resumed: true };
    },
    async finish(keyId, answer) {
      const known = keys.get(keyId);
      if (known !== undefined) known.answer = answer;
    },
    async release(keyId, owner) {
      const known = keys.get(keyId);
      if (known?.owner === owner) known.leaseUntilMs = 0;
    },
    async renew(keyId, owner, clientId) {
      const known = keys.get(keyId);
      if (known?.owner === owner) known.clientId = clientId;
    },
  };
}

export function memoryLedgerReads(): LedgerReads & {
  readonly balances: Map<string, bigint>;
  readonly placed: PlacedEntry[];
  readonly transactions: Set<string>;
  room: RoomMoney;
} {
  const balances = new Map<string, bigint>();
  const placed: PlacedEntry[] = [];
  const transactions = new Set<string>();
  return {
    balances,
    placed,
    transactions,
    async balance(account, currency) {
      return balances.get(`${account}|${currency}`) ?? 0n;
    },
    async entries(_subject, after, limit) {
      return placed
        .filter(({ point }) => after === undefined || newestFirst({ point: after }, { point }) < 0)
        .sort(newestFirst)
        .slice(0, limit);
    },
    room: { gifts: 0, coins: 0n, diamonds: 0n },
    async roomTotals() {
      return this.room;
    },
    async hasTransaction(tx) {
      return transactions.has(tx);
    },
  };
}

export const notHere = (): Promise<never> => Promise.reject(new Error('this needs real stores: see real-origin.ts'));

/** Rooms without a single rule. What moderation does is tested over real stores alone. */
export const noRules = {
  sanctions: {
    ...{ set: notHere, lift: notHere, setModerator: notHere, get: notHere, list: notHere },
    ...{ appeal: notHere, openAppeals: notHere, decide: notHere, moderatorsOf: notHere },
    rulesOf: async () => ({ bans: [], mutes: [], moderators: [] }),
  },
  rules: { replace: async () => 'ok' as const, standing: async () => undefined, lift: notHere },
  actsHints: { add: async () => undefined },
  hostViewers: { add: async () => undefined, of: async () => ({ unique: 0, peak: 0 }) },
  keywords: { list: async () => ({ version: 0, terms: [] }), change: notHere },
  chatLog: {
    ...{ store: notHere, markRemoved: notHere, get: notHere, before: notHere, from: notHere },
    ...{ flaggedSince: notHere, between: notHere, countBetween: notHere },
  },
  roomChat: { message: notHere, newest: notHere },
  roomActs: {
    ...{ put: notHere, count: notHere, ofRoom: notHere, ofHost: notHere, endsOf: notHere, liftBars: notHere },
    barredUntil: async () => undefined,
  },
  roomStaff: { closeChat: notHere, announce: notHere, state: notHere },
  watchSignals: { reportsSince: notHere, largest: notHere, sanctionsOf: notHere, madeAt: notHere },
};

/** No media server. What is told to one is tested over real stores alone. */
export const noMedia = {
  mediaSettings: { state: 'off' as const, reason: 'a test' },
  mediaRemovals: noMediaRemovals,
  removalQueue: { wake: notHere },
  mediaUsers: { note: notHere, uidOf: notHere, roomsOf: async () => [] },
  onMediaEvent: () => undefined,
};

/** Nobody is notified. That is tested over real stores alone. */
export const noNotifications = {
  pushTokens: {
    ...{ register: notHere, devicesOf: notHere, remove: notHere, targetsOf: notHere, known: notHere, drop: notHere },
    forget: async () => undefined,
  },
  followMutes: { isMuted: notHere, setMuted: notHere },
} satisfies Pick<OriginDeps, 'pushTokens' | 'followMutes'>;

/** Lists without anything in them. What people find is tested over real stores alone. */
export const nothingListed = {
  discovery: {
    reads: { rankLobby: notHere, rankSearch: notHere, listed: notHere, followedLive: notHere, listedOfHosts: notHere },
    directory: { top: notHere, search: notHere, shown: notHere },
    rankings: { current: notHere, begin: notHere, upTo: notHere, extend: notHere },
    cache: { through: (_query, load) => load() },
    random: countingRandom(),
    log: recordLog(),
  },
} satisfies DiscoveryRouteDeps & Pick<LeaderboardRouteDeps, 'discovery'>;

/** A world in which nobody knows anybody. What people do to each other is tested over real stores alone. */
export const strangers = {
  people: { shown: async () => new Map() },
  relations: {
    ...{ follow: notHere, unfollow: notHere, block: notHere, unblock: notHere, list: notHere, blockersOf: notHere },
    between: async () => ({ following: false, followsYou: false, blocking: false, blockedBy: false }),
    counts: async () => ({ followers: 0, following: 0 }),
    newFollowers: async () => 0,
  },
  reports: { open: notHere, hasReported: async () => false, messageOf: async () => undefined },
  audit: { append: notHere, has: notHere, list: notHere },
} satisfies Omit<PeopleDeps, 'livestreams' | 'mediaRemovals' | 'rooms' | 'accounts'> & Pick<AuditRouteDeps, 'audit'>;

/** No pictures. They are tested over real stores alone. */
export const noImages = {
  images: {
    ...{
      show: notHere,
      removeAvatar: notHere,
      removeCover: notHere,
      doomed: notHere,
      forget: notHere,
      deleteImagesOf: async () => {},
    },
    avatarsOf: async () => new Map<string, string>(),
  },
  takeImage: notHere,
} satisfies Omit<ImageRouteDeps, 'livestreams' | 'audit' | 'clock' | 'random'> &
  Pick<AccountRouteDeps, 'images'> &
  Pick<StartStreamDeps, 'images'>;

/** Every answer is made anew. What is cached is tested over real stores alone. */
export const uncached: Pick<CacheService, 'through' | 'throughIfAny'> = {
  through: (_query, load) => load(),
  throughIfAny: (_query, load) => load(),
};

/** Nobody looks for fraud, and nothing bounds a wallet. That is tested over real stores alone. */
export const unwatched = {
  // Never connected: whoever asks it for something waits for nothing.
  db: new MongoClient('mongodb://127.0.0.1:1', { serverSelectionTimeoutMS: 1 }).db('none'),
  fraudRules: { current: async () => [], put: notHere },
  controls: {
    ...{ read: async () => noControls, setDailyCap: notHere, freeze: notHere, unfreeze: notHere },
    ...{ holdPayouts: notHere, releasePayouts: notHere },
  },
} satisfies Pick<FraudRouteDeps & SpendingRouteDeps, 'db' | 'fraudRules' | 'controls'>;
