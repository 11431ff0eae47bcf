import type { Redis } from 'ioredis';
import { openRedis } from '../adapters/redis/connect.ts';
import type { Owner } from '../lifecycle.ts';
import type { Logger } from '../observability/log.ts';
import type { Readiness } from '../observability/readiness.ts';
import type { RedisMetrics } from '../observability/redis-metrics.ts';

const commandTimeoutMs = 2_000;

/** A gateway's connections. Those that subscribe or block have one of their own each, and no timeout for commands. */
export interface GatewayStores {
  readonly control: Redis;
  readonly revocations: Redis;
  readonly confirmations: Redis;
  /** In the order of REDIS_ROOMS_URLS, as all of the installation have it. */
  readonly rooms: readonly { readonly commands: Redis; readonly events: Redis }[];
}

export interface GatewayStoresOptions {
  readonly nodeId: string;
  readonly controlUrl: string;
  readonly roomsUrls: readonly string[];
}

/** Connects to all of them, says in the readiness which are lost, and rejects when one cannot be reached at the start. */
export async function openGatewayStores(
  options: GatewayStoresOptions,
  deps: { readonly owner: Owner; readonly log: Logger; readonly readiness: Readiness; readonly redis: RedisMetrics },
): Promise<GatewayStores> {
  const open = async (url: string, name: string, timeout: { commandTimeoutMs?: number } = {}): Promise<Redis> => {
    const redis = await openRedis({ url, name: `${options.nodeId}:${name}`, log: deps.log, ...timeout });
    deps.owner.own(`redis ${name}`, () => redis.disconnect());
    const store = name.replace(' ', '-');
    deps.redis.watch(store, () => redis);
    // Those without a timeout block or listen: their answers come when there is something to say.
    if (timeout.commandTimeoutMs !== undefined) deps.redis.time(store, redis);
    return redis;
  };
  const control = await open(options.controlUrl, 'control', { commandTimeoutMs });
  const revocations = await open(options.controlUrl, 'revocations');
  const confirmations = await open(options.controlUrl, 'confirmations');
  const rooms: { readonly commands: Redis; readonly events: Redis }[] = [];
  for (const [i, url] of options.roomsUrls.entries()) {
    rooms.push({
      commands: await open(url, `rooms ${i}`, { commandTimeoutMs }),
      events: await open(url, `events ${i}`),
    });
  }
  deps.readiness.add('control', () => (control.status === 'ready' ? undefined : 'control Redis is out of reach'));
  deps.readiness.add('rooms', () => {
    const down = rooms.filter(
      ({ commands, events }) => commands.status !== 'ready' || events.status !== 'ready',
    ).length;
    return down === 0 ? undefined : `${down} of ${rooms.length} rooms Redis out of reach`;
  });
  return { control, revocations, confirmations, rooms };
}
