import { limits } from '@halobuzz/core/limits';
import { expect, it } from 'vitest';
import { admit, type Doorway } from './admission.ts';

const doorway: Doorway = {
  allowedOrigins: ['https://a.test'],
  draining: false,
  sockets: 0,
  socketsMax: 10,
  waiting: 0,
  waitingMax: 5,
  oldestSilentMs: () => undefined,
};
const full: Doorway = { ...doorway, waiting: 5 };
const silentFor = (ms: number) => (): number => ms;

it('admits our pages and clients without an origin', () => {
  expect(admit(doorway, '')).toBeUndefined();
  expect(admit(doorway, 'https://a.test')).toBeUndefined();
});

it.each([
  ['origin_not_allowed', doorway, 'https://a.test.evil.test'],
  ['origin_not_allowed', doorway, 'null'],
  ['draining', { ...doorway, draining: true }, ''],
  ['sockets_full', { ...doorway, sockets: 10 }, ''],
  ['hellos_full', full, ''],
  ['hellos_full', { ...full, oldestSilentMs: silentFor(limits.helloEvictionAgeMs - 1) }, ''],
  ['sockets_full', { ...full, sockets: 10, oldestSilentMs: silentFor(limits.helloEvictionAgeMs) }, ''],
])('refuses with %s', (refusal, door, origin) => {
  expect(admit(door, origin)).toBe(refusal);
});

it('lets the oldest silent socket make room', () => {
  const door = { ...full, oldestSilentMs: silentFor(limits.helloEvictionAgeMs) };
  expect(admit(door, '')).toBe('in_place_of_oldest');
});
