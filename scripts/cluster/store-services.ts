import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Problem } from '../problem.ts';
import { provideMongod } from '../provision/mongod.ts';
import { provideValkey } from '../provision/valkey.ts';
import type { ClusterConfig } from './cluster-config.ts';
import { ensurePrimary, mongoSpec, mongoUri } from './mongo.ts';
import type { Service } from './supervisor.ts';
import { valkeyProcess, valkeySpec } from './valkey.ts';

export const databaseName = 'halobuzz';

/** Where the processes find their stores. */
export type StoreAddresses = { walletsUrl: string; roomsUrls: string; controlUrl: string; mongodbUri: string };

const connectTimeoutMs = 5_000;

/**
 * The stores of a cluster: those to start here as services, and the addresses of all. Says which tool or address was
 * chosen for each. Throws a Problem when a tool cannot be had or an address given from outside does not answer.
 */
export async function planStores(
  config: ClusterConfig,
  say: (line: string) => void,
): Promise<{ services: Service[]; addresses: StoreAddresses }> {
  const { external, ports } = config;
  const needsRooms = external.roomsUrls === null || external.controlUrl === null;
  const [valkeys, mongods] = await Promise.all([
    planValkeys(config, needsRooms, say),
    external.mongodbUri === null ? planMongod(config, say) : [],
  ]);
  const outside = new Set(Object.values(external).flatMap((value) => value?.split(',') ?? []));
  for (const address of outside) {
    await checkAddress(address);
    say(`using ${withoutPassword(address)} from the environment`);
  }
  const roomsUrl = `redis://127.0.0.1:${ports.rooms}`;
  return {
    services: [...valkeys, ...mongods],
    addresses: {
      walletsUrl: external.walletsUrl ?? `redis://127.0.0.1:${ports.wallets}`,
      roomsUrls: external.roomsUrls ?? roomsUrl,
      controlUrl: external.controlUrl ?? roomsUrl,
      mongodbUri: external.mongodbUri ?? mongoUri(ports.mongo, databaseName),
    },
  };
}

async function planValkeys(
  config: ClusterConfig,
  needsRooms: boolean,
  say: (line: string) => void,
): Promise<Service[]> {
  const needsWallets = config.external.walletsUrl === null;
  if (!needsWallets && !needsRooms) return [];
  const choice = await provideValkey(say);
  say(`Valkey: ${choice.label}`);
  const service = (name: 'wallets' | 'rooms', appendfsync: 'always' | 'everysec'): Service => {
    const port = config.ports[name];
    const dir = join(config.stateFolder, 'data', name);
    const logFile = join(config.stateFolder, 'logs', `${name}.log`);
    return {
      spec: valkeySpec(choice.file, { name, dir, port, appendfsync, logFile }),
      ready: async (pid) => (await valkeyProcess(port)) === pid,
      readyTimeoutMs: 60_000,
      stopDeadlineMs: 10_000,
    };
  };
  return [
    ...(needsWallets ? [service('wallets', 'always')] : []),
    ...(needsRooms ? [service('rooms', 'everysec')] : []),
  ];
}

async function planMongod(config: ClusterConfig, say: (line: string) => void): Promise<Service[]> {
  const choice = await provideMongod(say);
  say(`MongoDB: ${choice.label}`);
  const port = config.ports.mongo;
  const dir = join(config.stateFolder, 'data', 'mongo');
  mkdirSync(dir, { recursive: true });
  return [
    {
      spec: mongoSpec(choice.file, {
        name: 'mongod',
        dir,
        port,
        logFile: join(config.stateFolder, 'logs', 'mongod.log'),
      }),
      ready: (pid) => ensurePrimary(port, pid),
      readyTimeoutMs: 90_000,
      stopDeadlineMs: 20_000,
    },
  ];
}

/** A port that nothing listens on gives one line here, and not a minute of retries in every process. */
function checkAddress(address: string): Promise<void> {
  const url = URL.parse(address.replace(/^mongodb(\+srv)?:\/\/([^,/]*@)?([^,/]+)[^/]*/, 'mongodb://$3'));
  if (url === null) throw new Problem(`${withoutPassword(address)} is not an address`);
  if (address.startsWith('mongodb+srv:')) return Promise.resolve();
  const port = Number(url.port || (url.protocol === 'mongodb:' ? '27017' : '6379'));
  return new Promise((resolve, reject) => {
    const socket = connect({ host: url.hostname.replace(/^\[|\]$/g, ''), port });
    const fail = (reason: string) => {
      socket.destroy();
      reject(new Problem(`${withoutPassword(address)} from the environment does not answer (${reason})`));
    };
    socket.setTimeout(connectTimeoutMs, () => fail('no answer'));
    socket.once('error', (error) => fail(error.message));
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
  });
}

function withoutPassword(address: string): string {
  return address.replace(/\/\/[^@/]*@/, '//***@');
}
