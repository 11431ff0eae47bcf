import { utf8 } from '../../bytes.ts';
import type { ExportFileRow } from './export-tables.ts';

/*
 * The ZIP format (APPNOTE 6.3.10) as far as archives need it: every size and checksum is known before the first byte is
 * sent, so there are no data descriptors, and the bytes of files are written by others between the headers made here.
 */

/** A file of a ZIP. */
export interface ZipEntry {
  /** ASCII, with `/`. */
  readonly path: string;
  /** 8: deflate; 0: as it is. */
  readonly method: 0 | 8;
  readonly packed: number;
  readonly bytes: number;
  readonly crc: number;
  readonly atMs: number;
}

const storedMethod = 0;
const deflateMethod = 8;

/** What a file of an archive is in the ZIP. Pictures are compressed already. */
export function entryOf(file: ExportFileRow, atMs: number): ZipEntry {
  const { path, kind, packed, bytes, crc } = file;
  return { path, method: kind === 'picture' ? storedMethod : deflateMethod, packed, bytes, crc, atMs };
}

const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
/** Sizes and places have 32 bits; larger archives would need ZIP64. */
export const zipBytesMax = 0xffff_ffff;

/** The length of a whole ZIP. */
export function archiveBytes(entries: readonly ZipEntry[]): number {
  return entries.reduce(
    (sum, entry) => sum + LOCAL_BYTES + CENTRAL_BYTES + 2 * entry.path.length + entry.packed,
    END_BYTES,
  );
}

/** What stands before a file's bytes. */
export function localHeader(entry: ZipEntry): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(LOCAL_BYTES + entry.path.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x04034b50, true);
  common(view, 4, entry);
  bytes.set(utf8(entry.path), LOCAL_BYTES);
  return bytes;
}

/** What stands behind all files: the directory, and where it begins. */
export function directory(entries: readonly ZipEntry[]): Uint8Array<ArrayBuffer> {
  const namesBytes = entries.reduce((sum, { path }) => sum + CENTRAL_BYTES + path.length, 0);
  const bytes = new Uint8Array(namesBytes + END_BYTES);
  const view = new DataView(bytes.buffer);
  let at = 0;
  let place = 0;
  for (const entry of entries) {
    view.setUint32(at, 0x02014b50, true);
    view.setUint16(at + 4, 20, true);
    common(view, at + 6, entry);
    view.setUint32(at + 42, place, true);
    bytes.set(utf8(entry.path), at + CENTRAL_BYTES);
    at += CENTRAL_BYTES + entry.path.length;
    place += LOCAL_BYTES + entry.path.length + entry.packed;
  }
  view.setUint32(at, 0x06054b50, true);
  view.setUint16(at + 8, entries.length, true);
  view.setUint16(at + 10, entries.length, true);
  view.setUint32(at + 12, namesBytes, true);
  view.setUint32(at + 16, place, true);
  return bytes;
}

/** The fields that both headers of a file share, in their order: version needed to the length of the name. */
function common(view: DataView, at: number, { path, method, packed, bytes, crc, atMs }: ZipEntry): void {
  const time = new Date(atMs);
  view.setUint16(at, 20, true);
  // Names are UTF-8.
  view.setUint16(at + 2, 0x0800, true);
  view.setUint16(at + 4, method, true);
  view.setUint16(at + 6, (time.getUTCHours() << 11) | (time.getUTCMinutes() << 5) | (time.getUTCSeconds() >> 1), true);
  view.setUint16(
    at + 8,
    ((time.getUTCFullYear() - 1980) << 9) | ((time.getUTCMonth() + 1) << 5) | time.getUTCDate(),
    true,
  );
  view.setUint32(at + 10, crc, true);
  view.setUint32(at + 14, packed, true);
  view.setUint32(at + 18, bytes, true);
  view.setUint16(at + 22, path.length, true);
}
