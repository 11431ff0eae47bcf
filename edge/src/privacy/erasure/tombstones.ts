import { type Certificate, certificateIdSchema, certificateSchema, erasureIdSchema } from '@halobuzz/core/api/erasure';
import { accountIdSchema } from '@halobuzz/core/protocol/messages/fields';
import { z } from 'zod';
import type { Bindings } from '../../env.ts';

const prefix = 'tombstones/';
const certificateKey = (id: string): string => `certificates/${id}.json`;

/** That an account was erased: ids that stand for nobody any more. */
const tombstoneSchema = z.strictObject({
  accountId: accountIdSchema,
  erasureId: erasureIdSchema,
  certificateId: certificateIdSchema,
  erasedAt: z.string(),
});
export type Tombstone = z.infer<typeof tombstoneSchema>;

export type TombstoneBucket = Pick<Bindings, 'EXPORTS'>;

/** May be repeated: what stands there stays. */
export function writeTombstone(bucket: TombstoneBucket, tombstone: Tombstone): Promise<void> {
  return putOnce(bucket, `${prefix}${tombstone.accountId}`, tombstone);
}

/** A locked bucket refuses to write over what it holds, and whoever repeats a step must not fail by it for ever. */
export async function putOnce({ EXPORTS }: TombstoneBucket, key: string, value: object): Promise<void> {
  if ((await EXPORTS.head(key)) !== null) return;
  await EXPORTS.put(key, JSON.stringify(value), { httpMetadata: { contentType: 'application/json' } });
}

/** What {@link putOnce} put there; undefined: nothing. */
export async function readKept<T extends z.ZodType>(
  { EXPORTS }: TombstoneBucket,
  key: string,
  schema: T,
): Promise<z.output<T> | undefined> {
  const text = await (await EXPORTS.get(key))?.text();
  return text === undefined ? undefined : schema.parse(JSON.parse(text));
}

/** A page of them in the order of the account ids, after that account. `next`: there are more. */
export async function listTombstones(
  bucket: TombstoneBucket,
  after: string | undefined,
  limit: number,
): Promise<{ readonly items: readonly Tombstone[]; readonly next?: string }> {
  const startAfter = after === undefined ? {} : { startAfter: `${prefix}${after}` };
  const page = await bucket.EXPORTS.list({ prefix, limit, ...startAfter });
  const items: Tombstone[] = [];
  for (const { key } of page.objects) {
    const tombstone = await readKept(bucket, key, tombstoneSchema);
    if (tombstone !== undefined) items.push(tombstone);
  }
  const last = page.objects.at(-1)?.key.slice(prefix.length);
  return page.truncated && last !== undefined ? { items, next: last } : { items };
}

/** May be repeated: what stands there stays. */
export function writeCertificate(bucket: TombstoneBucket, certificate: Certificate): Promise<void> {
  return putOnce(bucket, certificateKey(certificate.id), certificate);
}

export function readCertificate(bucket: TombstoneBucket, id: string): Promise<Certificate | undefined> {
  return readKept(bucket, certificateKey(id), certificateSchema);
}
