import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRedis } from '../../adapters/redis/connect.ts';
import { createLog } from '../../observability/log.ts';
import { openStores, type TestStores } from '../testing/real-origin.ts';
import { redisReplayGuard } from './replay-guard.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await openStores(13);
});
afterAll(() => stores.close());

describe('the replay guard', () => {
  it('has one winner per id among parallel tries, and forgets nothing before its time', async () => {
    const guard = redisReplayGuard(stores.control);
    const jti = randomUUID();
    const tries = await Promise.all(Array.from({ length: 20 }, () => guard.burn(jti, 60_000)));
    expect(tries.filter(Boolean)).toHaveLength(1);
    expect(await guard.burn(randomUUID(), 60_000)).toBe(true);
  });

  it('says unavailable when Redis is away: nothing is let in unproved', async () => {
    const log = createLog({ name: 'test', level: 'silent' });
    const redis = await openRedis({ url: stores.roomsUrl, name: 'test-away', log });
    redis.disconnect();
    await expect(redisReplayGuard(redis).burn(randomUUID(), 60_000)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
