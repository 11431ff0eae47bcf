import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { SwitchState } from '@halobuzz/core/switches/switches';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GatewayBench, type RunningGateway, type TestRoom } from '../../testing/gateway-bench.ts';
import { testStoreUrl } from '../../testing/redis.ts';
import { type TestPerson, testPerson, testUuid } from '../../testing/rooms.ts';
import { publishSwitchState } from '../adapters/redis/switch-state.ts';

let bench: GatewayBench;
let first: RunningGateway;
let second: RunningGateway;
let room: TestRoom;
let ann: TestPerson;
let version = 0;

beforeAll(async () => {
  // A control database of its own: switches hold for all who share one.
  const url = testStoreUrl('TEST_REDIS_ROOMS_URL');
  bench = await GatewayBench.open(url, `${url}/89`);
  await bench.control.del(controlKeys.switches);
  first = await bench.gateway();
  second = await bench.gateway();
});
afterAll(async () => {
  await bench.control.flushdb();
  await bench.close();
});
beforeEach(async () => {
  await publish({});
  room = await bench.room();
  ann = testPerson('Ann');
  await bench.fund(ann, 1_000n);
});

async function publish(state: Omit<SwitchState, 'version' | 'paused'> & { readonly paused?: readonly string[] }) {
  const { paused = [], ...rest } = state;
  version += 1;
  await publishSwitchState(bench.control, { version, paused: paused.map((name) => ({ name })), ...rest });
  for (const { registry } of [first, second]) {
    await expect
      .poll(async () => (await registry.getSingleMetric('halobuzz_switch_version')?.get())?.values[0]?.value)
      .toBe(version);
  }
}
const gift = () => ({ t: 'gift', clientId: testUuid(), gift: 'rose', quantity: 1 }) as const;
const chat = { t: 'chat', text: 'hello' } as const;

describe('what is paused', () => {
  it('is refused by every gateway, told to every socket, and works again', async () => {
    const sockets = [await bench.join(first, room, ann), await bench.join(second, room, ann)];
    await publish({ paused: ['gifts', 'chat'] });
    for (const socket of sockets) {
      await socket.heard((event) => event.t === 'paused' && event.features.includes('gifts'));
      const reply = await socket.ask(gift());
      expect(reply).toMatchObject({ ok: false, error: { code: 'feature_paused', retry: 'later' } });
      expect(await socket.refusal(chat)).toBe('feature_paused');
      expect(await socket.do({ t: 'like', count: 1 })).toMatchObject({ t: 'like' });
    }
    await publish({});
    for (const socket of sockets) {
      await socket.heard((event) => event.t === 'paused' && event.features.length === 0);
      expect(await socket.do(gift())).toMatchObject({ t: 'gift' });
    }
    expect(await sockets[0]?.do(chat)).toMatchObject({ t: 'chat' });
  });

  it('is told to who joins later, and holds where it holds', async () => {
    version += 1;
    await publishSwitchState(bench.control, { version, paused: [{ name: 'chat', countries: ['NP'] }] });
    await expect
      .poll(async () => (await first.registry.getSingleMetric('halobuzz_switch_version')?.get())?.values[0]?.value)
      .toBe(version);
    const home = await bench.join(first, room, ann, {}, { cty: 'NP' });
    const abroad = await bench.join(first, room, testPerson('Bob'), {}, { cty: 'DE' });
    await home.heard((event) => event.t === 'paused' && event.features.includes('chat'));
    expect(await home.refusal(chat)).toBe('feature_paused');
    expect(await abroad.do(chat)).toMatchObject({ t: 'chat' });
    expect(abroad.events.some(({ event }) => event.t === 'paused')).toBe(false);
    // A client that does not know the event is not sent it.
    const old = await bench.join(first, room, testPerson('Old'), { protocol: 2 }, { cty: 'NP' });
    expect(await old.refusal(chat)).toBe('feature_paused');
    expect(old.events.some(({ event }) => event.t === 'paused')).toBe(false);
  });

  it('never takes back a gift that was paid: a repeat is answered as the first was', async () => {
    const socket = await bench.join(first, room, ann);
    const paid = gift();
    const before = await socket.do(paid);
    await publish({ paused: ['gifts'] });
    expect(await socket.do(paid)).toEqual({ ...before, result: 'exists' });
  });

  it('stays while Redis has lost it, until something newer is said', async () => {
    await publish({ paused: ['gifts'] });
    await bench.control.del(controlKeys.switches);
    const socket = await bench.join(second, room, ann);
    expect(await socket.refusal(gift())).toBe('feature_paused');
    await publishSwitchState(bench.control, { version: version - 1, paused: [] });
    expect(await socket.refusal(gift())).toBe('feature_paused');
    await publish({});
    expect(await socket.do(gift())).toMatchObject({ t: 'gift' });
  });
});

describe('during maintenance', () => {
  it('nothing new is taken, with what is said and until when; watching and moderating go on', async () => {
    const host = await bench.join(first, room, room.host);
    const socket = await bench.join(second, room, ann);
    const endsAtMs = Date.now() + 600_000;
    await publish({ maintenance: { message: 'A larger database.', sinceMs: Date.now(), endsAtMs } });
    await socket.heard((event) => event.t === 'paused' && event.maintenance?.message === 'A larger database.');
    for (const command of [gift(), chat, { t: 'like', count: 1 } as const]) {
      const reply = await socket.ask(command);
      expect(reply).toMatchObject({
        ...{ ok: false },
        error: { code: 'maintenance', errors: [{ field: 'maintenance', message: 'A larger database.' }] },
      });
    }
    expect(await socket.do({ t: 'viewers' })).toMatchObject({ t: 'viewers' });
    expect(await host.do({ t: 'settings', slowModeSeconds: 5 })).toMatchObject({ t: 'settings' });
    expect(await (await bench.join(first, room, testPerson('Cy'))).do({ t: 'ping' })).toMatchObject({ t: 'ping' });
  });
});
