import { limits } from '@halobuzz/core/limits';
import type { DownEvent } from '@halobuzz/core/protocol/down';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GatewayBench, type RunningGateway, type TestRoom } from '../../testing/gateway-bench.ts';
import type { GatewayClient } from '../../testing/gateway-client.ts';
import { testPerson } from '../../testing/rooms.ts';

let bench: GatewayBench;
let first: RunningGateway;
let second: RunningGateway;
let room: TestRoom;

beforeAll(async () => {
  bench = await GatewayBench.openOnTestStores();
  first = await bench.gateway();
  second = await bench.gateway();
});
afterAll(() => bench.close());
beforeEach(async () => {
  room = await bench.room();
});

const heardLevels = (client: GatewayClient): string[] =>
  client.events.flatMap(({ event }: { event: DownEvent }) => (event.t === 'quality' ? [event.level] : []));

describe('how media is', () => {
  it('is told to the room when the host says so, on every node; a viewer’s is not', async () => {
    const host = await bench.join(first, room, room.host);
    const near = await bench.join(first, room, testPerson('Ann'));
    const far = await bench.join(second, room, testPerson('Bob'));
    expect(await far.do({ t: 'quality', level: 'audio', rttMs: 300, lossPercent: 12 })).toEqual({ t: 'quality' });
    expect(await host.do({ t: 'quality', level: 'medium' })).toEqual({ t: 'quality' });
    for (const client of [near, far, host]) {
      expect((await client.heard((event) => event.t === 'quality')).event).toMatchObject({ level: 'medium' });
    }
    // The viewer's came before the host's, and would have been heard before it.
    expect(heardLevels(near)).toEqual(['medium']);
  });

  it('is said once in a while by one socket, however often it tries', async () => {
    const host = await bench.join(first, room, room.host);
    const other = await bench.join(first, room, room.host);
    await host.do({ t: 'quality', level: 'high' });
    expect(await host.refusal({ t: 'quality', level: 'low' })).toBe('rate_limited');
    // Another socket has its own measure.
    await other.do({ t: 'quality', level: 'low' });
    await other.heard((event) => event.t === 'quality' && event.level === 'low');
  });

  it('has a known level and sane figures', async () => {
    const viewer = await bench.join(first, room, testPerson('Ann'));
    const send = (fields: object) => viewer.refusal({ t: 'quality', level: 'high', ...fields });
    expect(await send({ level: 'best' })).toBe('validation_failed');
    expect(await send({ rttMs: -1 })).toBe('validation_failed');
    expect(await send({ rttMs: limits.qualityRttMsMax + 1 })).toBe('validation_failed');
    expect(await send({ lossPercent: 101 })).toBe('validation_failed');
  });

  it('is counted by role, level and region, and in nothing that grows', async () => {
    const viewer = await bench.join(second, room, testPerson('Ann'));
    await viewer.do({ t: 'quality', level: 'low', rttMs: 90 });
    const text = await second.registry.metrics();
    expect(text).toMatch(/halobuzz_gateway_media_reports_total\{role="viewer",level="low",region="test"\} \d+/);
    expect(text).toContain('halobuzz_gateway_media_round_trip_seconds_count');
  });
});
