import fc from 'fast-check';
import { base64url, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { type DpopKey, dpopKey } from '../../testing/dpop-key.ts';
import { readDpopProof } from './dpop-proof.ts';

const url = 'https://edge.test/api/v1/auth/refresh';
const request = { method: 'POST', urls: [url], accessToken: undefined };
let ec: DpopKey;
let ed: DpopKey;
beforeAll(async () => {
  [ec, ed] = await Promise.all([dpopKey('ES256'), dpopKey('EdDSA')]);
});

/** The proofs printed in RFC 9449 §4.1 and §7.1, the key's thumbprint from §6.1, and the token of §7.1. */
const RFC_HEADER =
  'eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19';
const RFC_TOKEN_PROOF = `${RFC_HEADER}.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg`;
const RFC_RESOURCE_PROOF = `${RFC_HEADER}.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA`;
const RFC_ACCESS_TOKEN = 'Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU';
const RFC_THUMBPRINT = '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I';

test('RFC 9449 §4.1: the proof for a token request', async () => {
  const urls = ['https://server.example.com/token'];
  const proof = await readDpopProof(RFC_TOKEN_PROOF, { method: 'POST', urls, accessToken: undefined });
  expect(proof).toMatchObject({ jkt: RFC_THUMBPRINT, issuedAtMs: 1_562_262_616_000, nonce: undefined });
});

test('RFC 9449 §7.1: the proof for a protected resource holds the hash of its token', async () => {
  const resource = { method: 'GET', urls: ['https://resource.example.org/protectedresource'] };
  const read = (accessToken: string | undefined) => readDpopProof(RFC_RESOURCE_PROOF, { ...resource, accessToken });
  expect(await read(RFC_ACCESS_TOKEN)).toMatchObject({ jkt: RFC_THUMBPRINT, issuedAtMs: 1_562_262_618_000 });
  expect(await read(`${RFC_ACCESS_TOKEN}x`)).toBeUndefined();
  expect(await read(undefined)).toBeUndefined();
});

test('ES256 and EdDSA keys prove themselves; each is named by its thumbprint', async () => {
  for (const client of [ec, ed]) {
    const proof = await readDpopProof(await client.proof({ method: 'POST', url, nonce: 'n' }), request);
    expect(proof).toMatchObject({ jkt: client.jkt, nonce: 'n' });
  }
  expect(ec.jkt).not.toBe(ed.jkt);
});

test('the address is compared normalised, without query and fragment', async () => {
  for (const htu of [
    `${url}?a=1#b`,
    'HTTPS://EDGE.test:443/api/v1/auth/refresh',
    'https://edge.test/api/v1/x/../auth/refresh',
  ]) {
    expect(await readDpopProof(await ec.proof({ method: 'POST', url: htu }), request)).toBeDefined();
  }
});

test('one jti of one key is one proof, of another key another', async () => {
  const ids = await Promise.all(
    [ec, ec, ed].map(async (client) => {
      const header = await client.proof({ method: 'POST', url, claims: { jti: 'the-same-id' } });
      return (await readDpopProof(header, request))?.proofId;
    }),
  );
  expect(ids[0]).toBe(ids[1]);
  expect(ids[2]).not.toBe(ids[0]);
});

test.each<[string, object, object]>([
  ['another method', { htm: 'GET' }, {}],
  ['a method in another case', { htm: 'post' }, {}],
  ['another path', { htu: 'https://edge.test/api/v1/auth/login' }, {}],
  ['another host', { htu: 'https://evil.example/api/v1/auth/refresh' }, {}],
  ['another scheme', { htu: 'http://edge.test/api/v1/auth/refresh' }, {}],
  ['an address with a user', { htu: 'https://a:b@edge.test/api/v1/auth/refresh' }, {}],
  ['no address at all', { htu: '/api/v1/auth/refresh' }, {}],
  ['no method', { htm: undefined }, {}],
  ['no time', { iat: undefined }, {}],
  ['a time in words', { iat: 'now' }, {}],
  ['no id', { jti: undefined }, {}],
  ['a short id', { jti: 'x' }, {}],
  ['an endless id', { jti: 'x'.repeat(300) }, {}],
  ['a hash of a token that did not come along', { ath: 'fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo' }, {}],
  ['a nonce that is no text', { nonce: 7 }, {}],
  ['another type', {}, { typ: 'jwt' }],
  ['no type', {}, { typ: undefined }],
  ['no key', {}, { jwk: undefined }],
  ['a key by reference', {}, { jwk: undefined, jku: 'https://evil.example/keys', kid: 'x' }],
  ['a critical extension', {}, { crit: ['x'], x: 1 }],
])('a proof with %s is refused', async (_what, claims, header) => {
  const proof = await ec
    .proof({ method: 'POST', url, claims: { ...claims }, header: { ...header } })
    .catch(() => 'x.y.z');
  expect(await readDpopProof(proof, request)).toBeUndefined();
});

test('a private key in the header is refused', async () => {
  const proof = await ec.proof({ method: 'POST', url, header: { jwk: { ...ec.jwk, d: 'a'.repeat(43) } } });
  expect(await readDpopProof(proof, request)).toBeUndefined();
});

test('another key in the header than the one that signed is refused', async () => {
  const other = await dpopKey('ES256');
  const proof = await ec.proof({ method: 'POST', url, header: { jwk: other.jwk } });
  expect(await readDpopProof(proof, request)).toBeUndefined();
});

test('alg none and symmetric keys are refused', async () => {
  const claims = { jti: crypto.randomUUID(), htm: 'POST', htu: url, iat: 1 };
  const part = (value: object) => base64url.encode(JSON.stringify(value));
  expect(
    await readDpopProof(`${part({ typ: 'dpop+jwt', alg: 'none', jwk: ec.jwk })}.${part(claims)}.`, request),
  ).toBeUndefined();
  const secret = new TextEncoder().encode('0123456789abcdef0123456789abcdef');
  for (const jwk of [ec.jwk, { kty: 'oct', k: base64url.encode(secret) }]) {
    const header = { typ: 'dpop+jwt', alg: 'HS256', jwk };
    expect(
      await readDpopProof(await new SignJWT(claims).setProtectedHeader(header).sign(secret), request),
    ).toBeUndefined();
  }
});

test.each(['RS256', 'PS256', 'ES384'])('%s is refused, although the signature is good', async (alg) => {
  const { publicKey, privateKey } = await generateKeyPair(alg);
  const jwk = await exportJWK(publicKey);
  const claims = { jti: crypto.randomUUID(), htm: 'POST', htu: url, iat: 1 };
  const proof = await new SignJWT(claims).setProtectedHeader({ typ: 'dpop+jwt', alg, jwk }).sign(privateKey);
  expect(await readDpopProof(proof, request)).toBeUndefined();
});

test('no single changed character is read', async () => {
  const proof = await ec.proof({ method: 'POST', url });
  const property = fc.asyncProperty(
    fc.nat({ max: proof.length - 1 }),
    fc.constantFrom(...'aZ09_-.'),
    async (at, other) => {
      fc.pre(proof[at] !== other);
      // The last character of a 64-byte signature has four bits that say nothing; a decoder may take any of them.
      fc.pre(at !== proof.length - 1);
      expect(await readDpopProof(proof.slice(0, at) + other + proof.slice(at + 1), request)).toBeUndefined();
    },
  );
  await fc.assert(property, { numRuns: 200, verbose: 1 });
});

test('any other text, and any other header or claims, are read as nothing', async () => {
  const json = fc.jsonValue().map((value) => base64url.encode(JSON.stringify(value)));
  const jwtLike = fc.tuple(json, json, fc.base64String()).map((parts) => parts.join('.'));
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string({ maxLength: 600 }), jwtLike), async (text) => {
      expect(await readDpopProof(text, request)).toBeUndefined();
    }),
    { verbose: 1 },
  );
  expect(await readDpopProof('a'.repeat(100_000), request)).toBeUndefined();
});
