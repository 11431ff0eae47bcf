import { promisify } from 'node:util';
import { constants, crc32, deflateRaw } from 'node:zlib';
import type { ExportFileState, ExportPage } from '@halobuzz/core/api/internal-exports';
import { createSHA256 } from 'hash-wasm';

const deflate = promisify(deflateRaw);

/** What a segment adds to its file. */
export interface SegmentText {
  readonly text: string;
  readonly rows: number;
  /** Whether it ends the file. */
  readonly last: boolean;
}

/**
 * Compresses the next part of a file and carries its checksums on. A segment ends on a byte and refers to nothing before
 * it, so that segments can be made one at a time, any of them again, and stand behind each other as one deflate stream.
 */
export async function packSegment(
  before: ExportFileState,
  { text, rows, last }: SegmentText,
): Promise<Pick<ExportPage, 'segment' | 'file' | 'sha256'>> {
  const bytes = Buffer.from(text);
  const sha = await createSHA256();
  if (before.sha === undefined) sha.init();
  else sha.load(Buffer.from(before.sha, 'base64'));
  sha.update(bytes);
  const segment = await deflate(bytes, { finishFlush: last ? constants.Z_FINISH : constants.Z_SYNC_FLUSH });
  return {
    segment: segment.toString('base64'),
    file: {
      bytes: before.bytes + bytes.byteLength,
      rows: before.rows + rows,
      crc: crc32(bytes, before.crc),
      ...(last ? {} : { sha: Buffer.from(sha.save()).toString('base64') }),
    },
    ...(last ? { sha256: sha.digest('hex') } : {}),
  };
}
