import { BSON, type Document } from 'mongodb';
import { int32At } from '../adapters/mongo/raw-bson.ts';
import { BackupRefused } from './backup-keys.ts';

/** Documents lie in a file one behind the other, each as BSON, which begins with its length (https://bsonspec.org/spec.html). */
const lengthBytes = 4;
/** MongoDB's own bound of a document, with room for what a change adds around one. */
const documentBytesMax = 17 * 1024 * 1024;
const chunkBytes = 256 * 1024;

/** Keeps every type as it is: what is written again is what was read, byte for byte but for the order of none. */
const asStored = { promoteValues: false, promoteLongs: false, promoteBuffers: false } as const;

/** Splits bytes into the documents that lie in them. Throws {@link BackupRefused} where they do not end with one. */
export async function* documentsIn(chunks: AsyncIterable<Buffer>, name: string): AsyncGenerator<Document> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = rest.byteLength === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    while (bytes.byteLength - at >= lengthBytes) {
      const length = int32At(bytes, at);
      if (length < lengthBytes || length > documentBytesMax) throw new BackupRefused(`${name} holds no documents`);
      if (bytes.byteLength - at < length) break;
      yield BSON.deserialize(bytes.subarray(at, at + length), asStored);
      at += length;
    }
    rest = bytes.subarray(at);
  }
  if (rest.byteLength > 0) throw new BackupRefused(`${name} ends amid a document`);
}

/** Lays small pieces together, so that streams are not asked for each of them. */
export async function* inChunks(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    held.push(piece);
    bytes += piece.byteLength;
    if (bytes < chunkBytes) continue;
    yield Buffer.concat(held);
    held = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(held);
}
