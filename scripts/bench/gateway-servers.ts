import { generateKeyPairSync, type JsonWebKey, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { nodeRecordSchema } from '@halobuzz/core/api/internal';
import { newAccountId, newOpaqueId, newSubjectId, newUuidV7 } from '@halobuzz/core/ids';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import { startLineWorker } from '../../loadtests/bench/line-worker.ts';
import { RoomScripts } from '../../realtime/src/adapters/redis/room-scripts.ts';
import { type Child, logTail, startChild } from '../cluster/child.ts';
import { gatewayNodeOptions } from '../cluster/realtime-services.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import { repositoryRoot } from '../paths.ts';
import { Problem } from '../problem.ts';
import type { BenchServer } from './bench-server.ts';
import type { BenchStores } from './bench-stores.ts';
import { collecting } from './peer-servers.ts';
import type { PublisherCommands } from './publisher.ts';

const readyTimeoutMs = 30_000;
const stopDeadlineMs = 20_000;
const random = (length: number): Uint8Array => randomBytes(length);

export interface GatewayServersOptions {
  readonly stores: BenchStores;
  readonly gateways: number;
  readonly rooms: number;
  /** For logs. */
  readonly folder: string;
  /** Further settings of the process, and options of Node for it. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts real gateway processes on the bench's stores, with fresh rooms, and a publisher that stands for other gateways. */
export async function startGateways(options: GatewayServersOptions): Promise<BenchServer> {
  const { stores } = options;
  const rooms = await createRooms(stores, options.rooms);
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const publicJwk = { ...publicKey.export({ format: 'jwk' }), kid: 'bench' };
  const ticketKey: JsonWebKey = privateKey.export({ format: 'jwk' });
  const environment = {
    HALOBUZZ_ENV: 'test',
    LOG_LEVEL: 'warn',
    REDIS_ROOMS_URLS: stores.rooms.url,
    REDIS_CONTROL_URL: stores.rooms.url,
    REDIS_WALLETS_URL: stores.wallets.url,
    TICKET_PUBLIC_KEYS: JSON.stringify({ keys: [publicJwk] }),
    RESUME_TOKEN_KEY: randomBytes(32).toString('base64url'),
    ALLOWED_ORIGINS: 'http://localhost:1',
    RATE_PROFILE: 'load',
    ...options.environment,
  };
  const children: Child[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(children.map((child) => child.stop(stopDeadlineMs)));
  };
  try {
    const nodes = [];
    for (let i = 0; i < options.gateways; i += 1) {
      const id = newOpaqueId('gw', random);
      const child = startGateway(id, environment, options.folder);
      children.push(child);
      nodes.push(await announced(stores, id, child, join(options.folder, `${id}.log`)));
    }
    const publisher = startLineWorker<PublisherCommands>(process.execPath, [
      join(repositoryRoot, 'scripts', 'bench', 'publisher.ts'),
    ]);
    return {
      name: 'halobuzz',
      pids: children.map((child) => child.pid),
      redisPid: stores.rooms.pid,
      target: { kind: 'halobuzz', nodes, rooms, ticketKey, seed: newOpaqueId('run', random) },
      async publish(perSecond, seconds, bytes) {
        const { sent } = await publisher.ask('publish', {
          redisUrl: stores.rooms.url,
          rooms,
          perSecond,
          seconds,
          bytes,
        });
        return sent;
      },
      async stop() {
        await Promise.all([publisher.stop(), stop()]);
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function createRooms(stores: BenchStores, count: number): Promise<string[]> {
  const scripts = new RoomScripts(stores.redis);
  const rooms = Array.from({ length: count }, () => newUuidV7(Date.now(), random));
  for (const room of rooms) {
    await scripts.createRoom(room, {
      host: newAccountId('a', random),
      hostName: 'Host',
      hostSubject: newSubjectId(random),
      title: 'Bench',
      category: 'chat',
      country: 'NP',
      region: 'ap-southeast-1',
      startedAtMs: Date.now(),
    });
  }
  return rooms;
}

function startGateway(id: string, environment: Readonly<Record<string, string>>, folder: string): Child {
  return startChild({
    name: id,
    command: process.execPath,
    args: [...gatewayNodeOptions, ...collecting, 'realtime/src/main/gateway.ts'],
    cwd: repositoryRoot,
    env: { ...process.env, ...environment, NODE_ID: id },
    logFile: join(folder, `${id}.log`),
  });
}

/** Waits for the gateway's first heartbeat, which tells its port and its boot id. */
async function announced(
  stores: BenchStores,
  id: string,
  child: Child,
  logFile: string,
): Promise<{ id: string; boot: string; port: number }> {
  let node: { id: string; boot: string; port: number } | undefined;
  await waitUntil(
    async () => {
      const text = await stores.redis.get(controlKeys.node(id));
      if (text === null) return false;
      const record = nodeRecordSchema.parse(JSON.parse(text));
      node = { id, boot: record.boot, port: Number(new URL(record.url).port) };
      return true;
    },
    { timeoutMs: readyTimeoutMs, abort: child.exited },
  );
  if (node === undefined) throw new Problem(`a gateway did not start: ${logTail(logFile, 3)}`);
  return node;
}
