import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { constants, crc32, deflateRawSync } from 'node:zlib';
import {
  type ExportPage,
  type ExportRecord,
  exportPageRequestSchema,
  exportPaths,
  exportRecordSchema,
} from '@halobuzz/core/api/internal-exports';
import type { ErrorCode } from '@halobuzz/core/errors/codes';
import type { FakeOrigin, SeenRequest } from './fake-origin.ts';

/** How a page fails: the origin away, cut on its way, or another text than the checksum's. */
export type PageFault = 'unavailable' | 'cut' | 'garbled' | undefined;

/** What the origin of a test holds of everybody: three pages of a part, alike for the same request. */
export interface ExportOrigin {
  readonly records: ExportRecord[];
  /** How the next page fails. */
  fault: PageFault;
  /** Every page fails, as when the origin is away. */
  away: boolean;
  /** What a part's file holds in the end. */
  readonly textOf: (section: string) => string;
}

const pagesOfPart = 3;

function pageText(section: string, page: number): string {
  const row = JSON.stringify({ part: section, page, text: `row of ${section} `.repeat(20) });
  return `${page === 0 ? '[\n' : ',\n'}${row}${page === pagesOfPart - 1 ? '\n]\n' : ''}`;
}

function textOf(section: string): string {
  return Array.from({ length: pagesOfPart }, (_, page) => pageText(section, page)).join('');
}

/** Lets a fake origin make pages of archives. `pictures`: keys that the part of pictures names. */
export function exportingOrigin(origin: FakeOrigin, pictures: readonly string[] = []): ExportOrigin {
  const held: ExportOrigin = { records: [], fault: undefined, away: false, textOf };
  origin.answers = (seen, path) => {
    if (path === exportPaths.page) return pageAnswer(held, seen, pictures);
    if (seen.method !== 'PUT' || !path.startsWith('/internal/v1/privacy/exports/')) return undefined;
    held.records.push(exportRecordSchema.parse(seen.body));
    return { data: {} };
  };
  return held;
}

function pageAnswer(
  held: ExportOrigin,
  seen: SeenRequest,
  pictures: readonly string[],
): { readonly data: unknown } | ErrorCode {
  const asked = exportPageRequestSchema.parse(seen.body);
  const { fault } = held;
  held.fault = undefined;
  if (held.away || fault === 'unavailable') return 'unavailable';
  const page = Number(asked.cursor ?? 0);
  const last = page === pagesOfPart - 1;
  const bytes = Buffer.from(pageText(asked.section, page));
  const sent = fault === 'garbled' ? Buffer.from(bytes.toString().replace('row', 'cow')) : bytes;
  const segment = deflateRawSync(sent, { finishFlush: last ? constants.Z_FINISH : constants.Z_SYNC_FLUSH });
  const whole = createHash('sha256').update(textOf(asked.section)).digest('hex');
  const data: ExportPage = {
    segment: segment.subarray(0, fault === 'cut' ? segment.byteLength - 9 : segment.byteLength).toString('base64'),
    file: {
      bytes: asked.file.bytes + bytes.byteLength,
      rows: asked.file.rows + 1,
      crc: crc32(bytes, asked.file.crc),
      ...(last ? {} : { sha: Buffer.from(`state ${page}`).toString('base64') }),
    },
    ...(last ? { sha256: whole } : { cursor: String(page + 1) }),
    ...(page === 0 ? { preview: [{ part: asked.section, text: '<script>alert(1)</script>' }] } : {}),
    ...(asked.section === 'pictures' && page === 0 ? { pictures: [...pictures] } : {}),
  };
  return { data };
}
