import { walletShardOf } from '@halobuzz/core/ids';
import { roomKeys } from '@halobuzz/core/rooms/keys';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GatewayBench, type RunningGateway } from '../../../testing/gateway-bench.ts';
import { type GatewayProcess, startGatewayProcess } from '../../../testing/gateway-process.ts';
import { grantIntent } from '../../../testing/intents.ts';
import { type OwnWallets, silentLog, startOwnWallets } from '../../../testing/ledger-stores.ts';
import { testPerson, testUuid } from '../../../testing/rooms.ts';
import { submit } from '../../../testing/wallet.contract.ts';
import { redisWallet } from '../../adapters/redis/redis-wallet.ts';
import { openWalletSession } from '../../adapters/redis/wallet-connection.ts';
import { openGate, switchEpoch } from '../../adapters/redis/wallet-gate.ts';

const ann = testPerson('Ann');
let bench: GatewayBench;
let wallets: OwnWallets;
let survivor: RunningGateway;
let dying: GatewayProcess;

beforeAll(async () => {
  [bench, wallets] = await Promise.all([GatewayBench.openOnTestStores(), startOwnWallets()]);
  const session = await openWalletSession({ url: wallets.url, name: 'test', log: silentLog });
  const shard = walletShardOf(ann.subject);
  await switchEpoch(session, shard, 1n, 0n);
  expect(await openGate(session, shard, 1n)).toBe(true);
  const funds = grantIntent({ wallet: ann.subject, amount: 100n });
  expect((await submit(redisWallet({ session: () => session }), funds)).kind).toBe('created');
  session.redis.disconnect();
  survivor = await bench.gateway();
  const environment = { ...bench.environment(), REDIS_WALLETS_URL: wallets.url };
  dying = await startGatewayProcess(`gw-${bench.unique}`, bench.control, environment);
});
afterAll(async () => {
  await dying?.kill();
  await bench.close();
  await wallets.stop();
});

it('a streak whose gateway is killed in the middle of it goes on and ends once on another', async () => {
  const room = await bench.room();
  const watcher = await bench.join(survivor, room, testPerson('Bob'));
  const giver = await bench.join(dying, room, ann);
  for (const quantity of [2, 3]) await giver.do({ t: 'gift', clientId: testUuid(), gift: 'rose', quantity });
  await watcher.heard((event) => event.t === 'gift' && event.streak?.quantity === 5);
  await dying.kill();
  const again = await bench.join(survivor, room, ann);
  const [running] = again.welcome.streaks;
  expect(running).toMatchObject({ gift: 'rose', quantity: 5, coins: '5' });

  // As if no gift had come for the time that a streak lasts.
  const { streakEnds } = roomKeys(room.id);
  for (const key of await bench.roomsRedis.zrange(streakEnds, '0', '-1')) {
    await bench.roomsRedis.call('ZADD', streakEnds, 'XX', 1, key);
  }
  const { event } = await watcher.heard((heard) => heard.t === 'streak.ended');
  expect(event).toMatchObject({ streak: running?.id, quantity: 5, coins: '5' });
  await bench.rooms.gifts.sweepStreaks(room.id);
  await watcher.do({ t: 'sync', point: watcher.point });
  expect(watcher.reliableEvents().map(({ event: heard }) => heard.t)).toEqual(['gift', 'gift', 'streak.ended']);
});
