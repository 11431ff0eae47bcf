import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { errorCodes } from '@halobuzz/core/errors/codes';
import { limits } from '@halobuzz/core/limits';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningValkey, startValkey } from '../../../../scripts/cluster/valkey.ts';
import { GatewayBench, type RunningGateway } from '../../../testing/gateway-bench.ts';
import { silentLog } from '../../../testing/ledger-stores.ts';
import { testPerson } from '../../../testing/rooms.ts';
import { openRedis } from '../../adapters/redis/connect.ts';
import { redisRevocations } from './revocations.ts';

const dir = mkdtempSync(join(tmpdir(), 'halobuzz-revocations-'));
let control: RunningValkey;
let rooms: RunningValkey;
let bench: GatewayBench;
let gateway: RunningGateway;
let publisher: Redis;

beforeAll(async () => {
  [control, rooms] = await Promise.all([
    startValkey({ dir: join(dir, 'control'), appendfsync: 'everysec' }),
    startValkey({ dir: join(dir, 'rooms'), appendfsync: 'always' }),
  ]);
  bench = await GatewayBench.open(rooms.url, control.url);
  gateway = await bench.gateway();
  publisher = await openRedis({ url: control.url, name: 'control', log: silentLog, commandTimeoutMs: 1_000 });
});
afterAll(async () => {
  publisher.disconnect();
  await bench.close();
  await Promise.all([control.stop(), rooms.stop()]);
  rmSync(dir, { recursive: true, force: true });
});

/** What a relay of the edge does: asks again after its pause until it got through. @returns how often it failed */
async function relayed(id: string): Promise<number> {
  for (let failures = 0; ; failures += 1) {
    try {
      await redisRevocations(publisher).publishAll([{ kind: 'session', id, code: 'session_revoked' }]);
      return failures;
    } catch {
      await pause(limits.revocationRelayPauseMs);
    }
  }
}

it('a revocation made while control Redis is down closes the socket once it is back', async () => {
  const room = await bench.room();
  const ann = await bench.join(gateway, room, testPerson('Ann'), {}, { sid: 'se_ann' });
  const bob = await bench.join(gateway, room, testPerson('Bob'), {}, { sid: 'se_bob' });
  control.signal('SIGKILL');
  await control.exited;
  const relaying = relayed('se_ann');
  await expect(
    redisRevocations(publisher).publish({ kind: 'session', id: 'x', code: 'session_revoked' }),
  ).rejects.toThrow();
  control = await startValkey({ dir: control.dir, port: control.port, appendfsync: 'everysec' });
  expect(await relaying).toBeGreaterThan(0);
  expect(await ann.closedBy()).toMatchObject({ code: errorCodes.session_revoked.close });
  await bob.do({ t: 'ping' });
  expect(bob.closed).toBeUndefined();
});
