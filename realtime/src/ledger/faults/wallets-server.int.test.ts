import { walletShardOf } from '@halobuzz/core/ids';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ledgerInvariants } from '../../../testing/ledger-invariants.ts';
import { until } from '../../../testing/ledger-process.ts';
import { silentLog } from '../../../testing/ledger-stores.ts';
import { LedgerWorld } from '../../../testing/ledger-world.ts';
import { TcpProxy } from '../../../testing/tcp-proxy.ts';
import { ledgerHeads, quarantine } from '../../adapters/mongo/ledger-collections.ts';
import { redisWallet } from '../../adapters/redis/redis-wallet.ts';
import { connectWallets } from '../../adapters/redis/wallet-connection.ts';
import { createLifecycle } from '../../lifecycle.ts';

let world: LedgerWorld;
beforeEach(async () => {
  world = await LedgerWorld.open();
});
afterEach(() => world.close());

async function fundAndDrain(): Promise<void> {
  const writer = await world.writer();
  await world.fund();
  await world.give(24);
  await world.bench.committed(36);
  // Shown as well: what a room must show stands in the stream alone, and the stream is what these tests take away.
  expect(await ledgerInvariants(world)).toEqual([]);
  await writer.stop();
}

/** The shop is open again: everybody's wallet answers. */
async function reopened(): Promise<void> {
  for (const { subject } of world.people) {
    await until('a wallet is open', async () => (await world.bench.wallet.balance(subject)) !== undefined);
  }
}

describe('the wallets server', () => {
  it('restarted with its file while gifts wait: all of them are stored and shown once', async () => {
    await fundAndDrain();
    await world.give(30);
    await world.bench.server.crashAndRestart();
    const writer = await world.writer();
    await reopened();
    await world.give(10);
    expect(await ledgerInvariants(world)).toEqual([]);
    // Again, with the writer in the middle of its work.
    const giving = world.give(60);
    await world.bench.server.crashAndRestart();
    await giving;
    await reopened();
    await Promise.all([...world.asked.values()].map(({ intent }) => world.ask(intent)));
    expect(await ledgerInvariants(world)).toEqual([]);
    await writer.stop();
  });

  it('with the tail of its file cut off: what nobody else held is lost, counted, and given again at will', async () => {
    await fundAndDrain();
    await world.give(30);
    await world.bench.server.cutTailAndRestart(4_000);
    const writer = await world.writer();
    await reopened();
    const waiting = [...world.asked.values()].slice(-30);
    await until('what is left is committed', async () => (await world.bench.verify()).wallets?.undrained === 0);
    const lost = await world.forgiveLost();
    console.log(`the cut file took ${lost} of 30 accepted gifts that were not yet committed`);
    expect(lost).toBeGreaterThan(0);
    expect(lost).toBeLessThan(30);
    expect(await ledgerInvariants(world)).toEqual([]);
    // Only their senders know of them: the same gift again is taken once.
    for (const one of waiting) {
      if (one.kind === 'lost') one.kind = 'unknown';
      await world.ask(one.intent);
    }
    expect(await ledgerInvariants(world)).toEqual([]);
    expect(waiting.filter(({ kind }) => kind === 'lost')).toEqual([]);
    await writer.stop();
  });

  it('with a tail cut off that was committed: nothing is lost, nothing is spent twice', async () => {
    await fundAndDrain();
    const before = await ledgerHeads(world.bench.database.db).find().toArray();
    await world.bench.server.cutTailAndRestart(6_000);
    const writer = await world.writer();
    await reopened();
    const after = await ledgerHeads(world.bench.database.db).find().toArray();
    expect(after.filter(({ epoch }, i) => epoch > (before[i]?.epoch ?? 0n)).length).toBeGreaterThan(0);
    expect(await world.forgiveLost()).toBe(0);
    await world.give(10);
    expect(await ledgerInvariants(world)).toEqual([]);
    await writer.stop();
  });

  it('torn amid a gift, and restarted twice: the gift is lost whole, and never comes back in part', async () => {
    await fundAndDrain();
    await world.give(1);
    const [torn] = [...world.asked.values()].slice(-1);
    if (torn === undefined) throw new Error('nothing was given');
    await world.bench.server.tearNewestAndRestart();
    const writer = await world.writer();
    await reopened();
    expect(await world.forgiveLost()).toBe(1);
    await world.give(4);
    await world.bench.server.crashAndRestart();
    await reopened();
    await world.give(12);
    expect(await ledgerInvariants(world)).toEqual([]);
    torn.kind = 'unknown';
    expect((await world.ask(torn.intent)).kind).toBe('created');
    expect(await ledgerInvariants(world)).toEqual([]);
    await writer.stop();
  });

  it('wiped: what was committed is there, what only it held is counted', async () => {
    await fundAndDrain();
    await world.give(7);
    await world.bench.server.wipeAndRestart();
    const writer = await world.writer();
    await reopened();
    expect(await world.forgiveLost()).toBe(7);
    await world.give(10);
    expect(await ledgerInvariants(world)).toEqual([]);
    await writer.stop();
  });

  it('killed in mid-rebuild: the rebuild is begun again, in a later epoch', async () => {
    await fundAndDrain();
    const child = world.process({
      dieAt: { step: 'when a rebuild wrote half of the wallets', occurrence: 4, freeze: true },
    });
    await world.bench.server.wipeAndRestart();
    await world.frozen(child);
    await world.bench.server.crashAndRestart();
    child.kill('SIGCONT');
    await reopened();
    await world.give(10);
    expect(await ledgerInvariants(world)).toEqual([]);
    const { db } = world.bench.database;
    const shards = new Set(world.people.map(({ subject }) => walletShardOf(subject)));
    const heads = await ledgerHeads(db)
      .find({ _id: { $in: [...shards] } })
      .toArray();
    expect(heads.map(({ state }) => state)).toEqual(heads.map(() => 'open'));
    expect(await quarantine(db).countDocuments()).toBe(0);
    child.kill('SIGKILL');
    await world.death(child);
  });
});

describe('a line to the wallets server', () => {
  it('that lost the answers: the same gift again is told that it was taken, and pays once', async () => {
    const lifecycle = createLifecycle(silentLog);
    const line = await TcpProxy.open(world.bench.server.port);
    const far = connectWallets({ url: `redis://127.0.0.1:${line.port}`, name: 'far', log: silentLog }, lifecycle);
    const wallet = redisWallet(far, { timeoutMs: 500 });
    try {
      const writer = await world.writer();
      await world.fund();
      await far.next(undefined);
      // Scripts and epochs are known first, or the lost answer would be that they are not.
      await world.give(1, wallet);
      for (const { subject } of world.people) await wallet.balance(subject);
      line.dropReplies();
      const lost = Array.from({ length: 12 }, () => world.gift());
      const order = await (async () => {
        const results = await Promise.all(lost.map((intent) => world.ask(intent, wallet)));
        expect(results).toEqual(lost.map(() => ({ kind: 'unknown' })));
        return world.buy(2, 40n);
      })();
      line.heal();
      await until(
        'there is a new connection',
        async () => (await wallet.balance(world.person(0).subject)) !== undefined,
      );
      const again = await Promise.all(lost.map((intent) => world.ask(intent, wallet)));
      expect(again.map(({ kind }) => kind)).toEqual(lost.map(() => 'exists'));
      await world.post(order, wallet);
      expect(await ledgerInvariants(world)).toEqual([]);
      await writer.stop();
    } finally {
      await lifecycle.release(5_000);
      await line.close();
    }
  });

  it('of the writer, slow and cut again and again: everything arrives once', async () => {
    const line = await TcpProxy.open(world.bench.server.port);
    try {
      const writer = await world.writer({ walletsUrl: `redis://127.0.0.1:${line.port}` });
      await world.fund();
      line.delay(40);
      await world.give(40);
      for (const fault of ['cut', 'dropReplies', 'stall'] as const) {
        line[fault]();
        await world.give(20);
        line.heal();
        await writer.ready();
      }
      expect(await ledgerInvariants(world)).toEqual([]);
      await writer.stop();
    } finally {
      await line.close();
    }
  });
});
