import { createCipheriv, createDecipheriv, createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { PassThrough, Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';
import { z } from 'zod';
import { BackupRefused } from './backup-keys.ts';

/**
 * Bytes on their way into a file: compressed (Zstandard), then encrypted (AES-256-GCM), as a stream. A reader takes nothing from a
 * file before the SHA-256 of all of it was compared with what somebody signed.
 */
export const sealSchema = z.strictObject({
  /** Of the sealed bytes. */
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  tag: z.string().regex(/^[0-9a-f]{32}$/),
});
export type Seal = z.infer<typeof sealSchema>;

const cipherName = 'aes-256-gcm';
/** Each key seals one file. */
const nonce = Buffer.alloc(12);
/** Level 1 keeps up with reading MongoDB on one core and makes a fifth of the ledger's documents. */
const compression = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** Seals everything into a new file, on the disk when this resolves. */
export async function writeSealed(path: string, key: Uint8Array, content: AsyncIterable<Uint8Array>): Promise<Seal> {
  const cipher = createCipheriv(cipherName, key, nonce);
  const counted = counting();
  const file = createWriteStream(path, { flags: 'wx', flush: true });
  await pipeline(Readable.from(content), createZstdCompress(compression), cipher, counted.through, file);
  return { ...counted.seal(), tag: cipher.getAuthTag().toString('hex') };
}

/** The same in memory, for what is small. */
export async function sealBytes(
  key: Uint8Array,
  content: AsyncIterable<Uint8Array>,
): Promise<{ readonly sealed: Buffer; readonly seal: Seal }> {
  const cipher = createCipheriv(cipherName, key, nonce);
  const counted = counting();
  const chunks: Buffer[] = [];
  await pipeline(
    Readable.from(content),
    createZstdCompress(compression),
    cipher,
    counted.through,
    async (sealed: AsyncIterable<Buffer>) => {
      for await (const chunk of sealed) chunks.push(chunk);
    },
  );
  return { sealed: Buffer.concat(chunks), seal: { ...counted.seal(), tag: cipher.getAuthTag().toString('hex') } };
}

/** Compares what lies behind the first `start` bytes of a file with its seal. Throws {@link BackupRefused}, which names it. */
export async function checkSealed(path: string, name: string, seal: Seal, start = 0): Promise<void> {
  const counted = counting();
  try {
    await pipeline(createReadStream(path, { start }), counted.through, async (sealed: AsyncIterable<Buffer>) => {
      for await (const _ of sealed);
    });
  } catch {
    throw new BackupRefused(`${name} cannot be read`);
  }
  const found = counted.seal();
  if (found.bytes !== seal.bytes) {
    throw new BackupRefused(`${name} holds ${found.bytes} sealed bytes, ${seal.bytes} were written`);
  }
  if (found.sha256 !== seal.sha256) throw new BackupRefused(`${name} is not the file that was written`);
}

/** What was sealed, once {@link checkSealed} held. Throws {@link BackupRefused} for another key. */
export async function* readSealed(
  path: string,
  name: string,
  key: Uint8Array,
  seal: Seal,
  start = 0,
): AsyncGenerator<Buffer> {
  const decipher = createDecipheriv(cipherName, key, nonce);
  decipher.setAuthTag(Buffer.from(seal.tag, 'hex'));
  const plain = new PassThrough();
  const done = pipeline(createReadStream(path, { start }), decipher, createZstdDecompress(), plain);
  // Told below; without a listener of its own a failure before the first read would end the process.
  done.catch(() => {});
  try {
    for await (const chunk of plain) yield chunk;
    await done;
  } catch (cause) {
    throw new BackupRefused(`${name} cannot be opened with BACKUP_KEY`, { cause });
  } finally {
    plain.destroy();
  }
}

function counting(): { readonly through: Transform; readonly seal: () => Omit<Seal, 'tag'> } {
  const hash: Hash = createHash('sha256');
  let bytes = 0;
  const through = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.byteLength;
      done(undefined, chunk);
    },
  });
  return { through, seal: () => ({ bytes, sha256: hash.copy().digest('hex') }) };
}
