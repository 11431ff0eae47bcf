import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningValkey, startValkey } from '../../../../scripts/cluster/valkey.ts';
import { giftIntent, grantIntent, subject } from '../../../testing/intents.ts';
import { type LedgerBench, openLedgerBench, until } from '../../../testing/ledger-process.ts';
import { submit } from '../../../testing/wallet.contract.ts';
import { redisWallet } from './redis-wallet.ts';

let bench: LedgerBench;
let replica: RunningValkey;
const dir = mkdtempSync(join(tmpdir(), 'halobuzz-replica-'));

async function startReplica(port?: number): Promise<RunningValkey> {
  const started = await startValkey({
    ...{ dir, appendfsync: 'always', ...(port === undefined ? {} : { port }) },
    extraArgs: ['--replicaof', '127.0.0.1', String(bench.server.port)],
  });
  await until('the replica follows', async () => {
    const info = (await bench.connection.session()?.redis.info('replication')) ?? '';
    return /slave0:.*state=online/.test(info);
  });
  return started;
}

beforeAll(async () => {
  bench = await openLedgerBench();
  const ledger = bench.start();
  await ledger.ready();
  replica = await startReplica();
});
afterAll(async () => {
  await replica.stop();
  await bench.close();
  rmSync(dir, { recursive: true, force: true });
});

it('an entry is accepted once a replica has it on disk, and unknown until then; repeated, it is told and pays once', async () => {
  // A replica that follows may take its time on a busy machine; one that is gone is not waited for that long.
  const patient = redisWallet(bench.connection, { replicas: { min: 1, timeoutMs: 20_000 } });
  const wallet = redisWallet(bench.connection, { replicas: { min: 1, timeoutMs: 1_000 } });
  const me = subject();
  const results = await Promise.all([
    submit(patient, grantIntent({ wallet: me, amount: 100n })),
    ...Array.from({ length: 20 }, () => submit(patient, grantIntent({ wallet: subject(), amount: 1n }))),
  ]);
  expect(results.map(({ kind }) => kind)).toEqual(results.map(() => 'created'));
  const { port } = replica;
  await replica.stop();
  const gift = giftIntent({ wallet: me, amount: 30n });
  expect(await submit(wallet, gift)).toEqual({ kind: 'unknown' });
  expect(await submit(wallet, gift)).toEqual({ kind: 'unknown' });
  // Whoever asks for no replica is told by the server alone.
  expect(await submit(bench.wallet, gift)).toMatchObject({ kind: 'exists', balance: 70n });
  replica = await startReplica(port);
  await until('the replica has it', async () => (await submit(wallet, gift)).kind === 'exists');
  expect(await wallet.balance(me)).toBe(70n);
  await bench.committed(22);
});
