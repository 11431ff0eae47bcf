import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { giftIntent, grantIntent, subjectInShard } from '../../testing/intents.ts';
import { type LedgerBench, openLedgerBench, testCheckpointKey } from '../../testing/ledger-process.ts';
import { runLedgerProgram } from '../../testing/ledger-program.ts';
import { submit } from '../../testing/wallet.contract.ts';
import { transactions } from '../adapters/mongo/ledger-collections.ts';

let bench: LedgerBench;
const shard = 9;
const wallet = subjectInShard(shard);

beforeAll(async () => {
  bench = await openLedgerBench();
  const ledger = bench.start();
  await ledger.ready();
  await submit(bench.wallet, grantIntent({ wallet, amount: 100n }));
  await submit(bench.wallet, giftIntent({ wallet, amount: 30n }));
  await bench.committed(2);
});
afterAll(() => bench.close());

const run = (args: readonly string[], environment?: NodeJS.ProcessEnv) => runLedgerProgram(bench, args, environment);

describe('npm run ledger', () => {
  it('verify: says what it saw and exits 0', async () => {
    const { code, out, err } = await run(['verify']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('2 entries and 6 legs in 64 chains');
    expect(out).toContain('all accounts sum to 0 COIN');
    expect(out).toContain('1 wallets compared with Redis, 0 entries not yet committed');
    expect(out).toContain('the ledger is sound');
  });

  it('verify: names the first broken sequence and exits 1', async () => {
    const at = { shard, sequence: 2n };
    await transactions(bench.database.db).updateOne(at, { $set: { amount: 3n } });
    const { code, out, err } = await run(['verify']);
    await transactions(bench.database.db).updateOne(at, { $set: { amount: 30n } });
    expect(code).toBe(1);
    expect(err).toContain(`BROKEN shard ${shard} sequence 2: its "amount"`);
    expect(out).toContain('the ledger is NOT sound');
  });

  it('verify: goes without Redis, and says so', async () => {
    const { code, out } = await run(['verify'], { REDIS_WALLETS_URL: 'redis://127.0.0.1:1' });
    expect(code).toBe(0);
    expect(out).toContain('wallets were not compared');
  });

  it('checkpoint, balance and reconcile', async () => {
    expect(await run(['checkpoint'])).toMatchObject({ code: 0, out: expect.stringContaining(testCheckpointKey.keyId) });
    const balance = await run(['balance', wallet]);
    expect(balance.out).toContain('spendable in Redis  70 COIN');
    expect(balance.out).toContain('70 COIN committed');
    const reconciled = await run(['reconcile']);
    expect(reconciled).toMatchObject({ code: 0, err: '' });
    expect(reconciled.out).toContain('Redis and the ledger agree');
    expect(reconciled.out).toContain('providers are not asked');
    expect(reconciled.out).toContain('payments, payouts and the ledger agree');
    expect(await run(['verify'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('held against the newest checkpoints'),
    });
  });

  it('leaderboards: says how many sums it raised them to', async () => {
    expect(await run(['leaderboards'])).toMatchObject({ code: 0, out: 'leaderboards raised to 0 sums of gifts\n' });
  });

  it('exits 2 when the question makes no sense or cannot be asked', async () => {
    expect(await run([])).toMatchObject({ code: 2, err: expect.stringContaining('usage') });
    expect(await run(['verify', '--fast'])).toMatchObject({ code: 2, err: expect.stringContaining('usage') });
    expect(await run(['balance', 'nobody'])).toMatchObject({ code: 2, err: expect.stringContaining('subject id') });
    expect(await run(['verify'], { MONGODB_URI: '' })).toMatchObject({
      code: 2,
      err: expect.stringContaining('MONGODB_URI'),
    });
    expect(await run(['verify'], { MONGODB_DATABASE: 'ledger_nowhere' })).toMatchObject({
      code: 2,
      err: expect.stringContaining('not migrated'),
    });
  });
});
