import { expect, it } from 'vitest';
import { clientKey, trustProxies } from './client-address.ts';

const nobody = trustProxies([]);
const proxies = trustProxies(['10.0.0.0/8', '192.0.2.7', '2001:db8::/32']);

it.each([
  ['203.0.113.9', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['0000:0000:0000:0000:0000:ffff:cb00:7109', '203.0.113.9'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:1:2::1', '2001:db8:1:2::/64'],
  ['::1', '0:0:0:0::/64'],
])('%s counts as %s', (peer, key) => {
  expect(clientKey(peer, '', nobody)).toBe(key);
});

it('takes the word of trusted proxies and of nobody else', () => {
  expect(clientKey('10.1.2.3', '203.0.113.9', proxies)).toBe('203.0.113.9');
  expect(clientKey('::ffff:192.0.2.7', '203.0.113.9', proxies)).toBe('203.0.113.9');
  expect(clientKey('2001:db8::5', '203.0.113.9', proxies)).toBe('203.0.113.9');
  expect(clientKey('192.0.2.8', '203.0.113.9', proxies)).toBe('192.0.2.8');
  expect(clientKey('203.0.113.1', '203.0.113.9', nobody)).toBe('203.0.113.1');
});

it.each(['', 'unknown', '203.0.113.9, 10.0.0.1', '203.0.113.9:80'])(
  'keeps to the peer when a proxy says %j',
  (said) => {
    expect(clientKey('10.1.2.3', said, proxies)).toBe('10.1.2.3');
  },
);
