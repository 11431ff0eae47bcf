import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadOrCreateSecrets } from './secrets.ts';

let dir: string;
let file: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'halobuzz-secrets-'));
  file = join(dir, 'secrets.json');
});

afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

test('secrets are made once, for their owner only, and kept', async () => {
  const first = await loadOrCreateSecrets(file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await loadOrCreateSecrets(file)).toEqual(first);
});

test('two folders share no secret', async () => {
  const first = await loadOrCreateSecrets(file);
  const second = await loadOrCreateSecrets(join(dir, 'other.json'));
  const shared = Object.entries(second).filter(([name, value]) =>
    Object.entries(first).some(([n, v]) => n === name && v === value),
  );
  expect(shared).toEqual([]);
});

test('a secret that was added since is made, and the others stay', async () => {
  const { RESUME_TOKEN_KEY, ...older } = await loadOrCreateSecrets(file);
  writeFileSync(file, JSON.stringify(older));
  const now = await loadOrCreateSecrets(file);
  expect(now).toMatchObject(older);
  expect(now.RESUME_TOKEN_KEY).not.toBe(RESUME_TOKEN_KEY);
});

test('a damaged file is refused and left as it is: new keys would lose the data', async () => {
  writeFileSync(file, '{"NAME_HMAC_KEY": 1');
  await expect(loadOrCreateSecrets(file)).rejects.toThrow(/is damaged/);
  expect(readFileSync(file, 'utf8')).toBe('{"NAME_HMAC_KEY": 1');
});

test.each([
  ['TICKET_KEYS', 'TICKET_PUBLIC_KEYS'],
  ['SERVICE_KEYS', 'SERVICE_PUBLIC_KEYS'],
  ['OPERATOR_KEYS', 'OPERATOR_PUBLIC_KEYS'],
] as const)('what %s sign, %s verify, and these hold no private part', async (privateName, publicName) => {
  const secrets = await loadOrCreateSecrets(file);
  const [privateJwk] = JSON.parse(secrets[privateName]).keys;
  const [publicJwk] = JSON.parse(secrets[publicName]).keys;
  const message = Buffer.from('ticket');
  const signature = sign(null, message, createPrivateKey({ key: privateJwk, format: 'jwk' }));
  expect(verify(null, message, createPublicKey({ key: publicJwk, format: 'jwk' }), signature)).toBe(true);
  expect(publicJwk).toEqual({
    kty: 'OKP',
    crv: 'Ed25519',
    alg: 'EdDSA',
    use: 'sig',
    kid: privateJwk.kid,
    x: privateJwk.x,
  });
});

test('symmetric keys are 32 bytes', async () => {
  const secrets = await loadOrCreateSecrets(file);
  const keys = [
    secrets.NAME_HMAC_KEY,
    JSON.parse(secrets.REFRESH_TOKEN_KEYS)['1'],
    secrets.RESUME_TOKEN_KEY,
    secrets.SANDBOX_WEBHOOK_SECRETS,
    JSON.parse(secrets.PASSWORD_PEPPERS)['1'],
    JSON.parse(secrets.SUBJECT_KEYS_KEK)['1'],
    JSON.parse(secrets.SIGNING_KEYS_KEK)['1'],
    JSON.parse(secrets.FACTOR_HMAC_KEYS)['1'],
  ];
  expect(keys.map((key) => Buffer.from(key, 'base64url').length)).toEqual([32, 32, 32, 32, 32, 32, 32, 32]);
});
