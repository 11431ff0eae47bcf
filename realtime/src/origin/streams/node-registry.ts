import { type NodeRecord, nodeRecordSchema } from '@halobuzz/core/api/internal';
import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';
import type { NodeCount } from './rooms.ts';

export interface NodeRegistry {
  /** Gateways whose last heartbeat is younger than a node's life, draining ones too. */
  alive(): Promise<readonly NodeRecord[]>;
}

/** Reads what gateways write about themselves. A record that cannot be read counts as no node. */
export function redisNodeRegistry(control: Redis, clock: Clock): NodeRegistry {
  return {
    async alive() {
      const since = clock() - limits.nodeLifeMs;
      const ids = await control.zrevrangebyscore(
        controlKeys.nodes,
        '+inf',
        `(${since}`,
        'LIMIT',
        0,
        limits.registryNodesMax,
      );
      if (ids.length === 0) return [];
      const records = await control.mget(ids.map((id) => controlKeys.node(id)));
      return records.flatMap((text, at) => {
        const record = text === null ? undefined : parseRecord(text);
        return record !== undefined && record.id === ids[at] && record.atMs > since ? [record] : [];
      });
    },
  };
}

/** Joined sockets of a room by node id; what a node's former life left behind does not count. */
export function liveSockets(
  counts: readonly NodeCount[],
  nodes: readonly NodeRecord[],
): Readonly<Record<string, number>> {
  const boots = new Map(nodes.map((node) => [node.id, node.boot]));
  const live = counts.filter((count) => boots.get(count.nodeId) === count.boot && count.sockets > 0);
  return Object.fromEntries(live.map((count) => [count.nodeId, count.sockets]));
}

function parseRecord(text: string): NodeRecord | undefined {
  try {
    return nodeRecordSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
