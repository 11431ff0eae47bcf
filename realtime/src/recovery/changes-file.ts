import { createHash } from 'node:crypto';
import { open, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { limits } from '@halobuzz/core/limits';
import { BSON } from 'mongodb';
import { z } from 'zod';
import { type BackupKeys, BackupRefused, fileKey, jsonOf, openSignedText, signedText } from './backup-keys.ts';
import { type BackupManifest, clusterTimeSchema, readManifest, wholeBackups } from './backup-manifest.ts';
import { documentsIn, inChunks } from './bson-stream.ts';
import type { CapturedChange } from './captured-change.ts';
import { checkSealed, readSealed, sealBytes, sealSchema } from './sealed-file.ts';

/**
 * Changes behind a backup, in files that follow one another: each names its number and the hash of the signed header before it,
 * so none can be left out, swapped or taken from another backup. Only the end can be missing; the newest checkpoint and the
 * wallets' streams tell that.
 */
const headerSchema = z.strictObject({
  backup: z.string(),
  number: z.int().min(1),
  previous: z.string(),
  /** All changes up to this moment of MongoDB's are in this file or before it. */
  through: clusterTimeSchema,
  /** Extended JSON: where the capture goes on. */
  resumeToken: z.string(),
  changes: z.int().min(0),
  writtenAt: z.iso.datetime(),
  seal: sealSchema,
});
export type ChangesHeader = z.infer<typeof headerSchema>;

/** The end of the files that are there. */
export interface ChangesEnd {
  readonly number: number;
  readonly hash: string;
  /** Undefined: there are none yet, changes go on from the backup's own moment. */
  readonly header: ChangesHeader | undefined;
}

const lengthBytes = 4;
const namePattern = /^changes-([0-9]{8})\.sealed$/;

export function changesFileName(number: number): string {
  return `changes-${String(number).padStart(8, '0')}.sealed`;
}

/** What the first file of changes stands on. */
export function changesStart(manifest: BackupManifest): ChangesEnd {
  return { number: 0, hash: hashOf(JSON.stringify(manifest)), header: undefined };
}

export interface NewChanges {
  readonly changes: readonly CapturedChange[];
  readonly through: bigint;
  readonly resumeToken: unknown;
  readonly nowMs: number;
}

/** Writes the next file; on the disk, under its name, when this resolves. */
export async function writeChanges(
  folder: string,
  backupId: string,
  keys: BackupKeys,
  end: ChangesEnd,
  { changes, through, resumeToken, nowMs }: NewChanges,
): Promise<ChangesEnd> {
  const number = end.number + 1;
  const name = changesFileName(number);
  const documents = changes.map((change) => BSON.serialize(change));
  const { sealed, seal } = await sealBytes(fileKey(keys.encryption, backupId, name), inChunks(documents));
  const header: ChangesHeader = {
    ...{ backup: backupId, number, previous: end.hash, through: through.toString() },
    ...{ resumeToken: BSON.EJSON.stringify(resumeToken, { relaxed: false }), changes: changes.length },
    ...{ writtenAt: new Date(nowMs).toISOString(), seal },
  };
  const body = JSON.stringify(header);
  const signed = Buffer.from(signedText('halobuzz backup changes', body, keys.signing));
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32BE(signed.byteLength);
  const path = join(folder, name);
  await writeFile(`${path}.part`, Buffer.concat([length, signed, sealed]), { flush: true });
  await rename(`${path}.part`, path);
  return { number, hash: hashOf(body), header };
}

export interface ChangesFile {
  readonly name: string;
  readonly header: ChangesHeader;
  read(): AsyncGenerator<CapturedChange>;
}

export interface ChangesFiles {
  readonly files: readonly ChangesFile[];
  readonly end: ChangesEnd;
}

/** All files of changes of a backup, in order, each compared with its signature and its seal. Throws {@link BackupRefused}. */
export async function readChanges(folder: string, manifest: BackupManifest, keys: BackupKeys): Promise<ChangesFiles> {
  const names = (await readdir(folder)).filter((name) => namePattern.test(name)).sort();
  const files: ChangesFile[] = [];
  let end = changesStart(manifest);
  for (const name of names) {
    const path = join(folder, name);
    const { text, start } = await signedHeader(path, name);
    const body = openSignedText('halobuzz backup changes', text, keys.signing, name);
    const read = headerSchema.safeParse(jsonOf(body));
    if (!read.success) throw new BackupRefused(`${name} has no header of changes`);
    const header = read.data;
    if (header.backup !== manifest.id) throw new BackupRefused(`${name} belongs to another backup (${header.backup})`);
    const expected = changesFileName(end.number + 1);
    if (name !== expected) throw new BackupRefused(`${expected} is missing: ${name} cannot follow`);
    if (header.number !== end.number + 1 || header.previous !== end.hash) {
      throw new BackupRefused(`${name} does not follow the file before it: it was swapped, or one was written anew`);
    }
    await checkSealed(path, name, header.seal, start);
    const key = fileKey(keys.encryption, manifest.id, name);
    files.push({ name, header, read: () => readDocuments(path, name, key, header, start) });
    end = { number: header.number, hash: hashOf(body), header };
  }
  return { files, end };
}

/**
 * Which backup of a folder reaches furthest: the newest one, or the one before it while the newest has not caught up with the
 * changes that were written behind that. Throws {@link BackupRefused}.
 */
export async function furthestBackup(dir: string, keys: BackupKeys): Promise<string> {
  const [newest = dir, before] = await wholeBackups(dir);
  if (before === undefined) return newest;
  return (await reachOf(before, keys)) > (await reachOf(newest, keys)) ? before : newest;
}

async function reachOf(folder: string, keys: BackupKeys): Promise<bigint> {
  const manifest = await readManifest(folder, keys);
  const name = (await readdir(folder))
    .filter((one) => namePattern.test(one))
    .sort()
    .at(-1);
  if (name === undefined) return BigInt(manifest.clusterTime);
  const { text } = await signedHeader(join(folder, name), name);
  const read = headerSchema.safeParse(jsonOf(openSignedText('halobuzz backup changes', text, keys.signing, name)));
  if (!read.success) throw new BackupRefused(`${name} has no header of changes`);
  return BigInt(read.data.through);
}

async function* readDocuments(
  path: string,
  name: string,
  key: Uint8Array,
  header: ChangesHeader,
  start: number,
): AsyncGenerator<CapturedChange> {
  let count = 0;
  for await (const document of documentsIn(readSealed(path, name, key, header.seal, start), name)) {
    count += 1;
    // Only `writeChanges` writes such files, and the seal of this one was compared with what it signed.
    yield document as CapturedChange;
  }
  if (count !== header.changes)
    throw new BackupRefused(`${name} holds ${count} changes, ${header.changes} were written`);
}

async function signedHeader(path: string, name: string): Promise<{ readonly text: string; readonly start: number }> {
  const file = await open(path, 'r');
  try {
    const length = (await file.read(Buffer.alloc(lengthBytes), 0, lengthBytes, 0)).buffer.readUInt32BE();
    if (length === 0 || length > limits.changesHeaderBytesMax)
      throw new BackupRefused(`${name} has no header of changes`);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, lengthBytes);
    if (bytesRead !== length) throw new BackupRefused(`${name} is cut off`);
    return { text: buffer.toString('utf8'), start: lengthBytes + length };
  } finally {
    await file.close();
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
