import { setTimeout as delay } from 'node:timers/promises';
import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import type { WalletSession } from '../adapters/redis/wallet-connection.ts';
import { parseStreamId, type StreamEntry } from './stream-entry.ts';

export interface StreamCursor {
  readonly epoch: bigint;
  readonly sequence: bigint;
}

/** Entries after the cursor, up to and including `end` (a stream id, or an epoch for all of it), at most `count`. */
export async function readRange(
  session: WalletSession,
  shard: number,
  after: StreamCursor,
  end: string,
  count: number,
): Promise<StreamEntry[]> {
  const { stream } = walletShardKeys(shard);
  const found = await session.redis.xrangeBuffer(stream, `(${after.epoch}-${after.sequence}`, end, 'COUNT', count);
  return entriesOf(found);
}

/** Waits up to `blockMs` for entries after each shard's cursor; at most `count` of each. */
export async function readNew(
  session: WalletSession,
  cursors: ReadonlyMap<number, StreamCursor>,
  count: number,
  blockMs: number,
): Promise<Map<number, StreamEntry[]>> {
  if (session.clustered === true) return pollNew(session, cursors, count, blockMs);
  const shards = [...cursors.keys()];
  const keys = shards.map((shard) => walletShardKeys(shard).stream);
  const ids = [...cursors.values()].map((cursor) => `${cursor.epoch}-${cursor.sequence}`);
  const reply = await session.redis.xreadBuffer('COUNT', count, 'BLOCK', blockMs, 'STREAMS', ...keys, ...ids);
  const found = new Map<number, StreamEntry[]>();
  for (const [key, entries] of reply ?? []) {
    const shard = shards[keys.indexOf(key.toString())];
    if (shard !== undefined) found.set(shard, entriesOf(entries));
  }
  return found;
}

/**
 * In a cluster a blocking read can name one slot only, so each shard is asked by itself, in one pipeline, and asked again
 * a moment later when nobody had anything.
 */
async function pollNew(
  session: WalletSession,
  cursors: ReadonlyMap<number, StreamCursor>,
  count: number,
  blockMs: number,
): Promise<Map<number, StreamEntry[]>> {
  const found = new Map<number, StreamEntry[]>();
  await Promise.all(
    [...cursors].map(async ([shard, { epoch, sequence }]) => {
      const { stream } = walletShardKeys(shard);
      const reply = await session.redis.xreadBuffer('COUNT', count, 'STREAMS', stream, `${epoch}-${sequence}`);
      const entries = entriesOf(reply?.[0]?.[1] ?? []);
      if (entries.length > 0) found.set(shard, entries);
    }),
  );
  if (found.size === 0) await delay(Math.min(blockMs, pollMs));
  return found;
}

const pollMs = 10;

function entriesOf(raw: readonly [id: Buffer, fields: Buffer[] | null][]): StreamEntry[] {
  const out: StreamEntry[] = [];
  for (const [id, fields] of raw) {
    const position = parseStreamId(id.toString('latin1'));
    if (position === undefined) continue;
    const map = new Map<string, Buffer>();
    for (let at = 0; at + 1 < (fields?.length ?? 0); at += 2) {
      const value = fields?.[at + 1];
      if (value !== undefined) map.set(fields?.[at]?.toString('latin1') ?? '', value);
    }
    out.push({ ...position, fields: map });
  }
  return out;
}
