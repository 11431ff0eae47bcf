import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { Problem } from '../problem.ts';

/** Every development secret, by the environment variable that carries it; all values are text. */
export type Secrets = {
  /** Private JWK sets (RFC 7517) of Ed25519 keys, the first of which signs join tickets, and their public parts, for gateways. */
  TICKET_KEYS: string;
  TICKET_PUBLIC_KEYS: string;
  /** Private keys of the edge's requests to the origin, and their public parts, for the origin. */
  SERVICE_KEYS: string;
  SERVICE_PUBLIC_KEYS: string;
  /** Private keys of the operator of this machine (npm run admin), and their public parts, for the edge. */
  OPERATOR_KEYS: string;
  OPERATOR_PUBLIC_KEYS: string;
  /** Base64url keys of 32 bytes. */
  NAME_HMAC_KEY: string;
  RESUME_TOKEN_KEY: string;
  /** Signs webhooks of the payment sandbox; development alone has one. */
  SANDBOX_WEBHOOK_SECRETS: string;
  /** JSON objects from key version to base64url key of 32 bytes. */
  PASSWORD_PEPPERS: string;
  REFRESH_TOKEN_KEYS: string;
  SUBJECT_KEYS_KEK: string;
  FACTOR_HMAC_KEYS: string;
  SIGNING_KEYS_KEK: string;
  /** One private Ed25519 JWK that signs ledger checkpoints. */
  CHECKPOINT_KEY: string;
  /** What a Prometheus shows to read the edge's metrics. */
  METRICS_TOKEN: string;
  /** Seals backups; 32 bytes, base64url. */
  BACKUP_KEY: string;
};

/**
 * The development secrets of one data folder: read from the file, or made and written (mode 0600) when it is absent
 * or older than a secret that was added since. Nothing that exists is ever replaced, as data depends on it.
 */
export async function loadOrCreateSecrets(file: string): Promise<Secrets> {
  const stored = existsSync(file) ? readSecrets(file) : {};
  const ticket = await privateKeySet(stored.TICKET_KEYS);
  const service = await privateKeySet(stored.SERVICE_KEYS);
  const operator = await privateKeySet(stored.OPERATOR_KEYS);
  const secrets: Secrets = {
    TICKET_KEYS: ticket,
    TICKET_PUBLIC_KEYS: publicKeySet(ticket),
    SERVICE_KEYS: service,
    SERVICE_PUBLIC_KEYS: publicKeySet(service),
    OPERATOR_KEYS: operator,
    OPERATOR_PUBLIC_KEYS: publicKeySet(operator),
    NAME_HMAC_KEY: stored.NAME_HMAC_KEY ?? randomKey(),
    REFRESH_TOKEN_KEYS: stored.REFRESH_TOKEN_KEYS ?? JSON.stringify({ 1: randomKey() }),
    RESUME_TOKEN_KEY: stored.RESUME_TOKEN_KEY ?? randomKey(),
    SANDBOX_WEBHOOK_SECRETS: stored.SANDBOX_WEBHOOK_SECRETS ?? randomKey(),
    PASSWORD_PEPPERS: stored.PASSWORD_PEPPERS ?? JSON.stringify({ 1: randomKey() }),
    SUBJECT_KEYS_KEK: stored.SUBJECT_KEYS_KEK ?? JSON.stringify({ 1: randomKey() }),
    FACTOR_HMAC_KEYS: stored.FACTOR_HMAC_KEYS ?? JSON.stringify({ 1: randomKey() }),
    SIGNING_KEYS_KEK: stored.SIGNING_KEYS_KEK ?? JSON.stringify({ 1: randomKey() }),
    CHECKPOINT_KEY: stored.CHECKPOINT_KEY ?? JSON.stringify(await privateKey()),
    METRICS_TOKEN: stored.METRICS_TOKEN ?? randomKey(),
    BACKUP_KEY: stored.BACKUP_KEY ?? randomKey(),
  };
  if (!existsSync(file) || readFileSync(file, 'utf8') !== textOf(secrets)) writeSecrets(file, secrets);
  return secrets;
}

/** Puts the secrets in the file's place at once, for their owner only. */
export function writeSecrets(file: string, secrets: Readonly<Record<string, string>>): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, textOf(secrets), { mode: 0o600 });
  renameSync(draft, file);
}

function textOf(secrets: Readonly<Record<string, string>>): string {
  return `${JSON.stringify(secrets, null, 2)}\n`;
}

/** What the file holds. Throws a Problem when that is no flat object of text. */
export function readSecrets(file: string): Partial<Secrets> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (
      typeof value === 'object' &&
      value !== null &&
      Object.values(value).every((entry) => typeof entry === 'string')
    ) {
      // Only this module writes the file, always as a flat object of text, which was just checked.
      return value as Partial<Secrets>;
    }
  } catch {
    // Told below, as for any other content that is not ours.
  }
  throw new Problem(`${file} is damaged: restore it, or begin anew with npm start -- --fresh`);
}

/** 32 random bytes, base64url. */
export function randomKey(): string {
  return randomBytes(32).toString('base64url');
}

/** A new Ed25519 key as a private JWK, named by its thumbprint. */
export async function privateKey(): Promise<JWK> {
  const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const jwk = await exportJWK(pair.privateKey);
  return { ...jwk, alg: 'EdDSA', use: 'sig', kid: await calculateJwkThumbprint(jwk) };
}

async function privateKeySet(stored: string | undefined): Promise<string> {
  return stored ?? JSON.stringify({ keys: [await privateKey()] });
}

/** The public halves of a private JWK set; both are JSON text. */
export function publicKeySet(privateSet: string): string {
  const { keys }: { keys: JWK[] } = JSON.parse(privateSet);
  return JSON.stringify({ keys: keys.map(({ d: _private, ...publicPart }) => publicPart) });
}
