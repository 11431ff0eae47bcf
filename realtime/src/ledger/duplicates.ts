import type { Db } from 'mongodb';
import { transactions } from '../adapters/mongo/ledger-collections.ts';
import type { BatchPart } from './commit-batch.ts';

/** An entry's stream id, `epoch-sequence`, in its shard. */
export interface Place {
  readonly shard: number;
  readonly place: string;
}

/** Entries whose transaction or order id stands in the ledger, or earlier in the batch, under another place. */
export async function findDuplicates(db: Db, batch: readonly BatchPart[]): Promise<readonly Place[]> {
  const asked = batch.flatMap((part) =>
    part.entries.flatMap(({ posting, epoch, sequence }) =>
      posting.kind === 'intent' ? [{ ...part, intent: posting.intent, place: `${epoch}-${sequence}` }] : [],
    ),
  );
  const orders = asked.flatMap(({ intent }) => (intent.orderId === '' ? [] : [intent.orderId]));
  const known = await transactions(db)
    .find(
      { $or: [{ _id: { $in: asked.map(({ intent }) => intent.tx) } }, { 'metadata.orderId': { $in: orders } }] },
      { projection: { shard: 1, epoch: 1, sequence: 1, 'metadata.orderId': 1 } },
    )
    .toArray();
  const taken = new Map<string, string>();
  for (const { _id, metadata, shard, epoch, sequence } of known) {
    taken.set(`tx ${_id}`, `${shard}/${epoch}-${sequence}`);
    if (metadata.orderId !== undefined) taken.set(`order ${metadata.orderId}`, `${shard}/${epoch}-${sequence}`);
  }
  const found: Place[] = [];
  for (const { shard, intent, place } of asked) {
    const ids = [`tx ${intent.tx}`, ...(intent.orderId === '' ? [] : [`order ${intent.orderId}`])];
    const own = `${shard}/${place}`;
    if (ids.some((id) => taken.has(id) && taken.get(id) !== own)) found.push({ shard, place });
    else for (const id of ids) taken.set(id, own);
  }
  return found;
}
