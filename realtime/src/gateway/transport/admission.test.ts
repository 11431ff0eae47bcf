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
  waitingHere: 0,
  waitingHereMax: 3,
  oldestSilentHereMs: () => undefined,
  takeConnect: () => true,
};
const full: Doorway = { ...doorway, waiting: 5 };
const crowded: Doorway = { ...doorway, waitingHere: 3 };
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
  ['address_full', crowded, ''],
  ['address_full', { ...crowded, oldestSilentMs: silentFor(limits.helloEvictionAgeMs) }, ''],
  ['connect_rate', { ...doorway, takeConnect: () => false }, ''],
  ['sockets_full', { ...full, sockets: 10, oldestSilentMs: silentFor(limits.helloEvictionAgeMs) }, ''],
])('refuses with %s', (refusal, door, origin) => {
  expect(admit(door, origin)).toBe(refusal);
});

it('lets the oldest silent socket make room', () => {
  const door = { ...full, oldestSilentMs: silentFor(limits.helloEvictionAgeMs) };
  expect(admit(door, '')).toBe('in_place_of_oldest');
});

it('lets an address that holds too many make room among its own, before anybody else', () => {
  const door = { ...crowded, waiting: 5, oldestSilentHereMs: silentFor(limits.helloEvictionAgeMs) };
  expect(admit(door, '')).toBe('in_place_of_oldest_here');
});

it('takes nothing from the rate for those it refuses', () => {
  let taken = 0;
  const takeConnect = () => {
    taken += 1;
    return true;
  };
  for (const door of [full, crowded, { ...doorway, draining: true }]) admit({ ...door, takeConnect }, '');
  expect(taken).toBe(0);
  admit({ ...doorway, takeConnect }, '');
  expect(taken).toBe(1);
});
