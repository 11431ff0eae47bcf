import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningValkey, startValkey } from '../../../../scripts/cluster/valkey.ts';
import { until } from '../../../testing/ledger-process.ts';
import { createLifecycle, type Lifecycle } from '../../lifecycle.ts';
import { connectWallets, type WalletConnection } from './wallet-connection.ts';

let dir: string;
let server: RunningValkey;
let admin: Redis;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'halobuzz-settings-'));
  server = await startValkey({ dir, appendfsync: 'always' });
  admin = new Redis(server.url);
});
afterAll(async () => {
  admin.disconnect();
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

let lifecycle: Lifecycle;
let lines: string[];
let connection: WalletConnection;
const connect = (url: string, replicasMin = 0): void => {
  const log = pino({}, { write: (line) => void lines.push(line) });
  connection = connectWallets({ url, name: 'test', log, replicasMin }, lifecycle);
};
beforeEach(() => {
  lines = [];
  lifecycle = createLifecycle(pino({ level: 'silent' }));
});
afterEach(() => lifecycle.release(5_000));

describe('a wallets server that could lose money', () => {
  it.each([
    ['maxmemory-policy', 'allkeys-lru', 'noeviction'],
    ['appendonly', 'no', 'yes'],
    ['appendfsync', 'everysec', 'always'],
  ])('with %s %s gets no session until it is %s, and the log names the setting', async (setting, bad, good) => {
    await admin.config('SET', setting, bad);
    connect(server.url);
    await until('the log says so', () => lines.some((line) => line.includes(`${setting} is ${bad}`)));
    expect(connection.session()).toBeUndefined();
    await admin.config('SET', setting, good);
    await until('it is taken', () => connection.session() !== undefined);
    expect(lines.filter((line) => line.includes(`${setting} is ${bad}`))).toHaveLength(1);
  });

  it('that writes without the replicas it is to wait for gets no session', async () => {
    connect(server.url, 1);
    await until('the log says so', () => lines.some((line) => line.includes('min-replicas-to-write is 0')));
    expect(connection.session()).toBeUndefined();
    await admin.config('SET', 'min-replicas-to-write', '1');
    await until('it is taken', () => connection.session() !== undefined);
    await admin.config('SET', 'min-replicas-to-write', '0');
  });

  it('may forbid CONFIG: what cannot be read is a warning', async () => {
    await admin.call('ACL', 'SETUSER', 'wallets', 'on', '>secret', '~*', '&*', '+@all', '-config');
    connect(server.url.replace('//', '//wallets:secret@'));
    await until('it is taken', () => connection.session() !== undefined);
    expect(lines.filter((line) => line.includes('"level":40') && line.includes('appendfsync'))).toHaveLength(1);
  });
});
