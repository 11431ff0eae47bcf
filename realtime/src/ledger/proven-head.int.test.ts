import { type CommandStartedEvent, MongoClient } from 'mongodb';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  type OwnDatabase,
  type OwnWallets,
  openOwnDatabase,
  silentLog,
  startOwnWallets,
} from '../../testing/ledger-stores.ts';
import { openWalletSession } from '../adapters/redis/wallet-connection.ts';
import { ledgerMetrics } from './ledger-metrics.ts';
import { mongoBooks } from './mongo-books.ts';
import { redisWalletStore } from './redis-wallet-store.ts';
import { settleShard } from './settle-shard.ts';

let wallets: OwnWallets;
let database: OwnDatabase;
beforeEach(async () => {
  [wallets, database] = await Promise.all([startOwnWallets(), openOwnDatabase()]);
});
afterEach(() => Promise.all([wallets.stop(), database.stop()]));

it('a head that a cut-off primary tells opens no gate: the read proves that its server still leads a majority', async () => {
  const client = await new MongoClient(database.uri, { monitorCommands: true }).connect();
  const session = await openWalletSession({ url: wallets.url, name: 'test', log: silentLog });
  try {
    const books = mongoBooks(client, client.db(database.name), 'a');
    await books.holdLeases(60_000);
    const store = redisWalletStore(session);
    const deps = { books, log: silentLog, metrics: ledgerMetrics(new Registry()) };
    await settleShard(deps, store, 0);
    const started: CommandStartedEvent[] = [];
    client.on('commandStarted', (event) => started.push(event));
    expect(await settleShard(deps, store, 0)).toMatchObject({ head: { state: 'open' } });
    expect(await store.readShards([0])).toMatchObject([{ open: true }]);
    const reads = started.filter(({ command }) => command.find === 'ledger_heads');
    expect(reads.map(({ command }) => command.readConcern?.level)).toEqual(['linearizable']);
  } finally {
    session.redis.disconnect();
    await client.close();
  }
});
