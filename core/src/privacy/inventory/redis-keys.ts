import { type PersonalField, type StoredPlace, servesTheService, untilErased } from './stored-place.ts';

const redis = 'redis' as const;
const roomLife = { kind: 'other', words: 'while a room lives, and a day after its end' } as const;
const seconds = { kind: 'other', words: 'working copies: seconds to a day' } as const;

/** Keys of one room (`roomKeys`, core/src/rooms/keys.ts). Names of fields are names of keys. */
const rooms: StoredPlace = {
  ...{ store: redis, place: 'room', category: 'rooms', kept: roomLife, erasure: 'deleted' },
  exported: { not: 'gone a day after the room' },
  personal: {
    state: {
      what: 'the room: its host, title, counts, seats, battle',
      category: 'broadcasts',
      exported: { section: 'broadcasts' },
    },
    log: 'the last events: joins, messages, gifts with names',
    'chat, chatBodies': 'the last 500 messages',
    'rules, acts': {
      ...{
        what: 'who is muted, banned, kicked, invited or moderates',
        category: 'moderation',
        exported: { section: 'sanctions' },
      },
    },
    'unique, members, nodeMembers, names': 'who is here',
    spoke: 'who wrote when, under slow mode',
    'streaks, streakEnds, top, battleGivers': {
      ...{ what: 'who gave how much here', category: 'gifts', exported: { section: 'gifts-sent' } },
    },
    plot: { what: 'viewers over time', category: 'broadcasts', exported: { section: 'broadcasts' } },
  },
  impersonal: {
    'nodes, applied, shown, channel': 'counts, places in the ledger, numbers of gifts, the way events go',
    chatId: 'numbers of messages that may be repeated',
  },
};

/** Keys of the control role (`controlKeys`). */
const control: StoredPlace = {
  ...{ store: redis, place: 'control', category: 'rooms', kept: seconds, erasure: 'expires' },
  exported: servesTheService,
  personal: {
    'admitted, passwordTries, imageUploads': { what: 'what somebody tried or may, of late', category: 'defence' },
    revocations: { what: 'accounts, sessions and devices that were signed out', category: 'devices' },
    refusals: { what: 'gifts that were refused, on their way to the database', category: 'gifts' },
    chatLog: { what: 'chat messages on their way to the database', category: 'rooms' },
    hostSketches: { what: 'sums of a host’s viewers while they are joined', category: 'broadcasts' },
    'ranking, currentRanking': { what: 'the order of a list that somebody began to read', category: 'broadcasts' },
  },
  impersonal: {
    'nodes, node, nodeChannel, taskLease, deadlines, acts, touched': 'our own processes and rooms',
    'burntTicket, burntResume, burntAssertion': 'numbers of tokens that were used',
    'gifts, giftsState, spendCaps, keywords, switches, switchChannel': 'settings for all',
    chatLogCount: 'how many messages wait',
    answerTimes: 'how long answers took, counted',
    regionsSeen: 'regions that had a gateway of late',
    analyticsKey: 'a random key of the day, forgotten after three',
  },
};

/** Keys of the origin's cache (`cacheKeys`). */
const cache: StoredPlace = {
  ...{ store: redis, place: 'cache', category: 'broadcasts', kept: seconds, erasure: 'expires' },
  exported: servesTheService,
  personal: { entry: 'public answers: broadcasts, profiles, lists' },
  impersonal: { 'lease, tag': 'who makes an answer anew, and of which version it is' },
};

const walletFields: Readonly<Record<string, PersonalField>> = {
  wallet: 'what is in a wallet, under the random number that stands for a person in the ledger',
  stream: { what: 'entries on their way to the database', kept: seconds },
  idempotency: { what: 'entries that may be repeated', kept: seconds },
};

/** Keys of a wallet shard (`walletShardKeys`, core/src/ledger/keys.ts). */
const wallets: StoredPlace = {
  ...{ store: redis, place: 'wallets', category: 'gifts', kept: untilErased },
  ...{ exported: { section: 'wallet' }, erasure: 'unlinked' },
  personal: walletFields,
  impersonal: { 'open, head': 'where the shard stands' },
};

/** Leaderboards (`leaderboardKeys`, core/src/rooms/leaderboards.ts). */
const leaderboards: StoredPlace = {
  ...{ store: redis, place: 'leaderboards', category: 'gifts', kept: untilErased, erasure: 'deleted' },
  exported: { section: 'gifts-sent' },
  personal: { board: 'who gave how much, to whom, in a day, week or ever', names: 'their names' },
};

export const redisKeys: readonly StoredPlace[] = [rooms, control, cache, leaderboards, wallets];
