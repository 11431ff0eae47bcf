import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { WALLET_SHARDS } from '@halobuzz/core/limits';
import { BSON, type Db, type Document, type MongoClient } from 'mongodb';
import { z } from 'zod';
import type { AccountDoc, LegDoc, TransactionDoc } from '../adapters/mongo/ledger-collections.ts';
import { decodedBson, type Stored } from '../adapters/mongo/raw-bson.ts';
import { type ChainSource, mongoChain } from './chain-source.ts';

/**
 * The ledger in files, for an auditor: `manifest.json`, and for each shard its entries, legs and accounts as one MongoDB
 * extended-JSON document a line (canonical form: no number loses a digit), compressed. The manifest names each file's
 * SHA-256; what proves the content are the chain and the signed checkpoints, not the manifest.
 */
const parts = ['entries', 'legs', 'accounts'] as const;
type Part = (typeof parts)[number];

/** Documents that a verifier holds at a time. */
const pageLines = 500;

const wholeText = z.string().regex(/^[0-9]{1,19}$/);
const fileSchema = z.strictObject({ name: z.string(), sha256: z.string(), lines: z.int().min(0) });
const manifestSchema = z.strictObject({
  format: z.literal(1),
  takenAt: z.iso.datetime(),
  shards: z.array(
    z.strictObject({
      shard: z.int().min(0),
      head: z.strictObject({ epoch: wholeText, sequence: wholeText, hash: z.string().regex(/^[0-9a-f]{64}$/) }),
      files: z.strictObject({ entries: fileSchema, legs: fileSchema, accounts: fileSchema }),
    }),
  ),
});
export type LedgerManifest = z.infer<typeof manifestSchema>;

export interface ExportDeps {
  readonly client: MongoClient;
  readonly db: Db;
  /** A new or empty folder. */
  readonly folder: string;
  readonly onProgress: (shards: number, lines: number) => void;
}

/** Writes the whole ledger to a folder, each shard as of one moment. The manifest comes last: without it nothing is whole. */
export async function exportLedger(deps: ExportDeps): Promise<LedgerManifest> {
  const files = exportedFiles(deps);
  for (let next = await files.next(); ; next = await files.next()) if (next.done === true) return next.value;
}

/** {@link exportLedger} file by file, by their names: each is whole when it is named, and may be taken away then. */
export async function* exportedFiles(deps: ExportDeps): AsyncGenerator<string, LedgerManifest> {
  await mkdir(deps.folder, { recursive: true });
  // Before the first shard is read: a checkpoint that is signed meanwhile saw entries that the shards read already lack.
  const takenAt = new Date().toISOString();
  const shards: LedgerManifest['shards'] = [];
  let lines = 0;
  for (let shard = 0; shard < WALLET_SHARDS; shard += 1) {
    const written = await exportShard(deps, shard);
    shards.push(written);
    for (const part of parts) {
      lines += written.files[part].lines;
      yield written.files[part].name;
    }
    deps.onProgress(shard + 1, lines);
  }
  const manifest: LedgerManifest = { format: 1, takenAt, shards };
  const path = join(deps.folder, manifestName);
  await writeFile(`${path}.part`, `${JSON.stringify(manifest, undefined, 2)}\n`, { flush: true });
  await rename(`${path}.part`, path);
  yield manifestName;
  return manifest;
}

async function exportShard(
  { client, db, folder }: ExportDeps,
  shard: number,
): Promise<LedgerManifest['shards'][number]> {
  const session = client.startSession({ snapshot: true });
  try {
    const source = mongoChain(db, session, shard);
    const head = await source.head();
    if (head === undefined) throw new Error(`the head of shard ${shard} is missing`);
    const write = (part: Part, documents: AsyncIterable<Document>) =>
      writeLines(folder, fileName(shard, part), documents);
    const files = {
      entries: await write('entries', singly(source.entries(0n))),
      legs: await write('legs', singly(source.legs(0n))),
      accounts: await write('accounts', singly(source.accounts())),
    };
    const { epoch, sequence, hash } = head;
    const end = { epoch: `${epoch}`, sequence: `${sequence}`, hash: Buffer.from(hash).toString('hex') };
    return { shard, head: end, files };
  } finally {
    await session.endSession();
  }
}

const manifestName = 'manifest.json';

function fileName(shard: number, part: Part): string {
  return `shard-${String(shard).padStart(2, '0')}.${part}.jsonl.gz`;
}

async function writeLines(folder: string, name: string, documents: AsyncIterable<Document>) {
  const hash = createHash('sha256');
  let lines = 0;
  async function* texts(): AsyncIterable<string> {
    for await (const document of documents) {
      lines += 1;
      yield `${BSON.EJSON.stringify(document, { relaxed: false })}\n`;
    }
  }
  const hashed = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(undefined, chunk);
    },
  });
  await pipeline(Readable.from(texts()), createGzip(), hashed, createWriteStream(join(folder, name)));
  return { name, sha256: hash.digest('hex'), lines };
}

/** An exported file is not what its manifest says, or there is none. */
export class ExportDamaged extends Error {}

/** Reads the manifest of an exported ledger. Throws {@link ExportDamaged}. */
export async function readManifest(folder: string): Promise<LedgerManifest> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => {
    throw new ExportDamaged(`${folder} holds no manifest.json: it is no exported ledger, or not a whole one`);
  });
  const read = manifestSchema.safeParse(jsonOf(text));
  if (!read.success) throw new ExportDamaged('manifest.json is not that of an exported ledger');
  for (const { shard, files } of read.data.shards) {
    // A manifest is whoever's who made the export: it names no files of the machine that verifies it.
    const odd = parts.find((part) => files[part].name !== fileName(shard, part));
    if (odd !== undefined) throw new ExportDamaged(`manifest.json names other ${odd} for shard ${shard}`);
  }
  const known = new Set(read.data.shards.map(({ shard }) => shard));
  const missing = Array.from({ length: WALLET_SHARDS }, (_, shard) => shard).find((shard) => !known.has(shard));
  if (missing !== undefined) throw new ExportDamaged(`manifest.json does not name shard ${missing}`);
  return read.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One shard of an exported ledger, to be verified without any database. Damaged files throw {@link ExportDamaged}. */
export function exportedChain(folder: string, shard: LedgerManifest['shards'][number]): ChainSource {
  const { head, files } = shard;
  // The documents are what `mongoChain` gave; a verifier compares every field of them, so a false shape is found.
  const documents = <T>(part: Part): AsyncIterable<T> => readLines(folder, files[part]) as AsyncIterable<T>;
  return {
    shard: shard.shard,
    head: async () => ({
      epoch: BigInt(head.epoch),
      sequence: BigInt(head.sequence),
      hash: Buffer.from(head.hash, 'hex'),
    }),
    entries: (after) => inPages(behind(documents<TransactionDoc>('entries'), ({ sequence }) => sequence <= after)),
    legs: (after) => inPages(behind(documents<LegDoc>('legs'), ({ sequence }) => sequence <= after)),
    accounts: () => inPages(documents<AccountDoc>('accounts')),
  };
}

async function* singly<T>(pages: AsyncIterable<readonly Stored<T>[]>): AsyncIterable<T> {
  for await (const page of pages) for (const stored of page) yield decodedBson(stored);
}

/** What was read before the source failed is handed out first: what is wrong in it says more than that it ended badly. */
async function* inPages<T>(documents: AsyncIterable<T>): AsyncIterable<readonly T[]> {
  let page: T[] = [];
  const failed: unknown[] = [];
  try {
    for await (const document of documents) {
      page.push(document);
      if (page.length < pageLines) continue;
      yield page;
      page = [];
    }
  } catch (error) {
    failed.push(error);
  }
  if (page.length > 0) yield page;
  if (failed.length > 0) throw failed[0];
}

async function* behind<T>(documents: AsyncIterable<T>, isBefore: (document: T) => boolean): AsyncIterable<T> {
  for await (const document of documents) if (!isBefore(document)) yield document;
}

async function* readLines(folder: string, file: z.infer<typeof fileSchema>): AsyncIterable<unknown> {
  const hash = createHash('sha256');
  const input = createReadStream(join(folder, file.name));
  input.on('data', (chunk) => hash.update(chunk));
  const plain = createGunzip().setEncoding('utf8');
  input.on('error', (error) => plain.destroy(error));
  let lines = 0;
  try {
    for await (const line of linesOf(input.pipe(plain))) {
      lines += 1;
      yield BSON.EJSON.parse(line, { relaxed: true, useBigInt64: true });
    }
  } catch (cause) {
    throw new ExportDamaged(`${file.name} cannot be read`, { cause });
  } finally {
    input.destroy();
    plain.destroy();
  }
  if (lines !== file.lines) throw new ExportDamaged(`${file.name} has ${lines} lines, the manifest says ${file.lines}`);
  if (hash.digest('hex') !== file.sha256) throw new ExportDamaged(`${file.name} is not the file that was written`);
}

/** Not readline: it waits for ever when its input fails. */
async function* linesOf(texts: AsyncIterable<string>): AsyncIterable<string> {
  let rest = '';
  for await (const text of texts) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
