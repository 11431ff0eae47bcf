import { fromBase64Url, randomSecret, sameBytes, sha256Base64Url, utf8 } from '../../bytes.ts';
import type { PrivacyContext } from '../privacy-context.ts';
import { segmentPrefix } from './archive-keys.ts';
import type { ArchivePlan } from './archive-stream.ts';
import { type ExportRow, filesOf, readExport, writeExport } from './export-tables.ts';
import { entryOf } from './zip-layout.ts';

export type MintedLink =
  | { readonly kind: 'ok'; readonly secret: string; readonly expiresAtMs: number }
  | { readonly kind: 'not_ready' }
  | { readonly kind: 'not_found' };

/** A new link to an archive; the one before stops working. Only its hash is kept. */
export async function mintLink(context: PrivacyContext, id: string): Promise<MintedLink> {
  const secret = randomSecret();
  const linkDigest = await digestOf(secret);
  return context.change((nowMs): MintedLink => {
    const row = readExport(context.sql, id);
    if (row?.status === 'pending' || row?.status === 'processing') return { kind: 'not_ready' };
    if (row === undefined || !isThere(row, nowMs)) return { kind: 'not_found' };
    writeExport(context.sql, { ...row, linkDigest });
    return { kind: 'ok', secret, expiresAtMs: row.expiresAtMs };
  });
}

/** Spends a link. Undefined, whatever is wrong with it: no such export, none any more, another secret, one that was used. */
export async function spendLink(
  context: PrivacyContext,
  accountId: string,
  id: string,
  secret: string,
): Promise<ArchivePlan | undefined> {
  const given = fromBase64Url(await digestOf(secret));
  return context.change((nowMs): ArchivePlan | undefined => {
    const row = readExport(context.sql, id);
    const kept = fromBase64Url(row?.linkDigest ?? '');
    if (row === undefined || given === undefined || kept === undefined) return undefined;
    if (!sameBytes(given, kept) || !isThere(row, nowMs)) return undefined;
    writeExport(context.sql, { ...row, linkDigest: '' });
    const files = filesOf(context.sql, id).map((file) => ({
      ...{ ord: file.ord, segments: file.segments, entry: entryOf(file, row.createdAtMs) },
    }));
    return { prefix: segmentPrefix(accountId, id), files };
  });
}

function isThere({ status, expiresAtMs }: ExportRow, nowMs: number): boolean {
  return status === 'completed' && nowMs < expiresAtMs;
}

function digestOf(secret: string): Promise<string> {
  return sha256Base64Url(utf8(`export-link|${secret}`));
}
