import type { KeyObject } from 'node:crypto';
import type { Db } from 'mongodb';

/** The public half of a key that checkpoints were signed with, as RFC 8037 writes it. */
export interface LedgerKey {
  readonly keyId: string;
  readonly x: string;
}

interface KeyDocument {
  readonly _id: string;
  readonly x: string;
  readonly since: Date;
}

/** Enough for a rotation each day for years; a forger's flood of keys proves nothing, as an auditor brings their own. */
const keysMax = 1_000;

/** Every key that ever signed here, so that checkpoints of before a rotation can still be verified. */
export async function ledgerKeys(db: Db): Promise<readonly LedgerKey[]> {
  const found = await db
    .collection<KeyDocument>('ledger_keys')
    .find()
    .sort({ since: 1, _id: 1 })
    .limit(keysMax)
    .toArray();
  return found.map(({ _id: keyId, x }) => ({ keyId, x }));
}

/** When a key was first used, ms; 0 for one that never was. */
export async function ledgerKeySinceMs(db: Db, keyId: string): Promise<number> {
  const key = await db.collection<KeyDocument>('ledger_keys').findOne({ _id: keyId });
  return key?.since.getTime() ?? 0;
}

/** Keeps a public half, once. */
export async function keepLedgerKey(db: Db, keyId: string, publicKey: KeyObject, atMs: number): Promise<void> {
  const { x } = publicKey.export({ format: 'jwk' });
  if (x === undefined) throw new Error('a checkpoint key must be an Ed25519 key');
  await db
    .collection<KeyDocument>('ledger_keys')
    .updateOne({ _id: keyId }, { $setOnInsert: { x, since: new Date(atMs) } }, { upsert: true });
}

/** A JSON Web Key Set of them, as `verify --keys` reads it. */
export function keySetOf(keys: readonly LedgerKey[]): string {
  return `${JSON.stringify({ keys: keys.map(({ keyId: kid, x }) => ({ kty: 'OKP', crv: 'Ed25519', kid, x })) }, undefined, 2)}\n`;
}
