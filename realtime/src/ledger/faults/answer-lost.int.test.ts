import { initialGifts } from '@halobuzz/core/gifts';
import { transactionId } from '@halobuzz/core/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GatewayBench, type GatewayPlace } from '../../../testing/gateway-bench.ts';
import { type GatewayProcess, startGatewayProcess } from '../../../testing/gateway-process.ts';
import { clientId, giftIntent, intentOf } from '../../../testing/intents.ts';
import { ledgerInvariants } from '../../../testing/ledger-invariants.ts';
import { until } from '../../../testing/ledger-process.ts';
import { silentLog } from '../../../testing/ledger-stores.ts';
import { LedgerWorld } from '../../../testing/ledger-world.ts';
import { testStoreUrl } from '../../../testing/redis.ts';
import { TcpProxy } from '../../../testing/tcp-proxy.ts';
import { redisWallet } from '../../adapters/redis/redis-wallet.ts';
import { connectWallets } from '../../adapters/redis/wallet-connection.ts';
import { createLifecycle } from '../../lifecycle.ts';

let world: LedgerWorld;
let gateways: GatewayBench;
let line: TcpProxy;
beforeAll(async () => {
  world = await LedgerWorld.open();
  const url = testStoreUrl('TEST_REDIS_ROOMS_URL');
  gateways = await GatewayBench.open(url, `${url}/13`);
  line = await TcpProxy.open(world.bench.server.port);
  await world.writer();
  await world.fund();
});
afterAll(async () => {
  await gateways.close();
  await line.close();
  await world.close();
});

function startGateway(walletsPort: number): Promise<GatewayProcess> {
  return startGatewayProcess(`gw-${clientId()}`, gateways.control, {
    ...gateways.environment(),
    REDIS_WALLETS_URL: `redis://127.0.0.1:${walletsPort}`,
  });
}

describe('a gateway killed after the wallet took a gift, before anybody was told', () => {
  it('leaves the gift paid once, shown once, and told to its sender when they ask again', {
    timeout: 120_000,
  }, async () => {
    const [gift] = initialGifts;
    if (gift === undefined) throw new Error('there are no gifts');
    const me = world.person(0);
    const [id = ''] = world.rooms;
    const room = { id, host: world.host };
    const join = (gateway: GatewayPlace) => gateways.join(gateway, room, me);
    const asked = (of: string) => ({ t: 'gift', clientId: of, gift: gift.id, quantity: 1 }) as const;
    const intentFor = (of: string) =>
      giftIntent({
        wallet: me.subject,
        amount: gift.coins,
        roomId: id,
        clientId: of,
        tx: transactionId(me.subject, of),
      });

    const first = await startGateway(line.port);
    const before = await join(first);
    const [warm, lost] = [clientId(), clientId()];
    await before.do(asked(warm));
    world.remember(intentFor(warm), 'created');
    const balance = () => world.bench.wallet.balance(me.subject);
    const paid = ((await balance()) ?? 0n) - gift.coins;
    line.dropReplies();
    void before.ask(asked(lost)).catch(() => {});
    await until('the wallet took it', async () => (await balance()) === paid);
    expect(before.replies).toHaveLength(1);
    await first.kill();
    line.heal();
    const second = await startGateway(world.bench.server.port);
    const after = await join(second);
    expect(await after.do(asked(lost))).toMatchObject({ t: 'gift', result: 'exists', balance: paid.toString() });
    world.remember(intentFor(lost), 'exists');
    expect(await ledgerInvariants(world)).toEqual([]);
    await second.stop();
  });
});

describe('whoever posts an order and dies before the answer', () => {
  it('leaves it credited once, however often it is posted again', { timeout: 60_000 }, async () => {
    const lifecycle = createLifecycle(silentLog);
    const far = connectWallets({ url: `redis://127.0.0.1:${line.port}`, name: 'far', log: silentLog }, lifecycle);
    try {
      await far.next(undefined);
      const wallet = redisWallet(far, { timeoutMs: 500 });
      await world.post(intentOf('purchase', { wallet: world.person(1).subject, amount: 1n }), wallet);
      const order = intentOf('purchase', { wallet: world.person(1).subject, amount: 70n });
      expect(await world.post(order, wallet, () => line.dropReplies())).toBe('unknown');
      line.heal();
      const again = await Promise.all(Array.from({ length: 5 }, () => world.post(order)));
      expect(again.filter((kind) => kind !== 'exists' && kind !== 'committed')).toEqual([]);
      expect(await ledgerInvariants(world)).toEqual([]);
      expect(await world.post(order)).toBe('committed');
    } finally {
      await lifecycle.release(5_000);
    }
  });
});
