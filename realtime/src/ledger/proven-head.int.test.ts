import { encodeIntent } from '@halobuzz/core/ledger/intent';
import { type CommandStartedEvent, MongoClient } from 'mongodb';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { grantIntent, subjectInShard } from '../../testing/intents.ts';
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
import { chainHeadOf } from './shard-table.ts';
import { judgeEntry } from './stream-entry.ts';

let wallets: OwnWallets;
let database: OwnDatabase;
beforeEach(async () => {
  [wallets, database] = await Promise.all([startOwnWallets(), openOwnDatabase()]);
});
afterEach(() => Promise.all([wallets.stop(), database.stop()]));

it('a head that a cut-off primary tells opens no gate: a majority has to take the term that it begins', async () => {
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
    const terms = started.filter(({ command }) => command.findAndModify === 'ledger_heads');
    expect(terms.map(({ command }) => command.writeConcern)).toMatchObject([{ w: 'majority', j: true }]);
    expect(started.filter(({ command }) => command.find === 'ledger_heads')).toEqual([]);
  } finally {
    session.redis.disconnect();
    await client.close();
  }
});

it('a batch that was under way when heads were compared again is not committed any more', async () => {
  const books = mongoBooks(database.client, database.db, 'a');
  try {
    await books.holdLeases(60_000);
    const [first, second] = [await books.takeTerm(0), await books.takeTerm(0)];
    if (first === null || second === null) throw new Error('the shard is not owned');
    expect([first.term, second.term]).toEqual([1n, 2n]);
    expect((await books.holdLeases(60_000)).get(0)).toBe(2n);
    const wallet = subjectInShard(0);
    const fields = new Map([
      ['p', Buffer.from(encodeIntent(grantIntent({ wallet, amount: 5n })))],
      ['b', Buffer.from('5')],
      ['t', Buffer.from(String(Date.now()))],
      ['w', Buffer.from(wallet)],
      ['d', Buffer.from('5')],
    ]);
    const head = chainHeadOf(first);
    const entries = [judgeEntry({ epoch: head.epoch, sequence: head.sequence + 1n, fields }, 0, false)];
    const commit = (term: bigint) => books.commit([{ shard: 0, term, head, entries }]);
    expect(await commit(1n)).toEqual({ kind: 'moved' });
    expect(await commit(2n)).toMatchObject({ kind: 'committed' });
  } finally {
    await books.close();
  }
});
