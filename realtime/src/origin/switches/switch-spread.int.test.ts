import { successOf } from '@halobuzz/core/api/conventions';
import { internalPaths } from '@halobuzz/core/api/internal';
import { switchesSchema } from '@halobuzz/core/api/switches';
import { limits } from '@halobuzz/core/limits';
import { askedSwitches } from '@halobuzz/core/switches/asked-switches';
import { type FeatureSwitch, featureSwitches, switchStateSchema } from '@halobuzz/core/switches/switches';
import type { Actor } from '@halobuzz/core/tokens';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GatewayBench } from '../../../testing/gateway-bench.ts';
import type { GatewayClient } from '../../../testing/gateway-client.ts';
import { testPerson, testUuid } from '../../../testing/rooms.ts';
import { runPeriodically } from '../periodic.ts';
import { createRealOrigin, openStores, type RealOrigin, someActor, type TestStores } from '../testing/real-origin.ts';

/** Changes that are made; `npm run test:faults` makes more, and prints how long they took to reach everybody. */
const printing = process.env.FAULTS_SEED !== undefined;
const rounds = printing ? 20 : 2;

let stores: TestStores;
let bench: GatewayBench;
let origins: readonly [RealOrigin, RealOrigin];
const stops: (() => Promise<void>)[] = [];
const admin: Actor = { ...someActor(), roles: ['viewer', 'admin'] };

beforeAll(async () => {
  stores = await openStores(90);
  bench = await GatewayBench.open(stores.roomsUrl, stores.roomsUrl);
  origins = [await createRealOrigin(stores), await createRealOrigin(stores)];
  for (const { deps, log } of origins) {
    const look = runPeriodically('switches', limits.switchPublishPeriodMs, () => deps.switches.refresh(), log);
    stops.push(() => look.stop());
  }
});
afterAll(async () => {
  for (const stop of stops) await stop();
  await bench.close();
  await stores.close();
});

/** What an isolate of the edge knows, whose requests go to this origin. */
function isolateOf(origin: RealOrigin) {
  return askedSwitches(async () => {
    const { body } = await origin.call(internalPaths.switchState);
    return successOf(switchStateSchema).parse(body).data;
  }, Date.now);
}

/** Asks one origin for a change upon what it says. */
async function change(origin: RealOrigin, act: object): Promise<void> {
  const look = await origin.call(internalPaths.switches, { actor: admin });
  const { version } = successOf(switchesSchema).parse(look.body).data;
  const body = { version, reason: 'a drill', change: act };
  const { status } = await origin.call(internalPaths.switches, { method: 'POST', actor: admin, body });
  expect(status).toBe(200);
}

async function refuses(socket: GatewayClient, feature: 'gifts' | 'chat'): Promise<boolean> {
  const command =
    feature === 'gifts'
      ? ({ t: 'gift', clientId: testUuid(), gift: 'rose', quantity: 1 } as const)
      : ({ t: 'chat', text: 'hello' } as const);
  return (await socket.refusal(command)) === 'feature_paused';
}

it('two gateways, two origins and two isolates of the edge all obey, and go on when it is over', async () => {
  const gateways = [await bench.gateway({ rateProfile: 'load' }), await bench.gateway({ rateProfile: 'load' })];
  const room = await bench.room();
  const giver = testPerson('Giver');
  await bench.fund(giver, 10_000n);
  const sockets = await Promise.all(gateways.map((gateway) => bench.join(gateway, room, giver)));
  const isolates = origins.map(isolateOf);
  const tookMs: number[] = [];
  const everywhere = async (feature: FeatureSwitch, paused: boolean): Promise<boolean> => {
    const heard = await Promise.all([
      ...(feature === 'gifts' || feature === 'chat' ? sockets.map((socket) => refuses(socket, feature)) : []),
      ...isolates.map(async (isolate) => (await isolate.now()).isPaused(feature)),
      ...origins.map(({ deps }) => deps.switches.board.isPaused(feature)),
    ]);
    return heard.every((one) => one === paused);
  };
  for (let round = 0; round < rounds; round += 1) {
    // In turns, so that nobody hears of a change first.
    const origin = origins[round % 2 === 0 ? 0 : 1];
    const feature = featureSwitches[round % featureSwitches.length] ?? 'gifts';
    for (const paused of [true, false]) {
      const startedMs = performance.now();
      await change(origin, { act: paused ? 'pause' : 'resume', name: feature });
      await expect.poll(() => everywhere(feature, paused), { timeout: 10_000, interval: 20 }).toBe(true);
      tookMs.push(performance.now() - startedMs);
    }
  }
  if (!printing) return;
  const sorted = tookMs.toSorted((a, b) => a - b).map(Math.round);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  console.log(
    `kill switches: ${sorted.length} changes on every node after p50 ${at(0.5)} ms, max ${at(1)} ms (promised: 2,000)`,
  );
});

it('a control Redis that is wiped while something is paused opens it nowhere', async () => {
  const gateway = await bench.gateway();
  const room = await bench.room();
  const socket = await bench.join(gateway, room, testPerson('Ann'));
  await change(origins[0], { act: 'pause', name: 'chat' });
  await expect.poll(() => refuses(socket, 'chat'), { timeout: 10_000 }).toBe(true);
  await stores.control.flushdb();
  expect(await refuses(socket, 'chat')).toBe(true);
  const later = await bench.gateway();
  const newcomer = await bench.join(later, await bench.room(), testPerson('Ben'));
  await expect.poll(() => refuses(newcomer, 'chat'), { timeout: 10_000 }).toBe(true);
  await change(origins[1], { act: 'resume', name: 'chat' });
  await expect.poll(() => refuses(newcomer, 'chat'), { timeout: 10_000 }).toBe(false);
});
