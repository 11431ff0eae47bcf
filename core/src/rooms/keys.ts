/** Redis keys of one room. They share the hash tag `{roomId}`, so one script may touch them all on a cluster too. */
export interface RoomKeys {
  /**
   * Hash: host, hostName, hostSubject, hostOnline, hostAtMs (when that changed), title, category, country, region, status, run (the server's run id),
   * epoch, offset, startedAtMs, endedAtMs, never (ended before it was made), likes, peak, coins, gifts, diamonds; the chat's settings slow (seconds),
   * followers, filter (0 or 1) and links; pinned (the event's bytes) and pinnedId; rulesEpoch (see {@link rules});
   * door (the version of its door), privacy (the door as JSON), hideViewers (0 or 1);
   * goal (its number), goalTitle, goalTarget, goalProgress, goalReached; seats (JSON: who sits or sat beside the host),
   * seatsDue, asks (JSON: who waits for a seat), asksRound; battle and challenge with what belongs to them, see the scripts.
   */
  readonly state: string;
  /** Stream of reliable events, ids `epoch-offset`, fields `c` event code, `e` event bytes. */
  readonly log: string;
  /** Hash: `node#bootId` → `count` joined sockets. Only live nodes are summed. */
  readonly nodes: string;
  /** HyperLogLog of account ids: unique viewers. */
  readonly unique: string;
  /** List of chat message ids, newest first. */
  readonly chat: string;
  /** Hash: chat message id → encoded event. Holds what {@link chat} lists. */
  readonly chatBodies: string;
  /**
   * Hash of who may not and who may more: `m:` + account → muted until, `b:` banned until, `k:` kicked until (ms, 0 for
   * ever), `d:` moderator, `i:` invited (as of the last change of its door), `a:` an admin who has been here. Rebuilt from
   * MongoDB by the origin; the state's rulesEpoch says as of which epoch.
   */
  readonly rules: string;
  /** Sorted set: account id → last message under slow mode, ms. Holds nobody older than slow mode can be long. */
  readonly spoke: string;
  /** Stream of acts of moderation that the origin has yet to store for good. */
  readonly acts: string;
  /** Hash: sender, gift and recipient → running streak (MessagePack). */
  readonly streaks: string;
  /** Sorted set: the same → when it ends unless a gift comes, ms. */
  readonly streakEnds: string;
  /** Sorted set: account id → coins given, with names in {@link names}. */
  readonly top: string;
  /** The same of the battle that runs, until it is final. */
  readonly battleGivers: string;
  /** Hash: account id → name as shown. */
  readonly names: string;
  /** Hash: account id → joined sockets, so that a user joins once and leaves once. */
  readonly members: string;
  /** Hash like {@link members}, of one node (`node#bootId`): what to take away when that node is gone. */
  readonly nodeMembers: (nodeField: string) => string;
  /** Exists while a chat message with a client-made id may be repeated. */
  readonly chatId: (messageId: string) => string;
  /** Hash: wallet shard → last applied `epoch-sequence`. */
  readonly applied: string;
  /** Set of transaction ids shown but not yet projected. */
  readonly shown: string;
  /** JSON: viewers over time; see streams/viewer-plot.ts. Expires by itself. */
  readonly plot: string;
  /** Pub/sub channel. */
  readonly channel: string;
}

export function roomKeys(roomId: string): RoomKeys {
  const prefix = `r:{${roomId}}:`;
  return {
    state: `${prefix}state`,
    log: `${prefix}log`,
    nodes: `${prefix}nodes`,
    unique: `${prefix}unique`,
    chat: `${prefix}chat`,
    chatBodies: `${prefix}chatbodies`,
    rules: `${prefix}rules`,
    spoke: `${prefix}spoke`,
    acts: `${prefix}acts`,
    streaks: `${prefix}streaks`,
    streakEnds: `${prefix}streakends`,
    top: `${prefix}top`,
    battleGivers: `${prefix}battlegivers`,
    names: `${prefix}names`,
    members: `${prefix}members`,
    nodeMembers: (nodeField) => `${prefix}members:${nodeField}`,
    chatId: (messageId) => `${prefix}chatid:${messageId}`,
    applied: `${prefix}applied`,
    shown: `${prefix}shown`,
    plot: `${prefix}plot`,
    channel: `${prefix}events`,
  };
}

/** Keys of the control role. */
export const controlKeys = {
  /** Sorted set: node id → last heartbeat, ms. Details stand in {@link node}. */
  nodes: 'ctl:nodes',
  node: (nodeId: string): string => `ctl:node:${nodeId}`,
  /** Burnt ticket and resume ids; each lives a little longer than the token. */
  burntTicket: (jti: string): string => `ctl:ticket:${jti}`,
  burntResume: (jti: string): string => `ctl:resume:${jti}`,
  burntAssertion: (jti: string): string => `ctl:assertion:${jti}`,
  /** Hash: gift id → JSON of its offers (core/src/catalogue/gift-offers.ts). Published by the origin. */
  gifts: 'ctl:gifts',
  /** Another one after every change of the catalogue; written together with {@link gifts}. */
  giftsState: 'ctl:gifts:state',
  /** JSON: the tiers of each rule about what may be spent on a day. Published by the origin. */
  spendCaps: 'ctl:spendcaps',
  /** Which origin does a background task that one alone should do; value: its own random id. */
  taskLease: (task: string): string => `ctl:task:${task}`,
  /** Stream of revocations, tailed by every gateway. Fields `kind` (account | session | device), `id`, `code`. */
  revocations: 'ctl:revocations',
  /** JSON: all kill switches and maintenance, with their version. Published by the origin. */
  switches: 'ctl:switches',
  /** Pub/sub channel: look at them, there is another version. */
  switchChannel: 'ctl:switches:changed',
  /** Hash: `version` and `terms` (JSON array) of the platform's keyword list. Published by the origin. */
  keywords: 'ctl:keywords',
  /** Stream of chat that is to be kept, and how many messages its entries hold. Fields: room id, encoded event, … */
  chatLog: 'ctl:chat',
  chatLogCount: 'ctl:chat:count',
  /** Set of room ids whose acts of moderation are to be stored; a hint, the origin looks at every live room as well. */
  acts: 'ctl:acts',
  /** Set of room ids that somebody entered or left; hints for the origin, which counts who watches. */
  touched: 'ctl:touched',
  /**
   * JSON: ids of a list in the order of when somebody began to read it, one piece of them. Names its list: whoever reads one
   * list with the ranking of another finds nothing, and adds nothing to it.
   */
  ranking: (list: string, rankingId: string, segment: number): string => `ctl:ranking:${rankingId}:${segment}:${list}`,
  /** Which ranking of a list is given to who begins now. */
  currentRanking: (list: string): string => `ctl:ranking-of:${list}`,
  /** Hash: bound of a time → how many answers of all origins took that long at most, in the step that begins then, ms. Expires. */
  answerTimes: (atMs: number): string => `ctl:answers:${atMs}`,
  /** Hash: region → when a gateway of it was last seen, ms. */
  regionsSeen: 'ctl:regions-seen',
  /** Stream of what wallets refused, on its way to `failed_transactions`: c code, u subject, k kind, a amount, y currency, r room. */
  refusals: 'ctl:refusals',
  /** Two keys that exist while a script merges HyperLogLogs of one host. */
  hostSketches: (hostId: string): readonly [string, string] => [`ctl:{${hostId}}:sketch`, `ctl:{${hostId}}:added`],
  /** Exists while somebody who gave a broadcast's password need not give it again: the password's version. */
  admitted: (roomId: string, account: string): string => `ctl:admitted:${roomId}:${account}`,
  /** Wrong passwords, of one account and of all, in one broadcast. */
  passwordTries: (roomId: string, account: string): readonly [string, string] => [
    `ctl:{${roomId}}:tries`,
    `ctl:{${roomId}}:tries:${account}`,
  ],
  /** How many pictures an account has sent of late. */
  imageUploads: (account: string): string => `ctl:images:${account}`,
  /** The key of one day's analytics, hex: makes signs of accounts, and is forgotten. */
  analyticsKey: (day: string): string => `ctl:analytics:${day}`,
  /** Sorted set: live room id → time at which it ends unless its host is back, ms. */
  deadlines: 'ctl:deadlines',
  /** Pub/sub channel of one node: messages for sockets it holds (gift confirmations). */
  nodeChannel: (nodeId: string): string => `ctl:to:${nodeId}`,
} as const;

/**
 * Keys of the origin's cache, in the control role. One hash tag: an entry and what it hangs on are changed together.
 * Nothing else may be kept under the prefix, and all of it may be evicted.
 */
export const cacheKeys = {
  /** JSON of one cached answer, with the versions of its tags (realtime/src/origin/cache/cache-entry.ts). */
  entry: (key: string): string => `ctl:{cache}:entry:${key}`,
  /** Who loads that answer now; value: a random id. */
  lease: (key: string): string => `ctl:{cache}:lease:${key}`,
  /** A tag's version, a random id; gone: whatever was stored under it is. */
  tag: (tag: string): string => `ctl:{cache}:tag:${tag}`,
} as const;
