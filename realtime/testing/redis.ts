import { Redis } from 'ioredis';

/** The address of a test store, which the global setup provides. */
export function testStoreUrl(name: 'TEST_REDIS_ROOMS_URL' | 'TEST_REDIS_WALLETS_URL'): string {
  const url = process.env[name];
  if (url === undefined) throw new Error(`${name} is not set: run through vitest's integration project`);
  return url;
}

/**
 * A connection to a database of a test store of its own, so that control keys of parallel test files do not meet.
 * Pub/sub is shared between databases: channel names must carry something random.
 */
export async function openTestRedis(url: string): Promise<Redis> {
  const redis = new Redis(url, { lazyConnect: true });
  // Tests that stop a store expect the connection to fail; their commands tell of any other failure.
  redis.on('error', () => undefined);
  await redis.connect();
  return redis;
}
