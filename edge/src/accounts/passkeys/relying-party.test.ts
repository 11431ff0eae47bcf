import { expect, test } from 'vitest';
import { offeredRpId, rpIdFor } from './relying-party.ts';

const production = { publicUrl: 'https://halobuzz.com', environment: 'production' } as const;
const development = { publicUrl: 'http://127.0.0.1:8787', environment: 'development' } as const;

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
