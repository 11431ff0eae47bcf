import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type ClusterConfig, defaultPorts, type ExternalStores } from './cluster-config.ts';
import { pickFreePort } from './ports.ts';
import { planStores } from './store-services.ts';

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

function listen(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    servers.push(server);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

function config(external: ExternalStores): ClusterConfig {
  return {
    stateFolder: '/nowhere',
    ports: defaultPorts,
    external,
    rateProfile: 'standard',
    spillAtViewers: 1,
    logLevel: 'info',
  };
}

async function plan(external: ExternalStores) {
  const lines: string[] = [];
  return { ...(await planStores(config(external), (line) => lines.push(line))), lines };
}

const everywhere = (redis: string, mongo: string): ExternalStores => ({
  walletsUrl: redis,
  roomsUrls: redis,
  controlUrl: redis,
  mongodbUri: mongo,
});

test('with every address given nothing is started, and no password is shown', async () => {
  const port = await listen();
  const redis = `redis://:hunter2@127.0.0.1:${port}`;
  const mongo = `mongodb://app:hunter2@127.0.0.1:${port}/halobuzz?replicaSet=rs0`; // not-a-secret
  const { services, addresses, lines } = await plan(everywhere(redis, mongo));
  expect(services).toEqual([]);
  expect(addresses).toEqual({ walletsUrl: redis, roomsUrls: redis, controlUrl: redis, mongodbUri: mongo });
  expect(lines).toEqual([
    `using redis://***@127.0.0.1:${port} from the environment`,
    `using mongodb://***@127.0.0.1:${port}/halobuzz?replicaSet=rs0 from the environment`,
  ]);
});

test('an address that does not answer is one line, without its password', async () => {
  const port = await pickFreePort();
  const redis = `redis://:hunter2@127.0.0.1:${port}`;
  const failing = plan(everywhere(redis, 'mongodb://127.0.0.1'));
  await expect(failing).rejects.toThrow(
    `redis://***@127.0.0.1:${port} from the environment does not answer (connect ECONNREFUSED`,
  );
});

test('what is no address is told so', async () => {
  await expect(plan(everywhere('cache', 'mongodb://127.0.0.1'))).rejects.toThrow('cache is not an address');
});
