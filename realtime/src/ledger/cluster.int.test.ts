import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WALLET_SHARDS } from '@halobuzz/core/limits';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientId, giftIntent, grantIntent, subjectInShard } from '../../testing/intents.ts';
import { rememberingTargets, testCheckpointKey, until } from '../../testing/ledger-process.ts';
import { type OwnDatabase, openOwnDatabase, silentLog } from '../../testing/ledger-stores.ts';
import { type OwnWalletCluster, startOwnWalletCluster } from '../../testing/own-wallet-cluster.ts';
import { submit } from '../../testing/wallet.contract.ts';
import { ledgerHeads } from '../adapters/mongo/ledger-collections.ts';
import { redisWallet } from '../adapters/redis/redis-wallet.ts';
import { connectWalletServers, type WalletServers } from '../adapters/redis/wallet-servers.ts';
import { createLifecycle, type Lifecycle } from '../lifecycle.ts';
import { readAcceptedHeads } from '../origin/wallet/shard-heads.ts';
import { ledgerMetrics } from './ledger-metrics.ts';
import { type OwnedLedger, runLedger } from './run-ledger.ts';
import { verifyLedger } from './verify-ledger.ts';
import type { WalletPort, WalletResult } from './wallet-port.ts';

let cluster: OwnWalletCluster;
let database: OwnDatabase;
let lifecycle: Lifecycle;
let servers: WalletServers;
let wallet: WalletPort;
let ledger: OwnedLedger;
let dir: string;
let accepted = 0;

beforeAll(async () => {
  [cluster, database] = await Promise.all([startOwnWalletCluster(), openOwnDatabase()]);
  dir = mkdtempSync(join(tmpdir(), 'halobuzz-checkpoints-'));
  lifecycle = createLifecycle(silentLog);
  servers = connectWalletServers({ url: cluster.url, name: 'test', log: silentLog }, lifecycle);
  wallet = redisWallet(servers, { timeoutMs: 10_000 });
  ledger = runLedger(
    {
      ...{ client: database.client, db: database.db, owner: `test#${randomUUID()}`, walletsUrl: cluster.url },
      targets: rememberingTargets().targets,
      ...{ checkpoint: { key: testCheckpointKey, dir }, log: silentLog, metrics: ledgerMetrics(new Registry()) },
      leaseMs: 1_500,
    },
    lifecycle,
  );
  await allOpen();
}, 60_000);
afterAll(async () => {
  await lifecycle.release(10_000);
  await Promise.all([cluster.stop(), database.stop()]);
  rmSync(dir, { recursive: true, force: true });
});

const allOpen = () =>
  until('every shard is open', () => {
    const all = [...ledger.shards.values()];
    return all.length === WALLET_SHARDS && all.every(({ state }) => state === 'open');
  });

/** Asks again while the shard is locked: nothing was taken then, and the id stays the same. */
async function accept(work: () => Promise<WalletResult>): Promise<WalletResult> {
  let result = await work();
  await until('the wallet takes it', async () => {
    if (result.kind === 'created' || result.kind === 'exists') return true;
    result = await work();
    return result.kind === 'created' || result.kind === 'exists';
  });
  accepted += 1;
  return result;
}

async function everythingHolds(): Promise<void> {
  await until('everything is committed', async () => {
    const heads = await ledgerHeads(database.db).find().toArray();
    return heads.reduce((sum, { sequence }) => sum + sequence, 0n) === BigInt(accepted);
  });
  const summary = await verifyLedger({
    ...{ client: database.client, db: database.db, checkpoints: undefined, onProgress: () => {} },
    wallets: servers,
  });
  expect(summary).toMatchObject({ entries: accepted, breaks: [], problems: [], wallets: { lockedShards: 0 } });
}

describe('wallets on a cluster of three masters', () => {
  it('take gifts in every shard, and the writer commits them all', async () => {
    for (let shard = 0; shard < WALLET_SHARDS; shard += 1) {
      const me = subjectInShard(shard);
      await accept(() => submit(wallet, grantIntent({ wallet: me, amount: 100n })).then(once));
      await accept(() => submit(wallet, giftIntent({ wallet: me, amount: 30n })).then(once));
      expect(await wallet.balance(me)).toBe(70n);
    }
    expect(new Set(servers.servers().map(({ address }) => address))).toEqual(new Set(cluster.addresses));
    expect(servers.servers().every((server) => server.shards().size > 10)).toBe(true);
    const heads = await readAcceptedHeads(servers);
    expect(heads.every(({ sequence }) => sequence === 2)).toBe(true);
    await everythingHolds();
  });

  it('go on in a shard that is moved to another master, losing and doubling nothing', async () => {
    const shard = 11;
    const me = subjectInShard(shard);
    await accept(() => submit(wallet, grantIntent({ wallet: me, amount: 500n })));
    const to = await cluster.move(shard);
    expect(await cluster.holderOf(shard)).toBe(to);
    const gift = giftIntent({ wallet: me, amount: 20n, clientId: clientId() });
    await accept(() => submit(wallet, gift));
    expect(await submit(wallet, gift)).toMatchObject({ kind: 'exists', balance: 480n });
    await until(
      'the map follows',
      () =>
        servers
          .servers()
          .find(({ address }) => address === to)
          ?.shards()
          .has(shard) === true,
    );
    await allOpen();
    await everythingHolds();
  });

  it('come back after a master crashed; the others never stop', async () => {
    const down = await cluster.holderOf(3);
    const elsewhere = await (async () => {
      for (let shard = 0; shard < WALLET_SHARDS; shard += 1) if ((await cluster.holderOf(shard)) !== down) return shard;
      return -1;
    })();
    const [here, there] = [subjectInShard(3), subjectInShard(elsewhere)];
    await accept(() => submit(wallet, grantIntent({ wallet: here, amount: 10n })));
    const restart = cluster.crashAndRestart(down);
    expect(await submit(wallet, grantIntent({ wallet: there, amount: 10n }))).toMatchObject({ kind: 'created' });
    accepted += 1;
    await restart;
    await accept(() => submit(wallet, giftIntent({ wallet: here, amount: 4n })));
    expect(await wallet.balance(here)).toBe(6n);
    await allOpen();
    await everythingHolds();
  });
});

function once(result: WalletResult): WalletResult {
  expect(result.kind).not.toBe('exists');
  return result;
}
