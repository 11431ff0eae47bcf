import type { RegionsData } from '@halobuzz/core/api/regions';
import type { OwnStream, PastStream } from '@halobuzz/core/api/streams';
import { success } from './fake-server.ts';
import { accountIdOf, streamOf, summaryOf } from './fixtures.ts';

export const ownStreamOf = (n: number, change: Partial<OwnStream> = {}): OwnStream => ({
  ...streamOf(n, { host: { id: accountIdOf('s'), handle: 'sita' } }),
  status: 'draft',
  settings: { countryBlocks: [], invitations: 0, expiresAt: '2026-12-22T10:00:00.000Z' },
  ...change,
});

export const pastStreamOf = (n: number, change: Partial<PastStream['summary']> = {}): PastStream => ({
  stream: streamOf(n, { status: 'ended', title: `Past ${n}` }),
  summary: { ...summaryOf(), ...change },
});

export const regionsOf = (change: Partial<RegionsData> = {}): RegionsData => ({
  ...{ country: 'NP', region: 'ap-southeast-1', homeRegion: 'ap-southeast-1', fallbacks: ['us-east-1'] },
  ...{ agoraArea: 'ASIA', accountHome: 'asia', europe: 'free', reason: 'You are calling from NP.' },
  media: { state: 'on', appId: 'app-1' },
  regions: [
    { region: 'ap-southeast-1', place: 'Singapore', state: 'up', loadPercent: 12 },
    { region: 'us-east-1', place: 'Virginia', state: 'down' },
  ],
  ...change,
});

/** What every screen of going live asks for. */
export const liveRoutes = {
  'GET /streams/mine': () => success({ items: [] }),
  'GET /regions': () => success(regionsOf()),
};
