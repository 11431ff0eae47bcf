import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromHex, hex } from '@halobuzz/core/ids';
import { canonicalBytes } from '@halobuzz/core/ledger/bytes';
import { Binary, type Db } from 'mongodb';
import { z } from 'zod';
import { isDuplicateKey } from '../adapters/mongo/is-duplicate-key.ts';
import { type CheckpointDoc, checkpoints, ledgerHeads } from '../adapters/mongo/ledger-collections.ts';
import { sha256 } from './chain-docs.ts';
import { keepLedgerKey } from './ledger-keys.ts';
import { merkleRoot } from './merkle.ts';

export interface CheckpointHead {
  readonly shard: number;
  readonly epoch: bigint;
  readonly sequence: bigint;
  readonly hash: Uint8Array;
}

/** The ends of all chains at one moment, under one signature made with a key that the database does not hold. */
export interface Checkpoint {
  readonly atMs: number;
  readonly heads: readonly CheckpointHead[];
  readonly root: Uint8Array;
  readonly keyId: string;
  readonly signature: Uint8Array;
}

export interface CheckpointKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly keyId: string;
}

/** Reads an Ed25519 private key: PKCS#8 DER in base64url, or a JSON Web Key (RFC 8037). Throws for anything else. */
export function checkpointKeyOf(text: string): CheckpointKey {
  const privateKey = text.trimStart().startsWith('{')
    ? createPrivateKey({ key: JSON.parse(text), format: 'jwk' })
    : createPrivateKey({ key: Buffer.from(text, 'base64url'), format: 'der', type: 'pkcs8' });
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error('the checkpoint key must be an Ed25519 private key');
  const publicKey = createPublicKey(privateKey);
  return { privateKey, publicKey, keyId: keyIdOf(publicKey) };
}

/** Public halves by their names. */
export type PublicKeys = ReadonlyMap<string, KeyObject>;

const keySetSchema = z.object({ keys: z.array(z.record(z.string(), z.unknown())).min(1) });

/** Reads public Ed25519 keys: a JSON Web Key Set, or PEM blocks. Throws for anything else. */
export function publicKeysOf(text: string): PublicKeys {
  const blocks = text.match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g) ?? [];
  const keys = text.trimStart().startsWith('{')
    ? keySetSchema.parse(JSON.parse(text)).keys.map((key) => createPublicKey({ key, format: 'jwk' }))
    : blocks.map((block) => createPublicKey(block));
  if (keys.length === 0 || keys.some((key) => key.asymmetricKeyType !== 'ed25519')) {
    throw new Error('give public Ed25519 keys: a JSON Web Key Set or PEM');
  }
  return new Map(keys.map((key) => [keyIdOf(key), key]));
}

/** The name of a public key: the first half of the SHA-256 of its SPKI form, hex. */
export function keyIdOf(publicKey: KeyObject): string {
  return hex(sha256(publicKey.export({ format: 'der', type: 'spki' }))).slice(0, 32);
}

export function checkpointRoot(heads: readonly CheckpointHead[]): Uint8Array {
  return merkleRoot(
    [...heads]
      .sort((a, b) => a.shard - b.shard)
      .map((head) =>
        canonicalBytes(1, [
          { int: BigInt(head.shard) },
          { int: head.epoch },
          { int: head.sequence },
          { raw: head.hash },
        ]),
      ),
  );
}

function signedBytes(atMs: number, root: Uint8Array): Uint8Array {
  return canonicalBytes(1, [{ text: 'halobuzz ledger checkpoint' }, { int: BigInt(atMs) }, { raw: root }]);
}

export function signCheckpoint(heads: readonly CheckpointHead[], atMs: number, key: CheckpointKey): Checkpoint {
  const root = checkpointRoot(heads);
  return { atMs, heads, root, keyId: key.keyId, signature: sign(null, signedBytes(atMs, root), key.privateKey) };
}

/** Whether the root belongs to the heads and the signature to the root. */
export function checkpointHolds(checkpoint: Checkpoint, publicKey: KeyObject): boolean {
  const root = checkpointRoot(checkpoint.heads);
  return (
    Buffer.compare(root, checkpoint.root) === 0 &&
    verify(null, signedBytes(checkpoint.atMs, root), publicKey, checkpoint.signature)
  );
}

/** Reads all heads at one moment (majority), signs them, and stores the checkpoint in the database and as a file. */
export async function writeCheckpoint(db: Db, dir: string, key: CheckpointKey, atMs: number): Promise<Checkpoint> {
  const checkpoint = signCheckpoint(await readHeads(db), atMs, key);
  await keepLedgerKey(db, key.keyId, key.publicKey, atMs);
  await storeCheckpoint(db, dir, checkpoint);
  return checkpoint;
}

/** The same, but nothing is written and undefined is answered while no chain has grown since `last`, for up to `idleMs`. */
export async function continueCheckpoints(
  db: Db,
  dir: string,
  key: CheckpointKey,
  atMs: number,
  last: Checkpoint | undefined,
  idleMs: number,
): Promise<Checkpoint | undefined> {
  const checkpoint = signCheckpoint(await readHeads(db), atMs, key);
  const grown = last === undefined || Buffer.compare(last.root, checkpoint.root) !== 0;
  if (!grown && atMs - last.atMs < idleMs) return undefined;
  if (last?.keyId !== key.keyId) await keepLedgerKey(db, key.keyId, key.publicKey, atMs);
  await storeCheckpoint(db, dir, checkpoint);
  return checkpoint;
}

async function readHeads(db: Db): Promise<CheckpointHead[]> {
  const docs = await ledgerHeads(db)
    .find({}, { readConcern: { level: 'majority' } })
    .sort({ _id: 1 })
    .toArray();
  return docs.map(({ _id, epoch, sequence, hash }) => ({ shard: _id, epoch, sequence, hash: hash.buffer }));
}

async function storeCheckpoint(db: Db, dir: string, checkpoint: Checkpoint): Promise<void> {
  const { atMs, heads } = checkpoint;
  await writeCheckpointFile(dir, checkpoint);
  try {
    await checkpoints(db).insertOne({
      _id: new Date(atMs).toISOString(),
      at: new Date(atMs),
      root: new Binary(checkpoint.root),
      heads: heads.map((head) => ({ ...head, hash: new Binary(head.hash) })),
      keyId: checkpoint.keyId,
      signature: new Binary(checkpoint.signature),
    });
  } catch (error) {
    // Another writer signed in the same millisecond: its checkpoint serves as well.
    if (!isDuplicateKey(error)) throw error;
  }
}

const filePattern = /^checkpoint-.*\.json$/;

export function checkpointFileName(atMs: number): string {
  return `checkpoint-${new Date(atMs).toISOString().replaceAll(':', '')}.json`;
}

const hexText = z.string().transform((text, context): Uint8Array => {
  const bytes = fromHex(text);
  if (bytes !== undefined) return bytes;
  context.addIssue('must be hexadecimal');
  return z.NEVER;
});
const whole = z
  .string()
  .regex(/^[0-9]{1,19}$/)
  .transform(BigInt);
const checkpointFileSchema = z.strictObject({
  at: z.iso.datetime(),
  keyId: z.string(),
  root: hexText,
  signature: hexText,
  heads: z.array(z.strictObject({ shard: z.int(), epoch: whole, sequence: whole, hash: hexText })),
});

export function checkpointJson(checkpoint: Checkpoint): string {
  const { atMs, keyId, root, signature, heads } = checkpoint;
  return `${JSON.stringify({
    at: new Date(atMs).toISOString(),
    keyId,
    root: hex(root),
    signature: hex(signature),
    heads: heads.map(({ shard, epoch, sequence, hash }) => ({
      shard,
      epoch: epoch.toString(),
      sequence: sequence.toString(),
      hash: hex(hash),
    })),
  })}\n`;
}

/** The newest checkpoint file of a folder; undefined when there is none. Throws when it cannot be read. */
export async function newestCheckpointFile(dir: string): Promise<Checkpoint | undefined> {
  const newest = (await checkpointNames(dir)).at(-1);
  return newest === undefined ? undefined : readCheckpointFile(join(dir, newest));
}

/** All checkpoint files of a folder, oldest first; at most the newest `most`. Throws when one cannot be read. */
export async function checkpointFiles(dir: string, most: number): Promise<readonly Checkpoint[]> {
  const names = await checkpointNames(dir);
  return Promise.all(names.slice(-most).map((name) => readCheckpointFile(join(dir, name))));
}

async function checkpointNames(dir: string): Promise<string[]> {
  const names = await readdir(dir).catch(() => []);
  return names.filter((name) => filePattern.test(name)).sort();
}

async function readCheckpointFile(path: string): Promise<Checkpoint> {
  const { at, ...rest } = checkpointFileSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  return { atMs: Date.parse(at), ...rest };
}

/** Writes a checkpoint into a folder, as it is stored beside the database. */
export async function writeCheckpointFile(dir: string, checkpoint: Checkpoint): Promise<void> {
  await mkdir(dir, { recursive: true });
  const file = join(dir, checkpointFileName(checkpoint.atMs));
  await writeFile(`${file}.part`, checkpointJson(checkpoint), { flush: true });
  await rename(`${file}.part`, file);
}

/** The newest checkpoint of the database. */
export async function newestStoredCheckpoint(db: Db): Promise<Checkpoint | undefined> {
  return (await storedCheckpoints(db, 1))[0];
}

/** The newest ones of the database, at most so many, the newest first. */
export async function storedCheckpoints(db: Db, most: number): Promise<readonly Checkpoint[]> {
  const docs = await checkpoints(db).find().sort({ at: -1 }).limit(most).toArray();
  return docs.map(checkpointOf);
}

function checkpointOf(doc: CheckpointDoc): Checkpoint {
  return {
    atMs: doc.at.getTime(),
    root: doc.root.buffer,
    keyId: doc.keyId,
    signature: doc.signature.buffer,
    heads: doc.heads.map((head) => ({ ...head, hash: head.hash.buffer })),
  };
}
