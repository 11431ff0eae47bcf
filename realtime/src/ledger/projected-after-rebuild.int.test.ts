import { walletShardOf } from '@halobuzz/core/ids';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { giftIntent, grantIntent, subject } from '../../testing/intents.ts';
import { type LedgerBench, openLedgerBench, until } from '../../testing/ledger-process.ts';
import { silentLog } from '../../testing/ledger-stores.ts';
import { submit } from '../../testing/wallet.contract.ts';
import { openWalletSession } from '../adapters/redis/wallet-connection.ts';
import { hasPassed } from '../origin/streams/summary.ts';
import { readAcceptedHeads, readProjectedHeads } from '../origin/wallet/shard-heads.ts';

let bench: LedgerBench;
beforeEach(async () => {
  bench = await openLedgerBench();
});
afterEach(() => bench.close());

it('a broadcast that ends after a rebuild gets a final summary, although its shards take no further gift', async () => {
  const ledger = bench.start();
  await ledger.ready();
  const wallet = subject();
  await submit(bench.wallet, grantIntent({ wallet, amount: 100n }));
  await submit(bench.wallet, giftIntent({ wallet, amount: 1n }));
  await bench.committed(2);
  await until('both are projected', async () => {
    const cursors = await readProjectedHeads(bench.database.db);
    return cursors.some(({ shard, sequence }) => shard === walletShardOf(wallet) && sequence === 2);
  });
  const before = bench.connection.session();
  await bench.server.wipeAndRestart();
  await bench.connection.next(before);
  await until('wallets are open again', async () => (await bench.wallet.balance(wallet)) === 99n);
  await ledger.ready();
  const wallets = await openWalletSession({ url: bench.server.url, name: 'heads', log: silentLog });
  try {
    const endHeads = await readAcceptedHeads({ session: () => wallets });
    expect(endHeads[walletShardOf(wallet)]).toMatchObject({ sequence: 2 });
    await until('every cursor has passed the end', async () =>
      hasPassed(await readProjectedHeads(bench.database.db), endHeads),
    );
  } finally {
    wallets.redis.disconnect();
  }
});
