import { type Media, type MediaRole, mediaRoles } from '@halobuzz/core/api/media';
import { limits } from '@halobuzz/core/limits';
import { expect, test } from 'vitest';
import { readMediaToken } from '../../testing/read-media-token.ts';
import { createMediaGrants } from './media-grants.ts';

const APP_ID = 'a1'.repeat(16);
const CERTIFICATE = 'b2'.repeat(16);
const NOW = 1_800_000_000_999;
const ISSUED = 1_800_000_000;
const room = {
  roomId: '01900000-0000-7000-8000-000000000000',
  accountId: 'aabcdefghijklmnopqrstuvwxy2',
  country: 'IN',
};
const on = { state: 'on', appId: APP_ID, certificate: CERTIFICATE } as const;

function granted(role: MediaRole, bytes = Uint8Array.of(1, 2, 3, 4)): Extract<Media, { state: 'on' }> {
  const media = createMediaGrants(
    on,
    () => NOW,
    () => bytes,
  )({ ...room, role });
  if (media.state === 'off') throw new Error('media is on');
  return media;
}
const at = (afterMs: number): string => new Date(ISSUED * 1000 + afterMs).toISOString();
const lifeSeconds = limits.mediaTokenLifeMs / 1000;
const guestSeconds = limits.mediaGuestPublishLifeMs / 1000;

test('media is off in words for people when it is not configured', () => {
  const off = { state: 'off', reason: 'Media is not set up here.' } as const;
  const grant = createMediaGrants(
    off,
    () => NOW,
    () => new Uint8Array(4),
  );
  expect(grant({ ...room, role: 'host' })).toEqual(off);
});

test('a host may publish; a viewer’s token holds the join privilege alone', () => {
  const of = (role: MediaRole) => readMediaToken(granted(role).token, CERTIFICATE).services[0];
  expect(of('host')?.privileges).toEqual({ 1: lifeSeconds, 2: lifeSeconds, 3: lifeSeconds });
  expect(of('guest')?.privileges).toEqual({ 1: lifeSeconds, 2: guestSeconds, 3: guestSeconds });
  expect(of('viewer')?.privileges).toEqual({ 1: lifeSeconds });
});

test.each(mediaRoles)('the %s’s token is for this room and account, in the channel and in signalling', (role) => {
  const { token, ...told } = granted(role);
  expect(readMediaToken(token, CERTIFICATE)).toMatchObject({
    ...{ appId: APP_ID, issuedAt: ISSUED, lifeSeconds, salt: 0x01020304 },
    services: [
      { kind: 'rtc', channel: room.roomId, account: room.accountId },
      { kind: 'rtm', userId: room.accountId, privileges: { 1: lifeSeconds } },
    ],
  });
  expect(told).toMatchObject({
    ...{ state: 'on', provider: 'agora', appId: APP_ID, channel: room.roomId, userAccount: room.accountId, role },
    ...{ area: 'INDIA', expiresAt: at(limits.mediaTokenLifeMs) },
  });
});

test('the app is told to renew before the first privilege runs out, and until when it may publish', () => {
  const renewal = (ms: number) => ({
    renewAt: at(ms - limits.mediaRenewBeforeMs),
    renewInMs: ms - limits.mediaRenewBeforeMs,
  });
  const [token, guest] = [limits.mediaTokenLifeMs, limits.mediaGuestPublishLifeMs];
  expect(granted('host')).toMatchObject({ ...renewal(token), publishUntil: at(token) });
  expect(granted('guest')).toMatchObject({ ...renewal(guest), publishUntil: at(guest) });
  expect(granted('viewer')).toMatchObject(renewal(token));
  expect(granted('viewer')).not.toHaveProperty('publishUntil');
});

test('salts are unsigned and never 0, which the format does not have', () => {
  const salt = (...bytes: number[]) =>
    readMediaToken(granted('viewer', Uint8Array.from(bytes)).token, CERTIFICATE).salt;
  expect([salt(255, 255, 255, 255), salt(0, 0, 0, 0), salt(128, 0, 0, 0)]).toEqual([2 ** 32 - 1, 1, 2 ** 31]);
});
