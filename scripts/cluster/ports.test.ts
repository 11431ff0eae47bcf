import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { pickFreePorts, portIsFree, portProblems } from './ports.ts';

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

test('a port that somebody listens on is not free', async () => {
  const port = await listen();
  expect(await portIsFree(port)).toBe(false);
});

test('picked ports are free and differ', async () => {
  const ports = await pickFreePorts(11);
  expect(new Set(ports).size).toBe(11);
});

test('a taken port is named with the option that changes it', async () => {
  const wanted = [
    { name: 'the edge', port: 8787, option: '--edge-port' },
    { name: 'MongoDB', port: 27391, option: '--mongo-port' },
  ];
  expect(await portProblems(wanted, async (port) => port !== 8787)).toEqual([
    'port 8787 for the edge is taken by another program: choose one with --edge-port <port>',
  ]);
});

test('two parts that want one port are told so', async () => {
  const wanted = [
    { name: 'the edge', port: 9101, option: '--edge-port' },
    { name: 'the metrics of gw-1', port: 9101, option: '--metrics-port' },
  ];
  expect(await portProblems(wanted, async () => true)).toEqual([
    'the metrics of gw-1 and the edge both want port 9101: change one with --metrics-port <port>',
  ]);
});
