import { newSubjectId, walletShardOf } from '@halobuzz/core/ids';
import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import { limits } from '@halobuzz/core/limits';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { walletControls } from '../../adapters/mongo/ledger-collections.ts';
import { redisWallet } from '../../adapters/redis/redis-wallet.ts';
import { openShardOf, openStores, random, type TestStores } from '../testing/real-origin.ts';
import { mongoControls } from './mongo-controls.ts';
import { walletControlsService } from './wallet-controls.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await openStores(40);
});
afterAll(() => stores.close());

const by = { by: 'system', reason: 'dispute' };

/** A service with a clock that a test moves, over real stores. */
function world() {
  const time = { aheadMs: 0 };
  const clock = (): number => Date.now() + time.aheadMs;
  const wallet = redisWallet({ session: () => stores.wallets });
  const service = () => walletControlsService({ controls: mongoControls(stores.db), wallet, clock });
  return { time, clock, wallet, service: service(), other: service() };
}

async function someSubject(): Promise<string> {
  const subject = newSubjectId(random);
  await openShardOf(subject, stores.wallets);
  return subject;
}

describe('wallet controls', () => {
  it('stand in MongoDB and in the hot wallet, and each source lifts only its own freeze', async () => {
    const { service, wallet } = world();
    const subject = await someSubject();
    expect(await service.freeze(subject, { ...by, source: 'payment:1' })).toMatchObject({ applied: true });
    await service.freeze(subject, { ...by, source: 'finding:1' });
    await service.freeze(subject, { ...by, source: 'finding:1' });
    expect((await service.read(subject)).freezes).toHaveLength(2);
    await service.unfreeze(subject, 'payment:1');
    expect(await wallet.state(subject)).toMatchObject({ frozen: true });
    expect(await walletControls(stores.db).findOne({ _id: subject })).toMatchObject({
      ...{ frozen: true, pending: false, applyAt: null, version: 3, reason: 'dispute' },
    });
    await service.unfreeze(subject, 'finding:1');
    expect(await wallet.state(subject)).toMatchObject({ frozen: false });
    await service.holdPayouts(subject, { ...by, source: 'finding:2' });
    expect((await service.read(subject)).payoutHolds).toMatchObject([{ source: 'finding:2', by: 'system' }]);
  });

  it('written by many at once lose nothing, and the hot wallet ends with the newest', async () => {
    const { service, other, wallet } = world();
    const subject = await someSubject();
    const untilMs = Date.now() + 60_000;
    await Promise.all(
      Array.from({ length: 12 }, (_, at) =>
        (at % 2 === 0 ? service : other).holdCoins(subject, { source: `p${at}`, coins: 10n, untilMs }),
      ),
    );
    expect(await wallet.state(subject)).toMatchObject({ heldCoins: 120n, heldUntilMs: untilMs });
    await Promise.all([service.releaseCoins(subject, 'p3'), other.releaseCoins(subject, 'p4')]);
    expect(await wallet.state(subject)).toMatchObject({ heldCoins: 100n });
  });

  it('that the hot wallet could not take are told to it by the repair', async () => {
    const { service, wallet, time } = world();
    const subject = await someSubject();
    const { open } = walletShardKeys(walletShardOf(subject));
    await stores.wallets.redis.del(open);
    expect(await service.freeze(subject, { ...by, source: 'finding:1' })).toMatchObject({ applied: false });
    expect(await walletControls(stores.db).findOne({ _id: subject })).toMatchObject({ frozen: true, pending: true });
    await openShardOf(subject, stores.wallets);
    expect(await wallet.state(subject)).toMatchObject({ frozen: false });
    time.aheadMs += limits.walletControlsRetryMs + 1;
    await service.repair();
    expect(await wallet.state(subject)).toMatchObject({ frozen: true });
    expect(await walletControls(stores.db).findOne({ _id: subject })).toMatchObject({ pending: false, applyAt: null });
  });

  it('run out by themselves: a hold ends, a raised cap comes into effect', async () => {
    const { service, wallet, time } = world();
    const subject = await someSubject();
    await service.setDailyCap(subject, 100n);
    await service.setDailyCap(subject, 900n);
    expect(await wallet.state(subject)).toMatchObject({ dailyCap: 100n });
    const untilMs = Date.now() + 60_000;
    await service.holdCoins(subject, { source: 'p1', coins: 30n, untilMs });
    await service.holdCoins(subject, { source: 'p2', coins: 40n, untilMs: untilMs + limits.spendCapCoolingMs * 2 });
    expect(await wallet.state(subject)).toMatchObject({ heldCoins: 70n });
    time.aheadMs = 61_000;
    await service.repair();
    expect(await wallet.state(subject)).toMatchObject({ heldCoins: 40n, dailyCap: 100n });
    time.aheadMs = limits.spendCapCoolingMs + 1_000;
    await service.repair();
    expect(await wallet.state(subject)).toMatchObject({ heldCoins: 40n, dailyCap: 900n });
  });
});
