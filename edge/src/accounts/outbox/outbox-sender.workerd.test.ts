import { runInDurableObject } from 'cloudflare:test';
import type { Revocation } from '@halobuzz/core/api/internal';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { afterEach, expect, test, vi } from 'vitest';
import { bindings } from '../../../testing/edge-client.ts';
import type { OriginClient, OriginRequest } from '../../origin/client.ts';
import { createAccountTables } from '../account/account-store.ts';
import { sendOutbox } from './outbox-sender.ts';
import {
  nextDueMs,
  type OutboxRow,
  outboxKinds,
  putNameRelease,
  putProjection,
  putRevocation,
  putRow,
} from './outbox-store.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const revocation = (id: string): Revocation => ({ kind: 'session', id, code: 'session_revoked' });

/** Runs with an outbox of its own, a clock that stands, and an origin that fails for as long as the test says. */
function withOutbox(name: string, work: (box: ReturnType<typeof outbox>) => Promise<void>): Promise<void> {
  const stub = bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(name));
  return runInDurableObject(stub, async (_instance, state) => {
    createAccountTables(state.storage.sql);
    await work(outbox(state.storage.sql));
  });
}

function outbox(sql: SqlStorage) {
  const sent: OriginRequest[] = [];
  const world = { nowMs: 1_000, down: false, relayHasRoom: false };
  const send = async (request: OriginRequest): Promise<void> => {
    if (world.down) throw new AppError('unavailable');
    sent.push(request);
  };
  const unused = () => Promise.reject(new Error('not used'));
  const origin: OriginClient = { send, call: unused, relay: unused, stream: unused };
  const notices: number[] = [];
  const sendNotice = async (row: OutboxRow): Promise<void> => {
    if (world.down) throw new AppError('unavailable', { retryAfterMs: 30_000 });
    notices.push(row.seq);
  };
  const released: string[] = [];
  const releaseName = async (digest: string): Promise<void> => {
    if (world.down) throw new AppError('unavailable');
    released.push(digest);
  };
  const relayed: Revocation[] = [];
  const relay = async (revocations: readonly Revocation[]): Promise<boolean> => {
    if (world.relayHasRoom) relayed.push(...revocations);
    return world.relayHasRoom;
  };
  const deps = {
    sql,
    origin,
    clock: () => world.nowMs,
    projection: async () => undefined,
    sanction: async () => undefined,
    sendNotice,
    sendCampaign: sendNotice,
    releaseName,
    relay,
  };
  const flush = async () => {
    for (const kind of outboxKinds) await sendOutbox(deps, kind);
  };
  return { sql, sent, relayed, notices, released, world, flush };
}

test('each revocation goes once, in order', () =>
  withOutbox('outbox-1', async ({ sql, sent, world, flush }) => {
    putProjection(sql, world.nowMs);
    putRevocation(sql, revocation('s1'), world.nowMs);
    putRevocation(sql, revocation('s2'), world.nowMs);
    await flush();
    await flush();
    expect(sent.map(({ body }) => body)).toEqual([revocation('s1'), revocation('s2')]);
    expect(nextDueMs(sql)).toBeUndefined();
  }));

test('at the first failure all revocations go to the relay, what was postponed too', () =>
  withOutbox('outbox-relay', async ({ sql, sent, relayed, world, flush }) => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    world.down = true;
    putRevocation(sql, revocation('s1'), world.nowMs);
    await flush();
    expect(nextDueMs(sql)).toBeGreaterThan(world.nowMs);
    world.relayHasRoom = true;
    putRevocation(sql, revocation('s2'), world.nowMs);
    putRevocation(sql, revocation('s3'), world.nowMs);
    await flush();
    expect(relayed).toEqual([revocation('s1'), revocation('s2'), revocation('s3')]);
    expect(nextDueMs(sql)).toBeUndefined();
    expect(sent).toEqual([]);
  }));

test('a name that was left is released once it can be told', () =>
  withOutbox('outbox-names', async ({ sql, released, world, flush }) => {
    putNameRelease(sql, 'digest-1', world.nowMs);
    world.down = true;
    await flush();
    expect(released).toEqual([]);
    world.down = false;
    world.nowMs = nextDueMs(sql) ?? 0;
    await flush();
    expect(released).toEqual(['digest-1']);
    expect(nextDueMs(sql)).toBeUndefined();
  }));

test('what failed waits its pause; an outage is logged ever more rarely', () =>
  withOutbox('outbox-2', async ({ sql, sent, world, flush }) => {
    const log = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    putRevocation(sql, revocation('s1'), world.nowMs);
    world.down = true;
    for (let round = 0; round < 20; round += 1) {
      await flush();
      const due = nextDueMs(sql) ?? 0;
      expect(due).toBeGreaterThan(world.nowMs);
      await flush();
      world.nowMs = due;
    }
    expect(log).toHaveBeenCalledTimes(5);
    world.down = false;
    await flush();
    expect(sent).toHaveLength(1);
    expect(nextDueMs(sql)).toBeUndefined();
  }));

test('a notice waits as long as the provider asks, and is given up when it is old news', () =>
  withOutbox('outbox-3', async ({ sql, notices, world, flush }) => {
    const log = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    putRow(sql, 'notice', '{}', world.nowMs);
    world.down = true;
    await flush();
    expect(nextDueMs(sql)).toBe(world.nowMs + 30_000);
    world.down = false;
    world.nowMs += 30_000;
    await flush();
    expect(notices).toHaveLength(1);
    putRow(sql, 'notice', '{}', world.nowMs);
    world.down = true;
    world.nowMs += limits.noticeLifeMs;
    await flush();
    expect(nextDueMs(sql)).toBeUndefined();
    expect(log.mock.calls.at(-1)?.[0]).toContain('given up');
    expect(notices).toHaveLength(1);
  }));
