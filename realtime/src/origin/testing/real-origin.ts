import { randomBytes, randomUUID } from 'node:crypto';
import { type AccountProjection, internalPaths } from '@halobuzz/core/api/internal';
import { walletShardOf } from '@halobuzz/core/ids';
import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import type { Actor } from '@halobuzz/core/tokens';
import type { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import { Registry } from 'prom-client';
import { openRedis } from '../../adapters/redis/connect.ts';
import { createRoomStore } from '../../adapters/redis/room-redis.ts';
import { openWalletSession } from '../../adapters/redis/wallet-connection.ts';
import { allMigrations } from '../../migrations/all-migrations.ts';
import { migrateUp } from '../../migrations/run-migrations.ts';
import { createLog } from '../../observability/log.ts';
import { undeclaredIn } from '../../observability/metric-catalogue.ts';
import { createOriginApp } from '../app.ts';
import { composeOrigin, type OriginParts } from '../compose-origin.ts';
import { mongoSandboxPayments } from '../mongo/mongo-sandbox-payments.ts';
import { createSandbox } from '../payments/sandbox/sandbox-provider.ts';
import { everybodyChecked } from '../payouts/eligibility-checks.ts';
import { sandboxPayouts } from '../payouts/sandbox-provider.ts';
import { createEdgeSigner, type EdgeRequest } from './edge-signer.ts';
import { newActor, recordLog } from './fakes.ts';

/** The stores of a test file: a database of its own, and a numbered Redis database that no other file may use. */
export async function openStores(redisDatabase: number) {
  const log = createLog({ name: 'test', level: 'silent' });
  const mongoUri = addressOf('TEST_MONGODB_URI');
  const client = await new MongoClient(mongoUri, { ignoreUndefined: true }).connect();
  const db = client.db(`origin_${randomUUID().slice(0, 8)}`);
  await migrateUp(db, { migrations: allMigrations, owner: randomUUID(), leaseMs: 30_000, say: () => {} });
  const roomsUrl = `${addressOf('TEST_REDIS_ROOMS_URL')}/${redisDatabase}`;
  const walletsUrl = `${addressOf('TEST_REDIS_WALLETS_URL')}/${redisDatabase}`;
  const control = await openRedis({ url: roomsUrl, name: 'test-control', log, commandTimeoutMs: 5_000 });
  const wallets = await openWalletSession({ url: walletsUrl, name: 'test-wallets', log });
  await Promise.all([control.flushdb(), wallets.redis.flushdb()]);
  const registries: Registry[] = [];
  return {
    ...{ client, db, control, rooms: createRoomStore([control]), wallets, mongoUri, roomsUrl, walletsUrl },
    /** Of the origins over these stores: what they measured is held against the catalogue when all is over. */
    registries,
    async close() {
      await Promise.all([control.flushdb(), wallets.redis.flushdb(), db.dropDatabase()]);
      control.disconnect();
      wallets.redis.disconnect();
      await client.close();
      const undeclared = (await Promise.all(registries.map(undeclaredIn))).flat();
      if (undeclared.length > 0) throw new Error(`measured but not declared: ${undeclared.join('; ')}`);
    },
  };
}
export type TestStores = Awaited<ReturnType<typeof openStores>>;

/** An origin over real stores. Several may share them; each has its own key. The clock runs `time.aheadMs` fast. */
export async function createRealOrigin(stores: TestStores, given: Partial<OriginParts> = {}) {
  const time = { aheadMs: 0 };
  const clock = (): number => Date.now() + time.aheadMs;
  const signer = await createEdgeSigner(clock);
  const log = recordLog();
  const registry = new Registry();
  stores.registries.push(registry);
  const sandbox = createSandbox(mongoSandboxPayments(stores.db), { webhookSecrets: ['test-sandbox'] }, clock);
  const deps = composeOrigin({
    db: stores.db,
    control: stores.control,
    rooms: stores.rooms,
    wallets: { session: () => stores.wallets },
    keys: signer.keys,
    registry,
    log,
    clock,
    random,
    spillAtViewers: 3,
    devGrants: true,
    payments: { providers: [sandbox.provider], sandbox },
    payouts: { provider: sandboxPayouts(stores.db), checks: everybodyChecked },
    media: { state: 'off', reason: 'a test' },
    ...given,
  });
  const app = createOriginApp(deps);
  return {
    ...{ app, deps, signer, log, time, clock, registry },
    async call(target: string, request: EdgeRequest = {}) {
      const response = await app.request(await signer.request(target, request));
      const body: unknown = await response.json();
      return { status: response.status, body };
    },
    /** Tells the origin of an account, as the edge does; see {@link projectionOf}. */
    async project(actor: Actor, over: Partial<AccountProjection> = {}): Promise<void> {
      const body = projectionOf(actor, over);
      const request = await signer.request(internalPaths.projectAccount, { method: 'POST', body });
      const { status } = await app.request(request);
      if (status !== 200) throw new Error(`the account of ${actor.name} was not taken: ${status}`);
    },
  };
}
export type RealOrigin = Awaited<ReturnType<typeof createRealOrigin>>;

export function random(length: number): Uint8Array {
  return Uint8Array.from(randomBytes(length));
}

/** What the edge tells of an account in good standing, but for what a test wants otherwise. */
export function projectionOf(actor: Actor, over: Partial<AccountProjection> = {}): AccountProjection {
  const { account: accountId, name: username, country, roles } = actor;
  return {
    ...{ accountId, version: 1, username, country, roles, email: `${username}@example.com`, emailVerified: true },
    ...{ status: 'active', isBanned: false, displayName: '', bio: 'Hello.', createdAtMs: 1_700_000_000_000 },
    ...over,
  };
}

export function someActor(name = `u${randomUUID().slice(0, 8)}`) {
  return newActor(random, name);
}

/** Opens a subject's wallet shard, which is the ledger writer's work in a running system. */
export async function openShardOf(subject: string, wallets: { readonly redis: Redis; readonly runId: string }) {
  const keys = walletShardKeys(walletShardOf(subject));
  await wallets.redis.hsetnx(keys.head, 'epoch', 1);
  await wallets.redis.hsetnx(keys.head, 'sequence', 0);
  await wallets.redis.hset(keys.open, { runId: wallets.runId, epoch: '1' });
}

function addressOf(variable: string): string {
  const address = process.env[variable];
  if (address === undefined) throw new Error(`${variable} is not set`);
  return address;
}
