import type { Certificate, ErasureReceipt } from '@halobuzz/core/api/erasure';
import { erasureStores } from '@halobuzz/core/privacy/erasure-steps';
import { sha256Base64Url, utf8 } from '../../bytes.ts';
import type { StoredReceipt } from './erasure-store.ts';

/** What the first receipt stands on. */
export function firstDigest(certificateId: string, askedAtMs: number): Promise<string> {
  return digestOf([certificateId, isoTime(askedAtMs)]);
}

/** SHA-256 over the digest before and the receipt as JSON, counts by name: whoever has the certificate can do it again. */
export function receiptDigest(previous: string, receipt: Omit<StoredReceipt, 'digest'>): Promise<string> {
  const counts = Object.entries(receipt.counts).sort(([a], [b]) => (a < b ? -1 : 1));
  return digestOf([previous, receipt.step, erasureStores[receipt.step], counts, isoTime(receipt.atMs)]);
}

/** The certificate of an erasure that is over. */
export async function certificateOf(
  id: string,
  askedAtMs: number,
  completedAtMs: number,
  stored: readonly StoredReceipt[],
): Promise<Certificate> {
  const receipts = stored.map(({ step, counts, atMs, digest }): ErasureReceipt => {
    return { step, store: erasureStores[step], counts: { ...counts }, at: isoTime(atMs), digest };
  });
  const times = { requestedAt: isoTime(askedAtMs), completedAt: isoTime(completedAtMs) };
  const digest = await digestOf([stored.at(-1)?.digest ?? '', id, times.requestedAt, times.completedAt]);
  return { id, ...times, receipts, digest };
}

function digestOf(parts: readonly unknown[]): Promise<string> {
  return sha256Base64Url(utf8(JSON.stringify(parts)));
}

function isoTime(atMs: number): string {
  return new Date(atMs).toISOString();
}
