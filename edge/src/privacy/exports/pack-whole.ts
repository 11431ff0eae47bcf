import { constants, crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { ExportPage } from '@halobuzz/core/api/internal-exports';
import { hex } from '@halobuzz/core/ids';
import type { ExportFileRow } from './export-tables.ts';

/** A piece of a file: its bytes for the bucket, and the file as it is behind it, but for the name that the piece gets there. */
export interface Piece {
  readonly segment: Uint8Array<ArrayBuffer>;
  readonly file: ExportFileRow;
}

/** A file made in one piece; `stored`: as it is. */
export async function packWhole(
  file: ExportFileRow,
  content: Uint8Array<ArrayBuffer>,
  rows: number,
  stored = false,
): Promise<Piece> {
  const segment = stored ? content : Uint8Array.from(deflateRawSync(content));
  const sha256 = hex(new Uint8Array(await crypto.subtle.digest('SHA-256', content)));
  const sizes = { packed: segment.byteLength, bytes: content.byteLength, rows };
  return { segment, file: { ...file, ...sizes, crc: crc32(content), sha256 } };
}

/**
 * The piece that a page of the origin is. Its checksum is made anew from what it inflates to: a page that was cut or garbled
 * on its way, or made by another version, never gets into an archive.
 * @throws Error when it does not hold what it says
 */
export function packPage(file: ExportFileRow, page: ExportPage): Piece {
  const segment = Uint8Array.from(Buffer.from(page.segment, 'base64'));
  const inflated = inflateRawSync(segment, { finishFlush: constants.Z_SYNC_FLUSH });
  if (file.bytes + inflated.byteLength !== page.file.bytes || crc32(inflated, file.crc) !== page.file.crc) {
    throw new Error('a page does not hold what it says');
  }
  if ((page.cursor === undefined) !== (page.sha256 !== undefined)) throw new Error('a page has no end and no next one');
  return {
    segment,
    file: {
      ...file,
      ...{ packed: file.packed + segment.byteLength, bytes: page.file.bytes },
      ...{ rows: page.file.rows, crc: page.file.crc, shaState: page.file.sha, cursor: page.cursor },
      sha256: page.sha256,
    },
  };
}
