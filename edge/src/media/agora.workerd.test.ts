import { expect, test } from 'vitest';
import { createMediaGrants } from './agora.ts';

test('tokens are built in workerd too: the library needs Node’s zlib, crypto and Buffer', () => {
  const grant = createMediaGrants({ state: 'on', appId: 'a1'.repeat(16), certificate: 'b2'.repeat(16) }, () => 0);
  const media = grant({ roomId: 'room', accountId: 'account', role: 'viewer', country: 'NP' });
  expect(media).toMatchObject({ state: 'on', area: 'ASIA', token: expect.stringMatching(/^007/) });
});
