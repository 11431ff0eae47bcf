import type { DownEvent, Notice, Reply } from '@halobuzz/core/protocol/down';
import type { RoomBattle } from '@halobuzz/core/protocol/messages/battle';
import type { Welcome } from '@halobuzz/core/protocol/messages/welcome';
import type { UpMessage } from '@halobuzz/core/protocol/up';

/** One well-formed example of every message; tests send them round, the protocol page shows them. */
const room = '019b7d3c-2f4e-7a11-8c22-1d5e6f708192';
const clientId = '019b7d3c-30aa-7b3c-9d4e-5f60718293a4';
/** As a gateway makes it: the first 32 hexadecimal digits of SHA-256 over account and client id. */
const messageId = '5cac466cc1d63efa59b5ed3b0e82d8d9';
const otherMessageId = 'b1946ac92492d2347c6235b4d2611184';
const tx = '3f0a9c5d7e1b2846a0c4e8f1d2b3957684a1c0e2f4d6b8a09c7e5d3b1f024680';
const host = { id: `a${'bcdefghijklmnopqrstuvwxyza'}`, name: 'sita' };
const viewer = { id: `e${'2345672345672345672345672a'}`, name: 'maya' };
const guest = { id: `e${'bcdefghijklmnopqrstuvwxyza'}`, name: 'nima' };
const atMs = 1_767_323_045_678;
const goal = { goal: 1, title: 'A new guitar', target: '5000', progress: '0' };
const rivalRoom = '019b7d3c-5a7d-7c22-8d33-2e6f708192a3';
const rival = { id: `a${'2345672345672345672345672a'}`, name: 'hari' };
const battle = {
  ...{ battle: `bt_${'bcdefghijklmnopqrstuvwxyza'}`, state: 'running', startsAtMs: atMs, endsAtMs: atMs + 300_000 },
  sides: [
    { room, host, coins: '120' },
    { room: rivalRoom, host: rival, coins: '95' },
  ],
} satisfies RoomBattle;
const privacy = {
  ...({ visibility: 'followers', adultsOnly: false, hideViewers: true } as const),
  ...({ recording: false, screenshots: 'refuse' } as const),
};
const settings = { slowModeSeconds: 10, followersOnly: false, links: 'none', keywordFilter: true } as const;

export const upExamples: { readonly [T in UpMessage['t']]: Extract<UpMessage, { t: T }> } = {
  hello: {
    t: 'hello',
    id: 0,
    protocol: 3,
    room,
    ticket: 'eyJhbGciOiJFZERTQSJ9.e30.c2ln',
    point: { epoch: 1, offset: 41 },
    client: { app: 'web', version: '0.1.0' },
  },
  chat: { t: 'chat', id: 1, text: 'namaste @sita', clientId, reply: otherMessageId },
  like: { t: 'like', id: 2, count: 5 },
  gift: { t: 'gift', id: 3, clientId, gift: 'rose', version: 1, quantity: 2 },
  viewers: { t: 'viewers', id: 4, limit: 20 },
  ping: { t: 'ping', id: 5 },
  sync: { t: 'sync', id: 6, point: { epoch: 1, offset: 41 } },
  leave: { t: 'leave', id: 7 },
  'chat.delete': { t: 'chat.delete', id: 8, mid: messageId },
  pin: { t: 'pin', id: 9, mid: messageId },
  unpin: { t: 'unpin', id: 10 },
  settings: { t: 'settings', id: 11, slowModeSeconds: 10, links: 'none' },
  moderate: { t: 'moderate', id: 12, act: 'mute', who: viewer.id, seconds: 600, reason: 'spam', purge: true },
  goal: { t: 'goal', id: 13, title: 'A new guitar', target: '5000' },
  'goal.clear': { t: 'goal.clear', id: 14 },
  leaderboard: { t: 'leaderboard', id: 15, scope: 'week', limit: 3 },
  guest: { t: 'guest', id: 16, act: 'invite', who: guest.id },
  quality: { t: 'quality', id: 17, level: 'medium', rttMs: 64, lossPercent: 1 },
};

export const eventExamples: { readonly [T in DownEvent['t']]: Extract<DownEvent, { t: T }> } = {
  noop: { t: 'noop' },
  gift: {
    ...{ t: 'gift', tx, from: viewer, gift: 'rose', quantity: 2, coins: '2', recipient: guest.id, atMs },
    streak: { id: tx, quantity: 7, coins: '7' },
  },
  host: { t: 'host', online: false, atMs },
  ended: { t: 'ended', reason: 'host', atMs, peakViewers: 312, uniqueViewers: 1204, coins: '9007199254740993' },
  privacy: { t: 'privacy', privacy, atMs },
  chat: {
    t: 'chat',
    mid: messageId,
    from: viewer,
    text: 'namaste @sita',
    atMs,
    mentions: ['sita'],
    reply: { mid: otherMessageId, name: host.name, text: 'welcome' },
  },
  likes: { t: 'likes', total: 1207 },
  count: { t: 'count', viewers: 287, peak: 312, unique: 1204 },
  joined: { t: 'joined', who: viewer },
  left: { t: 'left', who: viewer },
  'chat.deleted': { t: 'chat.deleted', mids: [messageId], by: 'moderator', atMs },
  pinned: { t: 'pinned', message: { t: 'chat', mid: messageId, from: host, text: 'welcome', atMs }, atMs },
  settings: { t: 'settings', settings, atMs },
  moderated: { t: 'moderated', act: 'mute', who: viewer, untilMs: atMs + 600_000, atMs },
  entered: { t: 'entered', who: viewer },
  'gift.confirmed': { t: 'gift.confirmed', tx },
  catalogue: { t: 'catalogue', state: '9f86d081884c7d65' },
  paused: {
    ...{ t: 'paused', features: ['gifts'] },
    maintenance: { message: 'We move to a larger database.', endsAtMs: atMs + 600_000 },
  },
  'streak.ended': {
    ...{ t: 'streak.ended', streak: tx, from: viewer, gift: 'rose', quantity: 7, coins: '7', recipient: guest.id },
    atMs,
  },
  goal: { t: 'goal', now: goal, atMs },
  'goal.progress': { t: 'goal.progress', goal: 1, progress: '1207' },
  'goal.reached': { t: 'goal.reached', goal: 1, title: goal.title, target: goal.target, atMs },
  guests: { t: 'guests', guests: [guest], atMs },
  'guest.asks': { t: 'guest.asks', requests: [{ person: viewer, untilMs: atMs + 300_000 }], invitations: [] },
  quality: { t: 'quality', level: 'medium', atMs },
  battle: { t: 'battle', now: battle, atMs },
  'battle.score': { t: 'battle.score', battle: battle.battle, own: '120', rival: '95' },
  'battle.challenge': {
    t: 'battle.challenge',
    challenge: {
      ...{ battle: battle.battle, from: { room, host }, to: { room: rivalRoom, host: rival }, seconds: 300 },
      ...{ untilMs: atMs + 30_000, state: 'invited' },
    },
  },
};

type ReplyKind = Extract<Reply, { ok: true }>['data']['t'] | 'error';

export const replyExamples: { readonly [T in ReplyKind]: Reply } = {
  chat: { ok: true, id: 1, data: { t: 'chat', mid: messageId } },
  like: { ok: true, id: 2, data: { t: 'like', total: 1207 } },
  quality: { ok: true, id: 17, data: { t: 'quality' } },
  gift: { ok: true, id: 3, data: { t: 'gift', result: 'created', tx, coins: '2', balance: '98' } },
  viewers: {
    ok: true,
    id: 4,
    data: {
      t: 'viewers',
      viewers: [viewer],
      next: 's:20',
      sample: true,
      top: [{ person: viewer, coins: '12' }],
    },
  },
  ping: { ok: true, id: 5, data: { t: 'ping', serverTimeMs: atMs } },
  sync: { ok: true, id: 6, data: { t: 'sync', recovered: true, epoch: 1, offset: 44 } },
  leave: { ok: true, id: 7, data: { t: 'leave' } },
  'chat.delete': { ok: true, id: 8, data: { t: 'chat.delete' } },
  pin: { ok: true, id: 9, data: { t: 'pin' } },
  unpin: { ok: true, id: 10, data: { t: 'unpin' } },
  settings: { ok: true, id: 11, data: { t: 'settings', settings } },
  moderate: { ok: true, id: 12, data: { t: 'moderate', changed: true, untilMs: atMs + 600_000 } },
  goal: { ok: true, id: 13, data: { t: 'goal', goal: 1 } },
  'goal.clear': { ok: true, id: 14, data: { t: 'goal.clear' } },
  leaderboard: {
    ok: true,
    id: 15,
    data: {
      t: 'leaderboard',
      scope: 'week',
      entries: [{ rank: 1, person: viewer, coins: '12' }],
      own: { rank: 1, coins: '12' },
    },
  },
  guest: { ok: true, id: 16, data: { t: 'guest', changed: true, seated: false } },
  error: {
    ok: false,
    id: 3,
    error: {
      code: 'validation_failed',
      message: 'Something in the request is not valid; see the named fields.',
      retry: 'never',
      errors: [{ field: 'quantity', message: 'must be at most 999' }],
    },
  },
};

export const noticeExamples: { readonly [T in Notice['t']]: Extract<Notice, { t: T }> } = {
  drain: { t: 'drain', afterMs: 1_000, jitterMs: 5_000 },
  resume: { t: 'resume', resume: 'cnQxLjE.c2ln', resumeExpiresAtMs: atMs + 300_000 },
  closing: {
    t: 'closing',
    error: { code: 'session_revoked', message: 'This session has ended. Please sign in again.', retry: 'never' },
  },
};

export const welcomeExample: Welcome = {
  t: 'welcome',
  id: 0,
  protocol: 3,
  connection: 'cn_abcdefghijklmnopqrstuvwxyz',
  recovered: false,
  epoch: 1,
  offset: 41,
  resume: 'cnQxLjA.c2ln',
  resumeExpiresAtMs: atMs + 300_000,
  room: {
    id: room,
    title: 'Momo night',
    category: 'food',
    status: 'live',
    host,
    hostOnline: true,
    startedAtMs: atMs - 60_000,
    privacy,
  },
  you: { id: viewer.id, name: viewer.name, role: 'viewer', balance: '100' },
  viewers: 287,
  likes: 1202,
  chat: [{ t: 'chat', mid: messageId, from: host, text: 'welcome', atMs }],
  settings,
  top: [{ person: viewer, coins: '12' }],
  streaks: [{ id: tx, from: viewer, gift: 'rose', recipient: guest.id, quantity: 7, coins: '7' }],
  goal,
  guests: [guest],
  battle,
};
