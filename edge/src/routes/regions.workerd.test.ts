import { regionsDataSchema } from '@halobuzz/core/api/regions';
import { joinDataSchema, startStreamDataSchema } from '@halobuzz/core/api/streams';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { call, installFakeOrigin, registerMember, signInMember, verifiedMember } from '../../testing/edge-client.ts';
import { FAKE_NODES, type FakeOrigin } from '../../testing/fake-origin.ts';

let origin: FakeOrigin;
beforeEach(() => {
  origin = installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const from = (country: string) => ({ headers: { 'x-halobuzz-country': country } });

/** A host who is live, and what the start answered. */
async function liveHost(country: string) {
  const { tokens } = await verifiedMember(country);
  const body = { title: 'Songs', category: 'music' };
  const answer = await call('POST', '/streams', { body, token: tokens.accessToken, ...from(country) });
  return startStreamDataSchema.parse(answer.body.data);
}

test('regions are told with their states', async () => {
  const data = regionsDataSchema.parse((await call('GET', '/regions', from('NP'))).body.data);
  // The only gateways stand in Virginia.
  expect(data).toMatchObject({ country: 'NP', region: 'us-east-1', homeRegion: 'ap-southeast-1' });
  expect(data.media, 'what a device needs before it goes live').toEqual({
    state: 'off',
    reason: 'Media is not set up here.',
  });
  expect(data.regions.map(({ region, state }) => [region, state])).toEqual([
    ['ap-southeast-1', 'down'],
    ['ap-south-1', 'down'],
    ['us-east-1', 'up'],
    ['eu-west-1', 'down'],
  ]);
});

test('going live tells where the broadcast opened, and why', async () => {
  const { stream, placement } = await liveHost('IN');
  expect(placement).toEqual({ region: stream.region, home: 'ap-south-1', reason: 'home_up', passedOver: [] });
});

test('joins go elsewhere when the room’s region is full or silent, and to no node that drains', async () => {
  const { stream } = await liveHost('US');
  const { accessToken } = await signInMember(await registerMember());
  const join = async (nodes: FakeOrigin['nodes']) => {
    origin.nodes = nodes;
    const answer = await call('POST', `/rooms/${stream.id}/join`, { token: accessToken });
    return answer.status === 200 ? joinDataSchema.parse(answer.body.data).node : answer.body.code;
  };
  const [near] = FAKE_NODES;
  if (near === undefined) throw new Error('no node');
  const far = { ...near, id: 'gw-far', region: 'eu-west-1' };
  expect(await join([far, near])).toBe(near.id);
  expect(await join([far, { ...near, sockets: near.socketsMax }])).toBe('gw-far');
  expect(await join([far, { ...near, silent: true }])).toBe('gw-far');
  expect(await join([far, { ...near, draining: true }])).toBe('gw-far');
  expect(
    await join([
      { ...far, draining: true },
      { ...near, silent: true },
    ]),
  ).toBe(near.id);
  expect(await join([{ ...far, draining: true }])).toBe('no_gateway');
});
