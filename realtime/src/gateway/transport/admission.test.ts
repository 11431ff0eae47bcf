import { limits } from '@halobuzz/core/limits';
import { expect, it } from 'vitest';
import { admit } from './admission.ts';

const doorway = { allowedOrigins: ['https://a.test'], draining: false, sockets: 0, socketsMax: 10, waiting: 0 };

it('admits our pages and clients without an origin', () => {
  expect(admit(doorway, '')).toBeUndefined();
  expect(admit(doorway, 'https://a.test')).toBeUndefined();
});

it.each([
  ['origin_not_allowed', doorway, 'https://a.test.evil.test'],
  ['origin_not_allowed', doorway, 'null'],
  ['draining', { ...doorway, draining: true }, ''],
  ['sockets_full', { ...doorway, sockets: 10 }, ''],
  ['hellos_full', { ...doorway, waiting: limits.socketsBeforeHelloMax }, ''],
])('refuses with %s', (refusal, door, origin) => {
  expect(admit(door, origin)).toBe(refusal);
});
