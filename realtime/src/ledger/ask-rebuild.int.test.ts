import { walletShardOf } from '@halobuzz/core/ids';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { giftIntent, grantIntent, subjectInShard } from '../../testing/intents.ts';
import { type LedgerBench, openLedgerBench } from '../../testing/ledger-process.ts';
import { runLedgerProgram } from '../../testing/ledger-program.ts';
import { submit } from '../../testing/wallet.contract.ts';
import { ledgerHeads } from '../adapters/mongo/ledger-collections.ts';

let bench: LedgerBench;
const [here, there] = [subjectInShard(30), subjectInShard(31)];

beforeAll(async () => {
  bench = await openLedgerBench();
  await bench.start().ready();
});
afterAll(() => bench.close());

it('loses no gift that is accepted while it is asked for, and stops no other shard', async () => {
  await submit(bench.wallet, grantIntent({ wallet: here, amount: 100_000n }));
  await submit(bench.wallet, grantIntent({ wallet: there, amount: 100_000n }));
  let going = true;
  let [taken, locked, elsewhere] = [0, 0, 0];
  const give = async (wallet: string): Promise<void> => {
    while (going) {
      const result = await submit(bench.wallet, giftIntent({ wallet, amount: 1n }));
      if (result.kind === 'refused') expect(result.code).toBe('wallet_locked');
      if (wallet === there) {
        expect(result.kind).toBe('created');
        elsewhere += 1;
      } else if (result.kind === 'created') taken += 1;
      else locked += 1;
    }
  };
  const givers = [here, here, here, there].map(give);
  const before = await ledgerHeads(bench.database.db).findOne({ _id: walletShardOf(here) });
  const output = await runLedgerProgram(bench, ['rebuild', '30']);
  going = false;
  await Promise.all(givers);
  expect(output).toMatchObject({ code: 0, err: '', out: expect.stringContaining('shard 30 is in epoch') });
  const after = await ledgerHeads(bench.database.db).findOne({ _id: walletShardOf(here) });
  expect(after?.epoch).toBeGreaterThan(before?.epoch ?? 0n);
  expect(after?.rebuildAsked).toBeUndefined();
  expect(taken).toBeGreaterThan(0);
  expect(elsewhere).toBeGreaterThan(0);
  await bench.committed(2 + taken + elsewhere);
  expect(await bench.wallet.balance(here)).toBe(100_000n - BigInt(taken));
  expect(await bench.verify()).toMatchObject({ breaks: [], problems: [], entries: 2 + taken + elsewhere });
  expect(await bench.database.db.collection('ledger_quarantine').countDocuments()).toBe(0);
  expect(locked).toBeGreaterThanOrEqual(0);
});

it('names a shard that there is not', async () => {
  for (const word of ['64', 'x', '-1']) {
    const output = await runLedgerProgram(bench, ['rebuild', '--', word]);
    expect(output).toMatchObject({ code: 2, err: expect.stringContaining('0 to 63') });
  }
});
