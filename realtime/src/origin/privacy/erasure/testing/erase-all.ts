import { internalPaths } from '@halobuzz/core/api/internal';
import { erasurePaths, type OriginStep } from '@halobuzz/core/api/internal-erasure';
import type { Redis } from 'ioredis';
import { BSON, type Db, type Document } from 'mongodb';
import { z } from 'zod';
import type { RealOrigin } from '../../../testing/real-origin.ts';

const answerSchema = z.object({
  data: z.object({ done: z.boolean(), waits: z.boolean(), counts: z.record(z.string(), z.int()) }),
});
const keysSchema = z.object({ data: z.object({ keys: z.array(z.string()) }) });
const roundsMax = 50;
/** Streams nest deepest: entries of pairs of fields. */
const depthMax = 4;

/** Takes steps as the edge does, each until it is done, files of pictures included. @returns what they changed */
export async function takeSteps(
  origin: RealOrigin,
  person: { readonly accountId: string; readonly subject: string; readonly username: string },
  steps: readonly OriginStep[],
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const step of steps) {
    for (let rounds = 0; ; rounds += 1) {
      if (rounds > roundsMax) throw new Error(`${step} never ended`);
      const body = { step, erasureId: `er_${'a'.repeat(26)}`, ...person };
      const answer = await origin.call(erasurePaths.steps, { method: 'POST', body });
      if (answer.status !== 200) throw new Error(`${step} answered ${JSON.stringify(answer.body)}`);
      const { data } = answerSchema.parse(answer.body);
      for (const [name, count] of Object.entries(data.counts)) counts[name] = (counts[name] ?? 0) + count;
      if (data.done) break;
      if (step === 'pictures') await sweep(origin);
    }
  }
  return counts;
}

/** As the edge does it, without files. */
async function sweep(origin: RealOrigin): Promise<void> {
  const doomed = await origin.call(internalPaths.doomedImages, { method: 'POST', body: {} });
  const { keys } = keysSchema.parse(doomed.body).data;
  if (keys.length > 0) await origin.call(internalPaths.deletedImages, { method: 'POST', body: { keys } });
}

/** Every document of every collection, with the very types of its values: what is put back later is the same. */
export async function allDocuments(db: Db): Promise<ReadonlyMap<string, readonly Document[]>> {
  const collections = await db.listCollections({}, { nameOnly: true }).toArray();
  const found = new Map<string, readonly Document[]>();
  for (const { name } of collections)
    found.set(name, await db.collection(name).find({}, { promoteValues: false }).toArray());
  return found;
}

/** Names of collections with documents that hold the text anywhere, in names of fields and in bytes too. */
export function collectionsWith(documents: ReadonlyMap<string, readonly Document[]>, marker: string): string[] {
  const bytes = Buffer.from(marker);
  return [...documents]
    .filter(([, found]) => found.some((document) => Buffer.from(BSON.serialize(document)).includes(bytes)))
    .map(([name]) => name)
    .sort();
}

/** Keys of a Redis whose name or stored bytes hold the text. A value is read as the server would move it: whatever its type. */
export async function keysWith(redis: Redis, marker: string): Promise<string[]> {
  const bytes = Buffer.from(marker);
  const hits: string[] = [];
  for (const key of await redis.keys('*')) {
    const dump = await storedBytes(redis, key);
    if (key.includes(marker) || dump.includes(bytes)) hits.push(key);
  }
  return hits.sort();
}

/** Read by type: DUMP would compress long texts. */
async function storedBytes(redis: Redis, key: string): Promise<Buffer> {
  const flat = (parts: readonly unknown[]): Buffer => {
    const all = parts.flat(depthMax).map((part) => (Buffer.isBuffer(part) ? part : Buffer.from(String(part))));
    return Buffer.concat(all);
  };
  switch (await redis.type(key)) {
    case 'hash':
      return flat([...(await redis.hkeys(key)), ...(await redis.hvalsBuffer(key))]);
    case 'list':
      return flat(await redis.lrangeBuffer(key, 0, -1));
    case 'set':
      return flat(await redis.smembersBuffer(key));
    case 'zset':
      return flat(await redis.zrange(key, '0', '-1'));
    case 'stream':
      return flat(await redis.xrangeBuffer(key, '-', '+'));
    case 'string':
      return (await redis.getBuffer(key)) ?? Buffer.alloc(0);
    default:
      return Buffer.alloc(0);
  }
}
