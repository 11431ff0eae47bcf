import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { nodeRecordSchema } from '@halobuzz/core/api/internal';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { GatewayBench, type GatewayPlace } from '../../testing/gateway-bench.ts';
import { testStoreUrl } from '../../testing/redis.ts';
import { testPerson } from '../../testing/rooms.ts';

const file = fileURLToPath(new URL('./gateway.ts', import.meta.url));
let bench: GatewayBench;
const children: ChildProcess[] = [];

beforeAll(async () => {
  bench = await GatewayBench.openOnTestStores();
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});
afterAll(() => bench.close());

function run(environment: Record<string, string>): { readonly child: ChildProcess; readonly output: () => string } {
  const child = spawn(process.execPath, [file], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { child, output: () => output };
}

async function startProcess(name: string): Promise<{ readonly child: ChildProcess; readonly place: GatewayPlace }> {
  const { child, output } = run({
    ...bench.environment(),
    NODE_ID: name,
    REDIS_WALLETS_URL: testStoreUrl('TEST_REDIS_WALLETS_URL'),
  });
  await expect
    .poll(() => (child.exitCode === null ? output() : 'it ended'), { timeout: 15_000 })
    .toContain('gateway ready');
  const record = nodeRecordSchema.parse(JSON.parse((await bench.control.get(controlKeys.node(name))) ?? '{}'));
  return { child, place: { url: record.url, node: { id: record.id, boot: record.boot } } };
}

describe('the gateway process', () => {
  it('names every problem of its environment, shows no value, and does not start', async () => {
    const { child, output } = run({ REDIS_CONTROL_URL: 'hunter2', PORT: 'x' });
    const [code] = await once(child, 'exit');
    expect(code).toBe(1);
    for (const name of ['NODE_ID', 'REDIS_CONTROL_URL', 'PORT', 'TICKET_PUBLIC_KEYS', 'RESUME_TOKEN_KEY']) {
      expect(output()).toContain(`${name}:`);
    }
    expect(output()).not.toContain('hunter2');
  });

  it('ends with a failure when a store is out of reach', async () => {
    const { child, output } = run({
      ...bench.environment(),
      NODE_ID: 'gw-nowhere',
      REDIS_CONTROL_URL: 'redis://127.0.0.1:1',
      REDIS_WALLETS_URL: testStoreUrl('TEST_REDIS_WALLETS_URL'),
    });
    const [code] = await once(child, 'exit');
    expect(code).toBe(1);
    expect(output()).toContain('the start failed');
  });

  it('drains on SIGTERM and ends well', async () => {
    const name = `gw-term-${bench.unique}`;
    const { child, place } = await startProcess(name);
    const room = await bench.room();
    const socket = await bench.join(place, room, testPerson('Ann'));
    child.kill('SIGTERM');
    expect(await socket.closedBy()).toMatchObject({ reason: 'draining' });
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
    expect(await bench.control.exists(controlKeys.node(name))).toBe(0);
  });

  it('killed hard is out of the counts in time, and a new one of its name takes its place', async () => {
    const name = `gw-kill-${bench.unique}`;
    const { child, place } = await startProcess(name);
    const peer = await bench.gateway();
    const room = await bench.room();
    const host = await bench.join(place, room, room.host);
    const watcher = await bench.join(peer, room, testPerson('Ann'));
    expect(watcher.welcome.viewers).toBe(2);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await host.closedBy();
    const { event } = await watcher.heard((heard) => heard.t === 'count' && heard.viewers === 1);
    expect(event).toMatchObject({ peak: 2 });
    const again = await startProcess(name);
    expect(again.place.node.boot).not.toBe(place.node.boot);
    // The host's socket went with the node: everybody is told, and the host may come back.
    await watcher.wait(() => watcher.events.find(({ event: e }) => e.t === 'host' && !e.online), 'the host to be gone');
    const back = await bench.join(again.place, room, room.host);
    expect(back.welcome.viewers).toBe(2);
  });
});
