import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { ledgerInvariants } from '../../testing/ledger-invariants.ts';
import { until } from '../../testing/ledger-process.ts';
import { LedgerWorld } from '../../testing/ledger-world.ts';
import { openTestRedis, testStoreUrl } from '../../testing/redis.ts';
import { ledgerHeads } from '../adapters/mongo/ledger-collections.ts';
import { decodeConfirmations } from '../gateway/control/confirmations.ts';

/** The node that takes all gifts of these tests. */
const channel = controlKeys.nodeChannel('gw-test');
let world: LedgerWorld;
let gateway: Redis;
/** Transactions that the gateway was told of, each as often as it was. */
let heard: string[] = [];

beforeAll(async () => {
  world = await LedgerWorld.open();
  const first = await world.writer();
  await world.fund();
  await world.drained();
  await first.stop();
  gateway = await openTestRedis(testStoreUrl('TEST_REDIS_ROOMS_URL'));
  gateway.on('messageBuffer', (_channel: Buffer, message: Buffer) => {
    heard.push(...decodeConfirmations(message).map(({ tx }) => tx));
  });
  await gateway.subscribe(channel);
});
afterAll(async () => {
  gateway.disconnect();
  await world.close();
});

let asked: Set<string>;
beforeEach(() => {
  asked = new Set(world.asked.keys());
  heard = [];
});
let running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(running.map((one) => one.stop()));
  running = [];
});
async function writer(...options: Parameters<LedgerWorld['writer']>) {
  const one = await world.writer(...options);
  running.push(one);
  return one;
}

/** Gifts of this test. */
const given = (): string[] =>
  [...world.asked].flatMap(([tx, { intent }]) => (intent.kind === 'gift' && !asked.has(tx) ? [tx] : []));
/** How often each of them was confirmed; other tests' gateways may share the channel. */
const timesOf = (): number[] => given().map((tx) => heard.filter((one) => one === tx).length);
const allConfirmed = (): Promise<void> => until('every gift is confirmed', () => timesOf().every((times) => times > 0));
const allProjected = async (): Promise<void> => {
  await world.drained();
  await until('every cursor is saved', async () =>
    (await ledgerHeads(world.bench.database.db).find().toArray()).every(
      ({ sequence, projected }) => projected.sequence === sequence,
    ),
  );
};

it('tells each gift once, also when a writer takes over from one that was asked to stop', async () => {
  const first = await writer();
  for (let round = 0; round < 4; round += 1) await world.give(25);
  await allConfirmed();
  await world.give(25);
  await world.drained();
  await first.stop();
  await writer();
  await world.give(10);
  await allConfirmed();
  await allProjected();
  expect(timesOf()).toEqual(given().map(() => 1));
});

it('tells it as soon as it is committed: neither rooms nor boards that fail hold it back, nor make it come again', async () => {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  let failures = 3;
  await writer({
    targets: {
      ...world.targets,
      async projectGifts(room, gifts) {
        await opened;
        return world.targets.projectGifts(room, gifts);
      },
      async rank(...args) {
        failures -= 1;
        if (failures >= 0) throw new Error('nothing is counted now');
        await world.targets.rank(...args);
      },
    },
  });
  await world.give(10);
  await allConfirmed();
  // The first gifts of each shard wait for their rooms: those behind them are told all the same.
  await world.give(10);
  await allConfirmed();
  open();
  await allProjected();
  expect(failures).toBeLessThan(0);
  expect(timesOf()).toEqual(given().map(() => 1));
});

it('tells what a writer had committed when it was killed, before anybody knew', async () => {
  await world.give(20);
  const child = world.process({
    dieAt: { step: 'after the commit, when its confirmations are about to leave', occurrence: 1 },
  });
  expect(await world.death(child)).toBe('SIGKILL');
  const { db } = world.bench.database;
  const behind = (await ledgerHeads(db).find().toArray()).filter((head) => head.projected.sequence < head.sequence);
  expect(behind.length).toBeGreaterThan(0);
  expect(timesOf().every((times) => times === 0)).toBe(true);
  await writer();
  await allConfirmed();
  await allProjected();
  expect(timesOf()).toEqual(given().map(() => 1));
  expect(await ledgerInvariants(world)).toEqual([]);
});
