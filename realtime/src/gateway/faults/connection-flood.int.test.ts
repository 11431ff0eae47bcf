import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { faultPlan } from '../../../testing/fault-plan.ts';
import { GatewayBench } from '../../../testing/gateway-bench.ts';
import { until } from '../../../testing/ledger-process.ts';
import { testPerson } from '../../../testing/rooms.ts';

const program = fileURLToPath(new URL('../../../testing/upgrade-flood.ts', import.meta.url));
const { long } = faultPlan(process.env);
/** At once, from as many addresses; the machine's bound of open files is one process's, so several share them. */
const [connections, processes] = long ? [10_000, 5] : [1_000, 2];
const children: ChildProcess[] = [];
let bench: GatewayBench | undefined;
afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
  await bench?.close();
});

async function flood(port: number, count: number, first: number): Promise<Readonly<Record<string, number>>> {
  const child = spawn(process.execPath, [program, String(port), String(count), String(first)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  for await (const line of createInterface({ input: child.stdout })) {
    return z.record(z.string(), z.number()).parse(JSON.parse(line));
  }
  throw new Error('the flood ended without an answer');
}

it(`${connections} connections at once: each is let in or told why not, who is inside notices nothing, and a viewer gets in`, async () => {
  bench = await GatewayBench.openOnTestStores();
  const own = bench;
  const gateway = await own.gateway({ socketsMax: 5_000, trustedProxies: ['127.0.0.1'] });
  const room = await own.room();
  const host = await own.join(gateway, room, room.host);
  const each = connections / processes;
  const floods = await Promise.all(Array.from({ length: processes }, (_, n) => flood(gateway.port, each, n * each)));
  const answers = new Map<string, number>();
  for (const [what, count] of floods.flatMap((one) => Object.entries(one))) {
    answers.set(what, (answers.get(what) ?? 0) + count);
  }
  console.log(`${connections} connections at once: ${JSON.stringify(Object.fromEntries(answers))}`);
  const known = ['101', '503 connect_rate', '503 hellos_full', '503 sockets_full'];
  // An end of the line is what is left of a socket that made room for another one.
  expect([...answers.keys()].filter((what) => !known.includes(what) && what !== 'closed')).toEqual([]);
  expect([...answers.values()].reduce((sum, count) => sum + count, 0)).toBe(connections);
  expect(answers.get('101') ?? 0).toBeGreaterThan(0);
  const metrics = await gateway.registry.getMetricsAsJSON();
  const refused = metrics.find(({ name }) => name.endsWith('gateway_upgrades_refused_total'));
  const told = [...answers].filter(([what]) => what.startsWith('503')).reduce((sum, [, count]) => sum + count, 0);
  expect((refused?.values ?? []).reduce((sum, { value }) => sum + value, 0)).toBe(told);
  // Those who say nothing make room for who does; a client that was refused comes again.
  await until('a viewer is let in', async () => {
    const viewer = await own.join(gateway, room, testPerson('Ann')).catch(() => undefined);
    return viewer !== undefined;
  });
  expect(host.closed).toBeUndefined();
}, 180_000);
