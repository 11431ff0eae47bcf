import { categories } from '@halobuzz/core/api/streams';
import { newUuidV7 } from '@halobuzz/core/ids';
import { publicPrivacy } from '@halobuzz/core/streams/privacy';
import type { Db } from 'mongodb';
import { discoveryFields, reachOf } from '../mongo/mongo-discovery-fields.ts';
import type { LivestreamDocument } from '../mongo/mongo-livestreams.ts';
import { random, someActor } from './real-origin.ts';

/** A live broadcast as it is stored; no room stands behind it. */
export function liveDocument(over: Partial<LivestreamDocument> = {}): LivestreamDocument {
  const startedAt = over.startedAt ?? new Date();
  const facts = {
    title: over.title ?? 'Songs',
    hostHandle: over.hostHandle ?? 'sita',
    tags: over.tags ?? [],
  };
  return {
    _id: newUuidV7(startedAt.getTime(), random),
    hostId: someActor().account,
    ...facts,
    category: 'music',
    country: 'NP',
    region: 'ap-southeast-1',
    status: 'live',
    privacy: { ...publicPrivacy, countryBlocks: [] },
    listed: true,
    currentViewers: 0,
    startedAt,
    ...discoveryFields(facts),
    reach: reachOf(Number(over.currentViewers ?? 0)),
    ...over,
  };
}

/** Broadcasts of every category in a few countries, with few and many viewers, stored. */
export async function storeLive(
  db: Db,
  count: number,
  number: (below: number) => number,
): Promise<LivestreamDocument[]> {
  const documents = Array.from({ length: count }, () =>
    liveDocument({
      category: categories[number(categories.length)] ?? 'other',
      country: ['NP', 'IN', 'US'][number(3)] ?? 'NP',
      tags: [['folk'], ['folk', 'live-band'], []][number(3)] ?? [],
      // Many equals at the lower end, as in life.
      currentViewers: number(3) === 0 ? number(1_000) : number(4),
    }),
  );
  await db.collection<LivestreamDocument>('livestreams').insertMany(documents);
  return documents;
}
