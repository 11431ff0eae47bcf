import type { Db } from 'mongodb';
import { type HeadDoc, type TransactionDoc, transactions } from '../adapters/mongo/ledger-collections.ts';
import type { BatchPart } from './commit-batch.ts';

/** An entry's stream id, `epoch-sequence`, in its shard. */
export interface Place {
  readonly shard: number;
  readonly place: string;
}

/** Entries whose transaction or order id stands in the ledger, or earlier in the batch, under another place. */
export async function findDuplicates(db: Db, batch: readonly BatchPart[]): Promise<readonly Place[]> {
  const intents = intentsOf(batch).map(({ intent }) => intent);
  const orders = intents.flatMap(({ orderId }) => (orderId === '' ? [] : [orderId]));
  const known = await transactions(db)
    .find(
      { $or: [{ _id: { $in: intents.map(({ tx }) => tx) } }, { 'metadata.orderId': { $in: orders } }] },
      { projection: { shard: 1, epoch: 1, sequence: 1, 'metadata.orderId': 1 } },
    )
    .toArray();
  return findTaken(batch, known);
}

/** Which entries of a batch have an id that stands in `known`, or earlier in the batch, under another place. */
export function findTaken(
  batch: readonly BatchPart[],
  known: readonly Pick<TransactionDoc, '_id' | 'metadata' | 'shard' | 'epoch' | 'sequence'>[],
): readonly Place[] {
  const taken = new Map<string, string>();
  for (const { _id, metadata, shard, epoch, sequence } of known) {
    taken.set(`tx ${_id}`, `${shard}/${epoch}-${sequence}`);
    if (metadata.orderId !== undefined) taken.set(`order ${metadata.orderId}`, `${shard}/${epoch}-${sequence}`);
  }
  const found: Place[] = [];
  for (const { shard, intent, place } of intentsOf(batch)) {
    const ids = [`tx ${intent.tx}`, ...(intent.orderId === '' ? [] : [`order ${intent.orderId}`])];
    const own = `${shard}/${place}`;
    if (ids.some((id) => taken.has(id) && taken.get(id) !== own)) found.push({ shard, place });
    else for (const id of ids) taken.set(id, own);
  }
  return found;
}

function intentsOf(batch: readonly BatchPart[]) {
  return batch.flatMap((part) =>
    part.entries.flatMap(({ posting, epoch, sequence }) =>
      posting.kind === 'intent' ? [{ shard: part.shard, intent: posting.intent, place: `${epoch}-${sequence}` }] : [],
    ),
  );
}

/**
 * What earlier owners of a shard quarantined and nobody has projected yet: their stream entries look like any other, and a
 * projector that does not know would show them and count them.
 */
export async function quarantinedUnprojected(db: Db, head: HeadDoc): Promise<readonly string[]> {
  if (head.projected.sequence >= head.sequence) return [];
  const found = await transactions(db)
    .find(
      { shard: head._id, sequence: { $gt: head.projected.sequence }, type: 'quarantined' },
      { projection: { epoch: 1, sequence: 1 } },
    )
    .toArray();
  return found.map(({ epoch, sequence }) => `${epoch}-${sequence}`);
}
