import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GatewayBench, type RunningGateway, type TestRoom } from '../../testing/gateway-bench.ts';
import { testPerson } from '../../testing/rooms.ts';

const CONNECTIONS = 200;

let bench: GatewayBench;
let gateway: RunningGateway;
let room: TestRoom;
const sockets: Socket[] = [];

beforeAll(async () => {
  bench = await GatewayBench.openOnTestStores();
  gateway = await bench.gateway();
  room = await bench.room();
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await bench.close();
});

/** Connects, sends the beginning of an upgrade, and resolves when the other side ends the connection. */
function halfARequest(port: number): { readonly begun: Promise<void>; readonly ended: Promise<void> } {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  const ended = new Promise<void>((resolve) => socket.on('close', () => resolve()).on('error', () => undefined));
  const begun = new Promise<void>((resolve) => {
    socket.on('connect', () => socket.write('GET /ws HTTP/1.1\r\nHost: x\r\nUpgr', () => resolve()));
  });
  socket.resume();
  return { begun, ended };
}

it('slowloris: requests that never end hold up nobody, and are ended', { timeout: 120_000 }, async () => {
  const slow = Array.from({ length: CONNECTIONS }, () => halfARequest(gateway.port));
  await Promise.all(slow.map(({ begun }) => begun));
  const ann = await bench.join(gateway, room, testPerson('Ann'));
  expect(ann.closed).toBeUndefined();
  await Promise.all(slow.map(({ ended }) => ended));
});
