import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import fc from 'fast-check';
import { createLocalJWKSet, jwtVerify, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import type { PublicKeySet } from '../../config-option.ts';
import { createJwsVerifier } from './compact-jws.ts';

const typ = 'hb-ticket+jwt';
const [one, two, stranger] = [
  generateKeyPairSync('ed25519'),
  generateKeyPairSync('ed25519'),
  generateKeyPairSync('ed25519'),
];
const publicOf = (key: KeyObject, kid: string): PublicKeySet['keys'][number] => ({
  ...{ kty: 'OKP', crv: 'Ed25519', x: key.export({ format: 'jwk' }).x ?? '', kid },
});
const keys: PublicKeySet = { keys: [publicOf(one.publicKey, 'one'), publicOf(two.publicKey, 'two')] };
const verifyJws = createJwsVerifier(keys, typ);

/** Signs any header and payload, as no library would. */
function forge(header: unknown, payload: unknown = { sub: 'a' }, key = one.privateKey): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part(header)}.${part(payload)}`;
  return `${signed}.${sign(null, Buffer.from(signed), key).toString('base64url')}`;
}

it('believes what jose signs, by either key', async () => {
  for (const [kid, { privateKey }] of [
    ['one', one],
    ['two', two],
  ] as const) {
    const token = await new SignJWT({ sub: 'Ann 🌹' }).setProtectedHeader({ alg: 'EdDSA', kid, typ }).sign(privateKey);
    expect(await verifyJws(token)).toEqual({ sub: 'Ann 🌹' });
  }
  expect(await verifyJws(forge({ alg: 'Ed25519', kid: 'one', typ: typ.toUpperCase() }))).toEqual({ sub: 'a' });
});

describe('it refuses', () => {
  const header = { alg: 'EdDSA', kid: 'one', typ };
  it.each([
    ['no signature algorithm', { ...header, alg: 'none' }],
    ['an algorithm that takes the public key for a secret', { ...header, alg: 'HS256' }],
    ['another type', { ...header, typ: 'at+jwt' }],
    ['no type', { alg: 'EdDSA', kid: 'one' }],
    ['an unknown key', { ...header, kid: 'three' }],
    ['a key that is not the named one', { ...header, kid: 'two' }],
    ['no key where there are two', { alg: 'EdDSA', typ }],
    ['an extension', { ...header, crit: ['b64'], b64: false }],
    ['a header that is no object', 'header'],
  ])('%s', async (_what, given) => {
    expect(await verifyJws(forge(given))).toBeUndefined();
  });

  it("a stranger's signature", async () => {
    expect(await verifyJws(forge(header, { sub: 'a' }, stranger.privateKey))).toBeUndefined();
  });

  it('what is cut, lengthened, or changed in any character', async () => {
    const token = forge(header);
    for (const given of [
      '',
      '.',
      '..',
      token.slice(0, -1),
      `${token}A`,
      `${token}.`,
      `${token}=`,
      ` ${token}`,
      `${token}\n`,
    ]) {
      expect(await verifyJws(given)).toBeUndefined();
    }
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n';
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length - 1), fc.constantFrom(...alphabet), async (at, character) => {
        const changed = token.slice(0, at) + character + token.slice(at + 1);
        // The last character of a signature has four bits that mean nothing; Node takes + and / for - and _, we do not.
        const alike = at === token.length - 1 && /[\w-]/.test(character) && sameBytes(changed, token);
        const same = changed === token || alike;
        expect((await verifyJws(changed)) === undefined).toBe(!same);
      }),
    );
  });
});

it('decides as jose does, whatever the header', async () => {
  const set = createLocalJWKSet(keys);
  const joseBelieves = (token: string): Promise<boolean> =>
    jwtVerify(token, set, { typ, algorithms: ['EdDSA', 'Ed25519'] }).then(
      () => true,
      () => false,
    );
  const headers = fc.record(
    {
      alg: fc.constantFrom('EdDSA', 'Ed25519', 'none', 'HS256', 'ES256', 7),
      kid: fc.constantFrom('one', 'two', 'three', '', 1),
      typ: fc.constantFrom(typ, 'HB-Ticket+JWT', 'at+jwt', 'JWT', ''),
      crit: fc.constantFrom(['b64'], [], 'x'),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(headers, async (header) => {
      const token = forge(header);
      expect((await verifyJws(token)) !== undefined).toBe(await joseBelieves(token));
    }),
  );
});

function sameBytes(a: string, b: string): boolean {
  const bytes = (token: string): Buffer => Buffer.from(token.split('.')[2] ?? '', 'base64url');
  return bytes(a).equals(bytes(b));
}
