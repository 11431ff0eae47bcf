import { expect, test } from 'vitest';
import { addressKey, addressOf } from './address.ts';

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002:ffff::1', '2001:db8:1:2::/64'],
  ['2001:DB8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['2001:db8:1::', '2001:db8:1:0::/64'],
])('%s counts as %s', (address, key) => {
  expect(addressKey(address)).toBe(key);
});

test('only the platform’s header names the caller', () => {
  const forged = { 'x-forwarded-for': '1.2.3.4', 'x-real-ip': '1.2.3.4', 'true-client-ip': '1.2.3.4' };
  expect(addressOf(new Request('https://edge.test', { headers: forged }))).toBe('unknown');
  const genuine = new Request('https://edge.test', { headers: { ...forged, 'cf-connecting-ip': '203.0.113.7' } });
  expect(addressOf(genuine)).toBe('203.0.113.7');
});
