import { expect, test } from 'vitest';
import { arrivalSignals, networkOf } from './arrival-signals.ts';

test.each([
  ['203.0.113.7', '203.0.113'],
  ['::ffff:203.0.113.7', '203.0.113'],
  ['2001:db8:12:34::1', '2001:db8:12'],
  ['2001:0DB8:0012:0034:0:0:0:1', '2001:db8:12'],
  ['2001:db8::1', '2001:db8:0'],
  ['::1', '0:0:0'],
  ['', ''],
  ['unknown', ''],
])('the network of %j is %j', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test('signals of one device are the same, of another kind or key others, and of nothing none', async () => {
  const key = new Uint8Array(32).fill(1);
  const here = { deviceId: 'dv_1', ipAddress: '203.0.113.7' };
  const first = await arrivalSignals(key, here);
  expect(await arrivalSignals(key, { ...here, ipAddress: '203.0.113.99' })).toEqual(first);
  expect(first.device).not.toBe(first.address);
  expect((await arrivalSignals(new Uint8Array(32), here)).device).not.toBe(first.device);
  expect(await arrivalSignals(key, { deviceId: '', ipAddress: '' })).toEqual({ device: '', address: '' });
});
