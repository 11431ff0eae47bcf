import { type NodeRecord, nodeRecordSchema } from '@halobuzz/core/api/internal';
import { limits } from '@halobuzz/core/limits';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';

/** A node that was silent for this long leaves the list of names; its record is gone long before. */
const forgetAfterMs = 60_000;

/** How rooms name a node: a restarted one is another. */
export function nodeField(node: { readonly id: string; readonly boot: string }): string {
  return `${node.id}#${node.boot}`;
}

/** The living nodes, kept in control Redis by heartbeats. All calls reject while it is out of reach. */
export interface NodeRegistry {
  /** Says that this node lives, and what it is. */
  announce(record: NodeRecord): Promise<void>;
  /** Fields (see {@link nodeField}) of all nodes whose record has not expired. */
  living(): Promise<ReadonlySet<string>>;
  withdraw(nodeId: string): Promise<void>;
}

export function createNodeRegistry(redis: Redis): NodeRegistry {
  return {
    async announce(record) {
      await Promise.all([
        redis.set(controlKeys.node(record.id), JSON.stringify(record), 'PX', limits.nodeLifeMs),
        redis.zadd(controlKeys.nodes, record.atMs, record.id),
        redis.zremrangebyscore(controlKeys.nodes, '-inf', String(record.atMs - forgetAfterMs)),
      ]);
    },
    async living() {
      const ids = await redis.zrange(controlKeys.nodes, 0, '-1');
      if (ids.length === 0) return new Set();
      const records = await redis.mget(ids.map((id) => controlKeys.node(id)));
      const fields = new Set<string>();
      for (const text of records) {
        const record = text === null ? undefined : parseRecord(text);
        if (record !== undefined) fields.add(nodeField(record));
      }
      return fields;
    },
    async withdraw(nodeId) {
      await Promise.all([redis.del(controlKeys.node(nodeId)), redis.zrem(controlKeys.nodes, nodeId)]);
    },
  };
}

function parseRecord(text: string): NodeRecord | undefined {
  try {
    const parsed = nodeRecordSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
