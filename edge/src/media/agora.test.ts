import { limits } from '@halobuzz/core/limits';
import agoraToken from 'agora-token/src/AccessToken2.js';
import { expect, test } from 'vitest';
import { createMediaGrants } from './agora.ts';

const APP_ID = 'a1'.repeat(16);
const CERTIFICATE = 'b2'.repeat(16);
const NOW = 1_800_000_000_000;
const room = { roomId: '01900000-0000-7000-8000-000000000000', accountId: 'aabc', country: 'IN' };

function privilegesOf(token: string): { channel: string; account: string; privileges: Record<string, number> } {
  const parsed = new agoraToken.AccessToken2('', '', 0, 0);
  expect(parsed.from_string(token)).toBe(true);
  const [service] = parsed.services;
  if (service === undefined) throw new Error('the token grants nothing');
  return {
    channel: String(service.__channel_name),
    account: String(service.__uid),
    privileges: service.__privileges,
  };
}

test('media is off with the reason when it is not configured', () => {
  const grant = createMediaGrants({ state: 'off', reason: 'AGORA_APP_ID is not set' }, () => NOW);
  expect(grant({ ...room, role: 'host' })).toEqual({ state: 'off', reason: 'AGORA_APP_ID is not set' });
});

test('a host may publish; a viewer’s token holds the join privilege alone', () => {
  const grant = createMediaGrants({ state: 'on', appId: APP_ID, certificate: CERTIFICATE }, () => NOW);
  const [host, viewer] = [grant({ ...room, role: 'host' }), grant({ ...room, role: 'viewer' })];
  if (host.state !== 'on' || viewer.state !== 'on') throw new Error('media is on');
  expect(viewer).toMatchObject({
    provider: 'agora',
    appId: APP_ID,
    channel: room.roomId,
    userAccount: 'aabc',
    area: 'INDIA',
    expiresAt: new Date(NOW + limits.mediaTokenLifeMs).toISOString(),
  });
  expect(privilegesOf(host.token)).toMatchObject({ channel: room.roomId, account: 'aabc' });
  expect(Object.keys(privilegesOf(host.token).privileges)).toEqual(['1', '2', '3', '4']);
  expect(Object.keys(privilegesOf(viewer.token).privileges)).toEqual(['1']);
});
