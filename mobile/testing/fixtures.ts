import type { Account, Tokens } from '@halobuzz/core/api/auth';
import type { JoinData, Stream, Summary } from '@halobuzz/core/api/streams';
import type { Gift } from '@halobuzz/core/api/wallet';
import type { Person } from '@halobuzz/core/protocol/messages/fields';
import { initialRoomSettings } from '@halobuzz/core/protocol/messages/settings';
import type { Welcome } from '@halobuzz/core/protocol/messages/welcome';

export const atIso = '2026-11-22T10:00:00.000Z';

export const uuidOf = (n: number): string => `019a0000-0000-7000-8000-${n.toString().padStart(12, '0')}`;
/** `letter` from a to z. */
export const accountIdOf = (letter: string): string => `a${letter.repeat(26)}`;
export const personOf = (letter: string): Person => ({ id: accountIdOf(letter), name: `name-${letter}` });

export const sita: Account = {
  accountId: accountIdOf('s'),
  username: 'sita',
  email: 'sita@example.org',
  emailVerified: true,
  roles: ['viewer'],
  createdAt: atIso,
};

export const tokensOf = (n: number): Tokens => ({
  accessToken: `access-${n}`,
  tokenType: 'Bearer',
  expiresInSeconds: 600,
  refreshToken: `refresh-${n}`,
  sessionId: 'session-1',
});

export const streamOf = (n: number, change: Partial<Stream> = {}): Stream => ({
  id: uuidOf(n),
  title: `Room ${n}`,
  category: 'talk',
  tags: [],
  country: 'NP',
  region: 'ap-southeast-1',
  status: 'live',
  privacy: { visibility: 'public', adultsOnly: false, hideViewers: false, recording: false, screenshots: 'allow' },
  host: { id: accountIdOf('h'), handle: 'host' },
  currentViewers: n,
  startedAt: atIso,
  ...change,
});

export const rose: Gift = { id: 'rose', version: 1, name: 'Rose', emoji: '🌹', coins: '1' };
export const rocket: Gift = { id: 'rocket', version: 1, name: 'Rocket', emoji: '🚀', coins: '1000' };

export const joinDataOf = (stream: Stream): JoinData => ({
  room: stream,
  url: 'ws://gateway.example/socket',
  ticket: 'ticket',
  ticketExpiresAt: atIso,
  node: 'gw-1',
  region: stream.region,
  protocol: 2,
  media: { state: 'off', reason: 'no App ID' },
});

export const welcomeOf = (change: Partial<Welcome> = {}): Welcome => ({
  t: 'welcome',
  id: 0,
  protocol: 2,
  connection: 'cn_1',
  recovered: false,
  epoch: 1,
  offset: 10,
  resume: 'resume',
  resumeExpiresAtMs: 1_000,
  room: {
    id: uuidOf(1),
    title: 'Evening ragas',
    category: 'music',
    status: 'live',
    host: { id: accountIdOf('h'), name: 'host' },
    hostOnline: true,
    startedAtMs: 0,
  },
  you: { id: sita.accountId, name: 'sita', role: 'viewer', balance: '500' },
  viewers: 12,
  likes: 40,
  chat: [{ t: 'chat', mid: 'm1', from: personOf('b'), text: 'namaste', atMs: 0 }],
  settings: initialRoomSettings,
  top: [{ person: personOf('b'), coins: '30' }],
  streaks: [],
  guests: [],
  ...change,
});

export const summaryOf = (change: Partial<Summary> = {}): Summary => ({
  streamId: uuidOf(1),
  startedAt: atIso,
  endedAt: atIso,
  durationSeconds: 3_723,
  peakViewers: 40,
  uniqueViewers: 90,
  likes: 1_234,
  gifts: 7,
  coins: '4510',
  diamonds: '2255',
  topGifters: [{ handle: 'maya', coins: '4000' }],
  final: true,
  ...change,
});
