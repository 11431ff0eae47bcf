import { successOf } from '@halobuzz/core/api/conventions';
import { internalPaths, joinFactsSchema } from '@halobuzz/core/api/internal';
import { internalRegionsSchema } from '@halobuzz/core/api/regions';
import { startStreamDataSchema } from '@halobuzz/core/api/streams';
import { limits } from '@halobuzz/core/limits';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRealOrigin, openStores, type RealOrigin, someActor, type TestStores } from '../testing/real-origin.ts';

let stores: TestStores;
let origin: RealOrigin;
beforeAll(async () => {
  stores = await openStores(33);
});
afterAll(() => stores.close());
beforeEach(async () => {
  await stores.db.collection('livestreams').deleteMany({});
  await stores.control.flushdb();
  origin = await createRealOrigin(stores);
});

/** What a gateway writes about itself. An origin made afterwards has no older picture. */
async function announce(id: string, region: string, change: object = {}): Promise<void> {
  const atMs = origin.clock();
  const record = { id, boot: 'b', url: `ws://${id}`, region, sockets: 1, socketsMax: 10, draining: false, atMs };
  await stores.control.zadd(controlKeys.nodes, atMs, id);
  await stores.control.set(controlKeys.node(id), JSON.stringify({ ...record, ...change }));
}

async function goLive(country: string) {
  const body = { title: 'Songs', category: 'music', country, region: 'ap-southeast-1' };
  const answer = await origin.call(internalPaths.streams, { method: 'POST', actor: someActor(), body });
  const { stream, placement } = successOf(startStreamDataSchema).parse(answer.body).data;
  return { id: stream.id, region: stream.region, placement };
}

async function factsOf(id: string) {
  const answer = await origin.call(internalPaths.joinFacts(id), { method: 'POST', actor: someActor(), body: {} });
  return successOf(joinFactsSchema).parse(answer.body).data;
}

describe('regions, by what gateways say of themselves', () => {
  it('tells how each one is', async () => {
    await announce('gw-1', 'us-east-1');
    await announce('gw-2', 'us-east-1', { draining: true });
    await announce('gw-3', 'eu-west-1', { sockets: 9 });
    await announce('gw-4', 'ap-south-1', { atMs: origin.clock() - limits.nodeSilentMs - 500 });
    const answer = await origin.call(internalPaths.regions);
    const { regions } = successOf(internalRegionsSchema).parse(answer.body).data;
    expect(
      regions.map(({ region, state, nodes, draining, silent }) => [region, state, nodes, draining, silent]),
    ).toEqual([
      ['ap-southeast-1', 'down', 0, 0, 0],
      ['ap-south-1', 'down', 1, 0, 1],
      ['us-east-1', 'up', 2, 1, 0],
      ['eu-west-1', 'crowded', 1, 0, 0],
    ]);
  });

  it('opens a broadcast at home while home is up, else along the fallbacks, whatever the edge thought', async () => {
    await announce('gw-1', 'ap-south-1');
    await announce('gw-2', 'us-east-1');
    expect(await goLive('IN')).toMatchObject({ region: 'ap-south-1', placement: { reason: 'home_up' } });
    expect(await goLive('NP')).toMatchObject({
      region: 'ap-south-1',
      placement: {
        home: 'ap-southeast-1',
        reason: 'home_passed_over',
        passedOver: [{ region: 'ap-southeast-1', state: 'down' }],
      },
    });
  });

  it('names the regions that joiners may be sent to, and which nodes are silent', async () => {
    await announce('gw-1', 'ap-south-1');
    await announce('gw-2', 'us-east-1', { atMs: origin.clock() - limits.nodeSilentMs - 500 });
    const { id } = await goLive('NP');
    const facts = await factsOf(id);
    expect(facts.regions).toEqual(['ap-south-1', 'ap-southeast-1', 'eu-west-1', 'us-east-1']);
    expect(facts.nodes.map((node) => [node.id, node.silent]).sort()).toEqual([
      ['gw-1', false],
      ['gw-2', true],
    ]);
  });

  it('keeps a European room in Europe: no other region, no other node', async () => {
    await announce('gw-1', 'us-east-1');
    const { id, region, placement } = await goLive('DE');
    expect([region, placement?.reason]).toEqual(['eu-west-1', 'none_up']);
    expect(await factsOf(id)).toMatchObject({ regions: ['eu-west-1'], nodes: [] });
    origin = await createRealOrigin(stores, { europeanRooms: 'may_leave' });
    expect(await goLive('DE')).toMatchObject({ region: 'us-east-1', placement: { reason: 'home_passed_over' } });
    expect(await factsOf(id)).toMatchObject({
      regions: expect.arrayContaining(['us-east-1']),
      nodes: [{ id: 'gw-1' }],
    });
  });
});
