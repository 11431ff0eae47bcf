import { successOf } from '@halobuzz/core/api/conventions';
import { internalPaths } from '@halobuzz/core/api/internal';
import { pastStreamsSchema, type Stream, streamSchema, summarySchema } from '@halobuzz/core/api/streams';
import type { Actor } from '@halobuzz/core/tokens';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createRealOrigin, openStores, type RealOrigin, someActor, type TestStores } from '../testing/real-origin.ts';

let stores: TestStores;
let origin: RealOrigin;
let host: Actor;
beforeAll(async () => {
  stores = await openStores(60);
});
afterAll(() => stores.close());
beforeEach(async () => {
  await stores.db.collection('livestreams').deleteMany({});
  await stores.control.flushdb();
  origin = await createRealOrigin(stores);
  host = someActor();
});

const oneStream = successOf(z.object({ stream: streamSchema }));
const go = { title: 'Evening songs', category: 'music', country: 'NP', region: 'ap-southeast-1' } as const;

async function made(facts: object = {}): Promise<Stream> {
  const body = { ...go, ...facts };
  const answer = await origin.call(internalPaths.streams, { method: 'POST', actor: host, body });
  expect(answer).toMatchObject({ status: 201 });
  return oneStream.parse(answer.body).data.stream;
}
const end = (id: string) => origin.call(internalPaths.endStream(id), { method: 'POST', actor: host });

describe('what is over', () => {
  const past = async (query = '', by: Actor = host) => {
    const answer = await origin.call(internalPaths.pastStreams + query, { actor: by });
    return successOf(pastStreamsSchema).parse(answer.body).data;
  };

  it('is listed for its host alone, newest first, in pages that name each once', async () => {
    const ids: string[] = [];
    for (const title of ['First', 'Second', 'Third']) {
      const { id } = await made({ title });
      await end(id);
      ids.unshift(id);
      origin.time.aheadMs += 60_000;
    }
    await made({ draft: true });
    const running = await made();
    const one = await past('?limit=2');
    expect(one.items.map(({ stream }) => [stream.id, stream.status])).toEqual(
      ids.slice(0, 2).map((id) => [id, 'ended']),
    );
    const two = await past(`?limit=2&cursor=${one.next}`);
    expect(two.items.map(({ stream, summary }) => [stream.title, summary.streamId])).toEqual([['First', ids[2]]]);
    expect(two.next).toBeUndefined();
    expect(two.items[0]?.summary).toMatchObject({ diamonds: '0', durationSeconds: 0 });
    expect((await past('', someActor())).items).toEqual([]);
    const wrong = await origin.call(`${internalPaths.pastStreams}?cursor=x`, { actor: host });
    expect(wrong).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    await end(running.id);
  });

  it('tells its host how many began to follow meanwhile, and stayed', async () => {
    const { id } = await made();
    const [early, stays, leaves] = [someActor(), someActor(), someActor()];
    const { relations } = origin.deps;
    for (const one of [stays, leaves]) await relations.follow(one.account, host.account);
    await relations.unfollow(leaves.account, host.account);
    origin.time.aheadMs += 60_000;
    await end(id);
    origin.time.aheadMs += 60_000;
    await relations.follow(early.account, host.account);
    const summaryFor = async (actor: Actor) =>
      successOf(summarySchema).parse((await origin.call(internalPaths.summary(id), { actor })).body).data;
    expect((await summaryFor(host)).newFollowers).toBe(1);
    expect(await summaryFor(stays)).not.toHaveProperty('newFollowers');
  });
});
