import { MongoClient } from 'mongodb';
import type { MetricValue, Registry } from 'prom-client';
import { afterEach, expect, it } from 'vitest';
import { ledgerInvariants } from '../../../testing/ledger-invariants.ts';
import { until } from '../../../testing/ledger-process.ts';
import { LedgerWorld } from '../../../testing/ledger-world.ts';
import { TcpProxy } from '../../../testing/tcp-proxy.ts';

const releases: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release();
});

/** Transactions so far, and the time that they took. */
async function commitsOf(registry: Registry): Promise<{ readonly count: number; readonly seconds: number }> {
  const metric = await registry.getSingleMetric('ledger_commit_seconds')?.get();
  // Values of a histogram say beside which of its series they are of; the type is that of all metrics.
  const values = (metric?.values ?? []) as readonly (MetricValue<string> & { readonly metricName?: string })[];
  const figureOf = (series: string): number => values.find(({ metricName }) => metricName === series)?.value ?? 0;
  return { count: figureOf('ledger_commit_seconds_count'), seconds: figureOf('ledger_commit_seconds_sum') };
}

/** Each way: a command and its answer take a second more. */
const delayMs = 500;

it('MongoDB a second slower for each command: gifts are taken at once, are confirmed late, and the backlog says so', {
  timeout: 180_000,
}, async () => {
  const world = await LedgerWorld.open();
  releases.push(() => world.close());
  const line = await TcpProxy.open(Number(/:(\d+)\//.exec(world.bench.database.uri)?.[1]));
  releases.push(() => line.close());
  const client = await new MongoClient(`mongodb://127.0.0.1:${line.port}/?directConnection=true`, {
    writeConcern: { w: 'majority', journal: true },
  }).connect();
  releases.push(() => client.close());
  const writer = await world.writer({ client, leaseMs: 20_000 });
  await world.fund();
  expect(await ledgerInvariants(world)).toEqual([]);
  const before = await commitsOf(writer.registry);
  line.delay(delayMs);
  let backlogMost = 0;
  const gifts = 200;
  const asked = world.asked.size;
  await Promise.all([
    world.give(gifts),
    until('entries wait for their commit', async () => {
      const metrics = await writer.registry.getMetricsAsJSON();
      const found = metrics.find(({ name }) => name.endsWith('ledger_backlog_entries'));
      backlogMost = Math.max(backlogMost, ...(found?.values ?? []).map(({ value }) => value));
      return backlogMost > 0;
    }),
  ]);
  const answers = [...world.asked.values()].slice(asked);
  expect(answers.filter(({ kind }) => kind === 'created')).toHaveLength(gifts);
  // The line heals only after a commit that it held up from its begin to its end.
  let later = before;
  await until('a commit is through', async () => {
    later = await commitsOf(writer.registry);
    return later.count > before.count;
  });
  line.heal();
  expect(await ledgerInvariants(world)).toEqual([]);
  expect(later.seconds - before.seconds).toBeGreaterThan((2 * delayMs) / 1_000);
  await writer.stop();
});
