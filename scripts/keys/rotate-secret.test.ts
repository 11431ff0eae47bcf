import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importJWK, jwtVerify, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadOrCreateSecrets } from '../cluster/secrets.ts';
import { type Phase, type RotatingSecret, rotateSecret, rotations } from './rotate-secret.ts';

const keySetSchema = z.object({ keys: z.array(z.looseObject({ kid: z.string() })) });
const keysIn = (text: string | undefined) => keySetSchema.parse(JSON.parse(text ?? '')).keys;

let folder: string;
let fresh: Readonly<Record<string, string>>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'halobuzz-keys-'));
  fresh = await loadOrCreateSecrets(join(folder, 'secrets.json'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function through(name: RotatingSecret, ...steps: Phase[]) {
  let secrets = fresh;
  for (const step of steps) secrets = await rotateSecret(secrets, name, step);
  return secrets;
}

/** What the signer of one state signs, the verifier of another accepts. */
async function accepted(signer: Readonly<Record<string, string>>, verifier: Readonly<Record<string, string>>) {
  const [jwk] = keysIn(signer.TICKET_KEYS);
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: 'EdDSA', kid: jwk?.kid ?? '' })
    .sign(await importJWK(jwk ?? {}, 'EdDSA'));
  const verified = jwtVerify(token, async ({ kid }) => {
    const found = keysIn(verifier.TICKET_PUBLIC_KEYS).find((key) => key.kid === kid);
    if (found === undefined) throw new Error('unknown key');
    return importJWK(found, 'EdDSA');
  });
  return verified.then(
    () => true,
    () => false,
  );
}

describe('a signing secret', () => {
  it('is changed without one refused signature, whichever side is deployed first in each phase', async () => {
    const zero = fresh;
    const added = await through('TICKET_KEYS', 'add');
    // add: the old one still signs, everywhere. use: verifiers know both. drop: nobody signs with the old one any more.
    expect(await accepted(zero, added)).toBe(true);
    expect(await accepted(added, zero)).toBe(true);
    const continued = await rotateSecret(added, 'TICKET_KEYS', 'use');
    expect(await accepted(continued, added)).toBe(true);
    expect(await accepted(added, continued)).toBe(true);
    const ended = await rotateSecret(continued, 'TICKET_KEYS', 'drop');
    expect(await accepted(ended, continued)).toBe(true);
    expect(await accepted(continued, ended)).toBe(true);
    // What is over is over.
    expect(await accepted(zero, ended)).toBe(false);
  });

  it('never shows its private part to verifiers', async () => {
    const { TICKET_PUBLIC_KEYS } = await through('TICKET_KEYS', 'add', 'use');
    expect(keysIn(TICKET_PUBLIC_KEYS)).toHaveLength(2);
    expect(TICKET_PUBLIC_KEYS).not.toContain('"d"');
  });
});

describe('a ring', () => {
  it('gets a version more, and keeps the others until they are dropped', async () => {
    const { PASSWORD_PEPPERS: before = '' } = fresh;
    const { PASSWORD_PEPPERS: after = '' } = await through('PASSWORD_PEPPERS', 'add');
    expect(JSON.parse(after)).toMatchObject(JSON.parse(before));
    expect(Object.keys(JSON.parse(after))).toEqual(['1', '2']);
    const { PASSWORD_PEPPERS: last = '' } = await through('PASSWORD_PEPPERS', 'add', 'drop');
    expect(Object.keys(JSON.parse(last))).toEqual(['2']);
  });
});

it.each<[RotatingSecret, Phase[], RegExp]>([
  ['TICKET_KEYS', ['use'], /add one first/],
  ['TICKET_KEYS', ['drop'], /nothing to drop/],
  ['TICKET_KEYS', ['add', 'add'], /use or drop first/],
  ['PASSWORD_PEPPERS', ['use'], /no use/],
  ['PASSWORD_PEPPERS', ['drop'], /nothing to drop/],
  ['RESUME_TOKEN_KEY', ['drop'], /one step/],
  ['NAME_HMAC_KEY', ['add'], /never changes/],
])('%s %j is refused with the reason', async (name, steps, reason) => {
  await expect(through(name, ...steps)).rejects.toThrow(reason);
});

it('every secret is either made by another or has a way to be changed', () => {
  const derived = new Set<string>(
    Object.values(rotations).flatMap((rotation) => ('publicName' in rotation ? [rotation.publicName] : [])),
  );
  const unknown = Object.keys(fresh).filter((name) => !(name in rotations) && !derived.has(name));
  expect(unknown).toEqual([]);
});
