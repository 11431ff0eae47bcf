import { expect, test } from 'vitest';
import { readMediaToken } from '../../testing/read-media-token.ts';
import { randomBytes } from '../bytes.ts';
import { createMediaGrants } from './media-grants.ts';

test('tokens are written in workerd too: the library needs Node’s zlib, crypto and Buffer', () => {
  const certificate = 'b2'.repeat(16);
  const grant = createMediaGrants({ state: 'on', appId: 'a1'.repeat(16), certificate }, () => 7_000, randomBytes);
  const media = grant({ roomId: 'room', accountId: 'account', role: 'viewer', country: 'NP' });
  if (media.state === 'off') throw new Error('media is on');
  expect(readMediaToken(media.token, certificate)).toMatchObject({
    issuedAt: 7,
    services: [{ account: 'account' }, {}],
  });
});
