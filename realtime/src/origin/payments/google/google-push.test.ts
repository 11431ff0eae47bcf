import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type GooglePlay, serviceAccountKey, startGooglePlay } from '../../../../testing/google-play-server.ts';
import { storeFetch } from '../stores/store-fetch.ts';
import { googleUrls } from './google-play-api.ts';
import { createPushReader } from './google-push.ts';

const HOUR = 3_600_000;
const push = {
  email: 'play-push@halobuzz.iam.gserviceaccount.com',
  audience: 'https://api.halobuzz.com/api/v1/webhooks/google',
  subscription: 'projects/halobuzz/subscriptions/play-rtdn',
};
const account = { email: 'play@halobuzz.iam.gserviceaccount.com', publicKey: serviceAccountKey().publicKey };
const options = { packageName: 'com.halobuzz.app', account, push, clock: Date.now };

let play: GooglePlay;
let readPush: ReturnType<typeof createPushReader>;

beforeAll(async () => {
  play = await startGooglePlay(options);
});
afterAll(() => play.close());
beforeEach(() => {
  play.faults.length = 0;
  play.requests.length = 0;
  const fetchBounded = storeFetch(new Map(Object.values(googleUrls).map((url) => [url, play.url])));
  readPush = createPushReader({ ...push, packageName: options.packageName }, fetchBounded, Date.now);
});

const sold = (over: object = {}) => ({
  oneTimeProductNotification: {
    ...{ version: '1.0', notificationType: 1, purchaseToken: 'bought-by-somebody', sku: 'halobuzz.coins_100' },
    ...over,
  },
});

async function hook(notification: object, over?: Parameters<GooglePlay['push']>[1]) {
  return send(await play.push(notification, over));
}

function send({ body, headers }: { body: string; headers: Readonly<Record<string, string>> }) {
  return readPush({ body: new TextEncoder().encode(body), headers });
}

describe("a push of Google's", () => {
  it('is proven once its certificates are there, which are kept', async () => {
    const [first, second] = [await hook(sold()), await hook(sold())];
    expect(first).toMatchObject({
      kind: 'done',
      value: { notification: { oneTimeProductNotification: { purchaseToken: 'bought-by-somebody' } } },
    });
    expect(second).toMatchObject({ kind: 'done' });
    expect(play.requests.map(({ path }) => path)).toEqual(['/oauth2/v1/certs']);
  });

  it.each([
    ['fails', { status: 500, body: '' }],
    ['cuts the line', 'connection_cut' as const],
    ['answers nonsense', { status: 200, body: '<html>', headers: { 'cache-control': 'public, max-age=20000' } }],
    ['names none', { status: 200, body: {} }],
  ])('waits while whoever has the certificates %s', async (_, fault) => {
    play.faults.push(fault);
    expect(await hook(sold())).toEqual({ kind: 'unavailable', reason: 'google_no_certificates' });
    expect(await hook(sold())).toMatchObject({ kind: 'done' });
  });
});

describe('a push that is not proven', () => {
  it.each([
    ['another audience', { aud: 'https://example.com' }],
    ['another account', { email: 'someone@example.com' }],
    ['an unverified account', { email_verified: false }],
    ['no account', { email: undefined }],
    ['another issuer', { iss: 'https://example.com' }],
    ['a life of a day', { exp: Math.floor(Date.now() / 1_000) + 86_400 }],
    [
      'an end an hour ago',
      { iat: Math.floor(Date.now() / 1_000) - 7_200, exp: Math.floor(Date.now() / 1_000) - 3_600 },
    ],
    ['no end', { exp: undefined }],
  ])('by %s is refused', async (_, claims) => {
    expect(await hook(sold(), { claims })).toEqual({ kind: 'refused', reason: 'unauthenticated' });
  });

  it('by no token, or another kind of proof, is refused, and nothing is fetched for it', async () => {
    const { body, headers } = await play.push(sold());
    for (const authorization of ['', 'Basic a.b.c', 'Bearer a.b.c', 'Bearer', `${headers.authorization}.x`]) {
      expect(await send({ body, headers: { authorization } })).toEqual({ kind: 'refused', reason: 'unauthenticated' });
    }
    expect(await send({ body, headers: {} })).toEqual({ kind: 'refused', reason: 'unauthenticated' });
    expect(play.requests).toEqual([]);
  });

  it("by another's key is refused, though it names Google's", async () => {
    const real = play.signer;
    const forger = await startGooglePlay(options);
    forger.signer = { ...forger.signer, id: real.id };
    const forged = await forger.push(sold());
    await forger.close();
    expect(await send(forged)).toEqual({ kind: 'refused', reason: 'unauthenticated' });
  });

  it('with an altered claim is refused', async () => {
    const { body, headers } = await play.push(sold(), { claims: { email: 'nobody' } });
    const [head = '', claims = '', signature = ''] = headers.authorization.split('.');
    const altered = Buffer.from(claims, 'base64url').toString('utf8').replace('"nobody"', `"${push.email}"`);
    const authorization = `${head}.${Buffer.from(altered).toString('base64url')}.${signature}`;
    expect(await send({ body, headers: { authorization } })).toEqual({ kind: 'refused', reason: 'unauthenticated' });
  });

  it.each<[string, object, { envelope?: object; message?: object }, object, string]>([
    ['for another app', sold(), {}, { packageName: 'com.other.app' }, 'wrong_app'],
    [
      'of another subscription',
      sold(),
      { envelope: { subscription: 'projects/x/subscriptions/y' } },
      {},
      'other_subscription',
    ],
    ['without a message', sold(), { envelope: { message: null } }, {}, 'malformed'],
    ['without an id', sold(), { message: { messageId: undefined } }, {}, 'malformed'],
    ['whose data is no base64', sold(), { message: { data: '{"version":"1.0"}' } }, {}, 'malformed'],
    ['whose data is no JSON', sold(), { message: { data: 'AAAA' } }, {}, 'malformed'],
    ['whose token would change a path', sold({ purchaseToken: 'a/../../b' }), {}, {}, 'malformed'],
    ['from the future', sold(), {}, { eventTimeMillis: String(Date.now() + 3 * HOUR) }, 'future'],
  ])('%s is refused', async (_, notification, over, data, reason) => {
    expect(await hook({ ...notification, ...data }, over)).toEqual({ kind: 'refused', reason });
  });
});
