import { limits } from '@halobuzz/core/limits';
import { base64url, importJWK, SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { signingJwk } from '../../testing/signing-jwk.ts';
import { randomBytes } from '../bytes.ts';
import { createAccessTokens } from './access-token.ts';
import { createSigningKeys, publicJwksOf } from './signing-keys.ts';

const current = signingJwk('current');
const retired = signingJwk('retired');
let nowMs = Date.now();
const clock = () => nowMs;
const keys = createSigningKeys([current, retired]);
const tokens = createAccessTokens(keys, clock, randomBytes);

const grant = {
  accountId: `a${'b'.repeat(26)}`,
  sessionId: 'se_x',
  deviceId: 'dv_x',
  roles: ['viewer', 'host'] as const,
  epoch: 3,
  amr: ['pwd'],
  authTimeMs: nowMs,
  jkt: '',
};

/** A genuine token's claims, to be signed wrongly. */
async function genuine(): Promise<Record<string, unknown>> {
  return { ...(await tokens.verify(await tokens.issue(grant))) };
}
const part = (value: unknown): string => base64url.encode(JSON.stringify(value));

async function signed(claims: Record<string, unknown>, header: Record<string, unknown> = {}, jwk = current) {
  const key = await importJWK(jwk, 'EdDSA');
  const full = { alg: 'EdDSA', kid: jwk.kid, typ: 'at+jwt', ...header };
  return new SignJWT(claims).setProtectedHeader(full).sign(key);
}

async function refused(token: string): Promise<void> {
  await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'unauthenticated' });
}

test('a token holds every claim and is verified', async () => {
  expect(await genuine()).toMatchObject({
    iss: 'https://halobuzz.com',
    aud: 'halobuzz-api',
    sub: grant.accountId,
    sid: 'se_x',
    did: 'dv_x',
    roles: ['viewer', 'host'],
    epoch: 3,
    amr: ['pwd'],
    acr: 'aal1',
    auth_time: Math.floor(grant.authTimeMs / 1000),
  });
});

test('a retired key still verifies, a stranger’s does not', async () => {
  const claims = await genuine();
  expect(await tokens.verify(await signed(claims, {}, retired))).toMatchObject({ sub: grant.accountId });
  await refused(await signed(claims, {}, signingJwk('current')));
});

test('kid traversal: a key id that names a file, a query or a prototype finds no key', async () => {
  const claims = await genuine();
  const kids = [
    '../../etc/passwd',
    '/dev/null',
    "' OR 1=1 --",
    '__proto__',
    'constructor',
    '',
    'current\u0000',
    'CURRENT',
  ];
  for (const kid of kids) await refused(await signed(claims, {}, signingJwk(kid)));
  for (const kid of [undefined, null, 7, { toString: 'current' }]) {
    await refused(`${part({ alg: 'EdDSA', typ: 'at+jwt', kid })}.${part(claims)}.${part('x')}`);
  }
});

test('alg none, in any spelling, is refused', async () => {
  const claims = await genuine();
  for (const alg of ['none', 'None', 'NONE', '']) {
    await refused(`${part({ alg, typ: 'at+jwt', kid: 'current' })}.${part(claims)}.`);
  }
});

test('HS256 with the public key as secret is refused', async () => {
  const [jwk] = publicJwksOf([current]).keys;
  const claims = await genuine();
  for (const secret of [base64url.decode(jwk?.x ?? ''), new TextEncoder().encode(JSON.stringify(jwk))]) {
    const forged = new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: 'current' });
    await refused(await forged.sign(Uint8Array.from(secret)));
  }
});

test('jku, jwk, x5u and x5c: keys that a header brings along or points at are ignored', async () => {
  const own = signingJwk('mine');
  const [jwk] = publicJwksOf([own]).keys;
  const claims = await genuine();
  for (const header of [
    { jwk },
    { jku: 'https://evil.example/jwks' },
    { x5u: 'https://evil.example/x' },
    { x5c: ['AAAA'] },
  ]) {
    for (const kid of ['current', 'mine']) await refused(await signed(claims, { ...header, kid }, own));
  }
});

test.each([
  ['another type', {}, { typ: 'hb-ticket+jwt' }],
  ['no type', {}, { typ: undefined }],
  ['a plain JWT', {}, { typ: 'JWT' }],
  ['a refresh or service token’s type', {}, { typ: 'hb-service+jwt' }],
  ['another audience', { aud: 'halobuzz-gateway' }, {}],
  ['no audience', { aud: undefined }, {}],
  ['no issuer', { iss: undefined }, {}],
  ['another issuer', { iss: 'https://evil.example' }, {}],
  ['an unknown role', { roles: ['root'] }, {}],
  ['no session', { sid: undefined }, {}],
  ['no expiry', { exp: undefined }, {}],
  ['a future start', { nbf: Math.floor(Date.now() / 1000) + 3_600 }, {}],
  ['a past expiry', { exp: Math.floor(Date.now() / 1000) - 3_600 }, {}],
  ['a key binding without a thumbprint', { cnf: {} }, {}],
  ['a critical extension', {}, { crit: ['x'], x: 1 }],
])('%s is refused', async (_what, claims, header) => {
  const all = Object.entries({ ...(await genuine()), ...claims }).filter(([, value]) => value !== undefined);
  const token = await signed(Object.fromEntries(all), header).catch(() => 'not.even.signed');
  await refused(token);
});

test('a bound session’s token is bound to its key (cnf); another’s is not', async () => {
  expect(await tokens.verify(await tokens.issue({ ...grant, jkt: 'thumbprint' }))).toMatchObject({
    cnf: { jkt: 'thumbprint' },
  });
  expect(await genuine()).not.toHaveProperty('cnf');
});

test('a token ends with its life', async () => {
  const token = await tokens.issue(grant);
  nowMs += limits.accessTokenLifeMs - 2_000;
  expect(await tokens.verify(token)).toMatchObject({ sub: grant.accountId });
  nowMs += 4_000;
  await refused(token);
});

test('an altered payload and an endless token are refused', async () => {
  const [header, , signature] = (await tokens.issue(grant)).split('.');
  await refused(`${header}.${part({ ...(await genuine()), roles: ['admin'] })}.${signature}`);
  await refused('a'.repeat(100_000));
});
