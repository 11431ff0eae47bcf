import { walletShardOf } from '@halobuzz/core/ids';
import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import { encode } from '@halobuzz/core/protocol/codec';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { giftIntent, grantIntent, subject } from '../../testing/intents.ts';
import { type LedgerBench, openLedgerBench, until } from '../../testing/ledger-process.ts';
import { submit } from '../../testing/wallet.contract.ts';
import { ledgerHeads } from '../adapters/mongo/ledger-collections.ts';
import { fingerprintOf } from './fingerprint.ts';

let bench: LedgerBench;
beforeEach(async () => {
  bench = await openLedgerBench();
});
afterEach(() => bench.close());

it('a duplicate that was quarantined before a crash is neither shown nor totalled by the successor', async () => {
  const away = {
    projectGifts: () => Promise.reject(new Error('rooms are away')),
    // Holds the projected cursor where it is.
    rank: () => Promise.reject(new Error('nothing is counted now')),
    confirm: async () => {},
  };
  const first = bench.start({ targets: away });
  await first.ready();
  const wallet = subject();
  const shard = walletShardOf(wallet);
  await submit(bench.wallet, grantIntent({ wallet, amount: 100n }));
  const gift = giftIntent({ wallet, amount: 5n });
  const from = { id: 'aaaaaaaaaaaaaaaaaaaaaaaaaaa', name: 'Asha' };
  const event = { t: 'gift', tx: gift.tx, from, gift: 'rose', quantity: 1, coins: '5', atMs: 1 } as const;
  const send = () => bench.wallet.submit(gift, fingerprintOf(gift), encode(event));
  await send();
  await bench.committed(2);
  const redis = bench.connection.session()?.redis;
  const keys = walletShardKeys(shard);
  await redis?.del(keys.idempotency(Number(await redis.hget(keys.head, 'epoch')), gift.tx));
  await send();
  await bench.committed(3);
  await first.stop();

  await bench.start().ready();
  await until('everything is projected', async () => {
    const head = await ledgerHeads(bench.database.db).findOne({ _id: shard });
    return head?.projected.sequence === 3n;
  });
  await until('nothing waits for the room', async () => {
    return (await bench.database.db.collection('parked_gifts').countDocuments()) === 0;
  });
  expect(bench.rooms.gifts.map(({ gift: shown }) => shown.sequence)).toEqual([2]);
});
