import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { afterEach, describe, expect, it } from 'vitest';
import { startMongo } from '../../../../scripts/cluster/mongo.ts';
import type { LedgerStep } from '../../../testing/die-at.ts';
import { faultPlan } from '../../../testing/fault-plan.ts';
import { ledgerInvariants } from '../../../testing/ledger-invariants.ts';
import { until } from '../../../testing/ledger-process.ts';
import { openOwnDatabase } from '../../../testing/ledger-stores.ts';
import { LedgerWorld } from '../../../testing/ledger-world.ts';
import { startMongoTrio } from '../../../testing/mongo-trio.ts';
import { TcpProxy } from '../../../testing/tcp-proxy.ts';
import { redisWallet } from '../../adapters/redis/redis-wallet.ts';

const { long } = faultPlan(process.env);
const steps: readonly LedgerStep[] = [
  'in the transaction, when the entries are written',
  'in the transaction, when all is written',
];
const releases: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release();
});

async function worldOn(uri?: string): Promise<LedgerWorld> {
  const world = await LedgerWorld.open(await openOwnDatabase(uri));
  releases.push(() => world.close());
  return world;
}

describe('a primary of MongoDB', () => {
  it('that steps down in mid-transaction: the batch is stored once, by the next primary', {
    timeout: 240_000,
  }, async () => {
    const trio = await startMongoTrio();
    releases.push(() => trio.stop());
    const world = await worldOn(trio.uri);
    const first = await world.writer();
    await world.fund();
    await first.stop();
    await world.give(30);
    for (const step of long ? steps : steps.slice(1)) {
      // Frozen in the middle, so that the step-down comes exactly there.
      const child = world.process({ leaseMs: 8_000, dieAt: { step, occurrence: 1, freeze: true } });
      await world.frozen(child);
      await trio.stepDown();
      child.kill('SIGCONT');
      await world.give(10);
      expect(await ledgerInvariants(world)).toEqual([]);
      child.kill('SIGKILL');
      await world.death(child);
      await world.give(20);
    }
    await world.writer();
    expect(await ledgerInvariants(world)).toEqual([]);
  });

  it('killed and away: gifts are taken up to the watermark, then refused; all are stored when it is back', {
    timeout: 240_000,
  }, async () => {
    const dir = mkdtempSync(join(tmpdir(), 'halobuzz-away-'));
    let mongo = await startMongo({ dir });
    const { port } = mongo;
    releases.push(async () => {
      await mongo.stop();
      rmSync(dir, { recursive: true, force: true });
    });
    const world = await worldOn(mongo.uri);
    await world.writer();
    await world.fund(100_000n);
    expect(await ledgerInvariants(world)).toEqual([]);
    mongo.signal('SIGKILL');
    await mongo.exited;
    // Minutes of gifts in seconds: what MongoDB's absence does is that streams grow.
    const wallet = redisWallet(world.bench.connection, { backlog: { slow: 20, refuse: 40 } });
    for (let round = 0; round < 30; round += 1) {
      await Promise.all(world.people.flatMap((_, at) => [0, 1, 2].map(() => world.ask(world.gift(at), wallet))));
    }
    const answers = [...world.asked.values()].filter(({ intent }) => intent.kind === 'gift').map(({ kind }) => kind);
    expect(new Set(answers)).toEqual(new Set(['created', 'refused']));
    mongo = await startMongo({ dir, port });
    expect(await ledgerInvariants(world)).toEqual([]);
    // The watermark counts what lies in the stream, which is trimmed once a second behind what was stored.
    await until('gifts are taken again', async () => (await world.ask(world.gift(), wallet)).kind === 'created');
    expect(await ledgerInvariants(world)).toEqual([]);
  });
});

describe('the answer to a commit', () => {
  it('that is lost on the way: the entries are there once, and the writer goes on behind them', {
    timeout: 120_000,
  }, async () => {
    const world = await worldOn();
    const port = Number(/:(\d+)\//.exec(world.bench.database.uri)?.[1]);
    const line = await TcpProxy.open(port);
    releases.push(() => line.close());
    const client = await new MongoClient(`mongodb://127.0.0.1:${line.port}/?directConnection=true`, {
      writeConcern: { w: 'majority', journal: true },
      socketTimeoutMS: 3_000,
      monitorCommands: true,
    }).connect();
    releases.push(() => client.close());
    let lost = 0;
    client.on('commandStarted', ({ commandName }) => {
      if (commandName !== 'commitTransaction' || lost >= 3) return;
      lost += 1;
      line.dropReplies();
      // The server gets what was sent, and its answer falls into nothing; then the line is torn.
      setTimeout(() => line.heal(), 300);
    });
    const writer = await world.writer({ client, leaseMs: 5_000 });
    await world.fund();
    for (let i = 0; i < 4; i += 1) {
      await world.give(20);
      expect(await ledgerInvariants(world)).toEqual([]);
    }
    expect(lost).toBe(3);
    line.delay(50);
    await world.give(20);
    expect(await ledgerInvariants(world)).toEqual([]);
    line.heal();
    await writer.stop();
  });
});
