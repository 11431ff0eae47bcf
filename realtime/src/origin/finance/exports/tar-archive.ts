import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';

const blockBytes = 512;
/** What eleven octal digits can say; a larger size is written in the base-256 form that GNU tar and all others read. */
const octalSizeMax = 8 ** 11;

/** The header of one file in a POSIX (ustar) archive. `name`: at most 100 ASCII characters. */
export function tarHeader(name: string, sizeBytes: number, modifiedAtMs: number): Uint8Array {
  if (!/^[\x21-\x7e]{1,100}$/.test(name)) throw new Error('a name in an archive must be at most 100 plain characters');
  const header = Buffer.alloc(blockBytes);
  const octal = (value: number, at: number, digits: number) => {
    header.write(`${value.toString(8).padStart(digits, '0')}\0`, at, 'latin1');
  };
  header.write(name, 0, 'latin1');
  octal(0o644, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  if (sizeBytes < octalSizeMax) octal(sizeBytes, 124, 11);
  else {
    header.writeUInt8(0x80, 124);
    header.writeBigUInt64BE(BigInt(sizeBytes), 128);
  }
  octal(Math.floor(modifiedAtMs / 1_000), 136, 11);
  header.write('        0', 148, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

/** A file of the archive that is at hand. */
export function* tarText(name: string, text: string, modifiedAtMs: number): Iterable<Uint8Array> {
  const bytes = Buffer.from(text, 'utf8');
  yield tarHeader(name, bytes.byteLength, modifiedAtMs);
  yield bytes;
  yield padding(bytes.byteLength);
}

/** A file of the archive from one on disk, piece by piece; it must not change meanwhile. */
export async function* tarFile(folder: string, path: string, modifiedAtMs: number): AsyncIterable<Uint8Array> {
  const { size } = await stat(path);
  yield tarHeader(`${folder}/${basename(path)}`, size, modifiedAtMs);
  yield* createReadStream(path);
  yield padding(size);
}

/** What ends an archive. */
export function tarEnd(): Uint8Array {
  return new Uint8Array(2 * blockBytes);
}

function padding(bytes: number): Uint8Array {
  return new Uint8Array((blockBytes - (bytes % blockBytes)) % blockBytes);
}
