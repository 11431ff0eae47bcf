import { afterEach, beforeEach, expect, it } from 'vitest';
import { ledgerInvariants } from '../../../testing/ledger-invariants.ts';
import { until } from '../../../testing/ledger-process.ts';
import { LedgerWorld } from '../../../testing/ledger-world.ts';

let world: LedgerWorld;
beforeEach(async () => {
  world = await LedgerWorld.open();
});
afterEach(() => world.close());

const fileBytesMax = 128 * 1024;
const roundsMax = 1_000;

it("the wallets' disk is full: nobody is told that a gift was taken which was not, and all go on once there is room", {
  timeout: 180_000,
}, async () => {
  const writer = await world.writer();
  await world.fund(100_000n);
  await world.give(24);
  expect(await ledgerInvariants(world)).toEqual([]);
  const { died } = await world.bench.server.fillDisk(fileBytesMax);
  let dead = false;
  void died.then(() => {
    dead = true;
  });
  // A wallets server that begins is shut until the ledger has compared heads with it: a round before that writes nothing.
  const isOpen = async (): Promise<boolean> => dead || (await world.ask(world.gift())).kind === 'created';
  for (let round = 0; round < roundsMax && !dead; round += 1) {
    await until('gifts are taken', isOpen);
    if (!dead) await world.give(60);
  }
  expect(dead).toBe(true);
  // What people see meanwhile: the gift waits for an answer or is refused, and nothing is shown as given.
  const { kind } = await world.ask(world.gift());
  expect(['unknown', 'refused']).toContain(kind);
  await world.bench.server.freeDisk();
  await until('gifts are taken again', async () => (await world.ask(world.gift())).kind === 'created');
  // Whoever was not told asks again, with the same ids.
  await Promise.all([...world.asked.values()].map(({ intent }) => world.ask(intent)));
  expect(await ledgerInvariants(world)).toEqual([]);
  expect(await world.forgiveLost()).toBe(0);
  await writer.stop();
});
