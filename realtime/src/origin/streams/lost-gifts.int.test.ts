import { encode } from '@halobuzz/core/protocol/codec';
import { roomKeys } from '@halobuzz/core/rooms/keys';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ledgerInvariants } from '../../../testing/ledger-invariants.ts';
import { LedgerWorld } from '../../../testing/ledger-world.ts';
import { createRoomStore } from '../../adapters/redis/room-redis.ts';
import { recordLog } from '../testing/fakes.ts';
import { lostGifts } from './lost-gifts.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await LedgerWorld.open();
  await world.writer();
  await world.fund();
  await world.give(4);
  expect(await ledgerInvariants(world)).toEqual([]);
});
afterAll(() => world.close());

it('counts gifts that were shown and never stored, and no others', async () => {
  const [room = ''] = world.rooms;
  const store = createRoomStore([world.roomsRedis]);
  const [log, counted] = [recordLog(), { gifts: 0 }];
  const lost = (gifts: number): void => {
    counted.gifts += gifts;
  };
  const count = lostGifts({ db: world.bench.database.db, rooms: store, lost, log });
  expect(await count(room)).toBe(0);
  // Shown by its gateway; then the wallets server forgot that it ever took it.
  const gift = world.gift();
  const from = { id: world.person(0).account, name: 'p0' };
  const event = encode({ t: 'gift', tx: gift.tx, from, gift: 'rose', quantity: 1, coins: '3', atMs: 1 });
  await store(room).showGift(room, gift.tx, { shard: 63, epoch: 9, sequence: 9_999 }, event);
  // Stored, and its projection not noted yet: no loss.
  const stored = [...world.asked.values()].find(({ intent }) => intent.kind === 'gift');
  await world.roomsRedis.sadd(roomKeys(room).shown, stored?.intent.tx ?? '');
  expect(await count(room)).toBe(1);
  expect(counted.gifts).toBe(1);
  const away = lostGifts({
    db: world.bench.database.db,
    rooms: () => {
      throw new Error('away');
    },
    lost,
    log,
  });
  expect(await away(room)).toBe(0);
});
