import { expect, test } from 'vitest';
import { androidOrigin, offeredRpId, rpIdFor } from './relying-party.ts';

const app = { appleTeamId: undefined, androidFingerprints: [] };
const production = { publicUrl: 'https://halobuzz.com', environment: 'production', app } as const;
const development = { publicUrl: 'http://127.0.0.1:8787', environment: 'development', app } as const;

test('in production only our own origin is a place for passkeys', () => {
  expect(rpIdFor(production, 'https://halobuzz.com')).toBe('halobuzz.com');
  for (const origin of [
    'http://halobuzz.com',
    'https://halobuzz.com:8443',
    'https://www.halobuzz.com',
    'https://halobuzz.com.evil.example',
    'https://evil.example',
    'http://localhost:8787',
    'http://127.0.0.1:8787',
    'null',
    '',
  ]) {
    expect(rpIdFor(production, origin), origin).toBeUndefined();
    expect(offeredRpId(production, origin)).toBe('halobuzz.com');
  }
});

test('in development every loopback page is one, by the name localhost: an address is no RP ID', () => {
  for (const origin of ['http://127.0.0.1:8787', 'http://localhost:8787', 'http://localhost:19006']) {
    expect(rpIdFor(development, origin)).toBe('localhost');
  }
  expect(offeredRpId(development, undefined)).toBe('localhost');
  expect(rpIdFor(development, 'http://localhost.evil.example')).toBeUndefined();
});

test('the Android app is one by the certificate that signed it, and no other app is', () => {
  const ours = Array.from({ length: 32 }, (_, at) => (at + 1).toString(16).padStart(2, '0').toUpperCase()).join(':');
  const origin = 'android:apk-key-hash:AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA';
  expect(androidOrigin(ours)).toBe(origin);
  const signed = { ...production, app: { appleTeamId: undefined, androidFingerprints: [ours] } };
  expect(rpIdFor(signed, origin)).toBe('halobuzz.com');
  expect(rpIdFor(production, origin)).toBeUndefined();
  expect(rpIdFor(signed, `${origin.slice(0, -1)}B`)).toBeUndefined();
});
