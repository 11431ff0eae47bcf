import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TcpProxy } from './tcp-proxy.ts';

let echo: Server;
let heardByEcho: string;
let proxy: TcpProxy;
const sockets: Socket[] = [];

beforeEach(async () => {
  heardByEcho = '';
  echo = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      heardByEcho += bytes.toString();
      socket.write(bytes);
    });
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  // A listening TCP server has an address of this shape.
  proxy = await TcpProxy.open((echo.address() as AddressInfo).port);
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await proxy.close();
  echo.close();
});

async function dial(): Promise<{ socket: Socket; heard: () => string; closed: () => boolean }> {
  const socket = connect({ port: proxy.port, host: '127.0.0.1' });
  sockets.push(socket);
  let heard = '';
  let closed = false;
  socket.on('error', () => undefined);
  socket.on('data', (bytes) => (heard += bytes.toString()));
  socket.on('close', () => (closed = true));
  await once(socket, 'connect');
  return { socket, heard: () => heard, closed: () => closed };
}

it('passes bytes on, and cuts and refuses until it is healed', async () => {
  const line = await dial();
  line.socket.write('one');
  await expect.poll(line.heard).toBe('one');
  proxy.cut();
  await expect.poll(line.closed).toBe(true);
  const refused = await dial();
  await expect.poll(refused.closed).toBe(true);
  expect(proxy.links).toBe(0);
  proxy.heal();
  const again = await dial();
  again.socket.write('two');
  await expect.poll(again.heard).toBe('two');
});

it('holds everything back while it stalls, and loses nothing', async () => {
  const line = await dial();
  line.socket.write('a');
  await expect.poll(line.heard).toBe('a');
  proxy.stall();
  line.socket.write('b');
  const late = await dial();
  late.socket.write('c');
  proxy.heal();
  await expect.poll(line.heard).toBe('ab');
  await expect.poll(late.heard).toBe('c');
});

it('drops answers: the request arrives, and the connection ends when it is healed', async () => {
  const line = await dial();
  proxy.dropReplies();
  line.socket.write('lost');
  await expect.poll(() => heardByEcho).toBe('lost');
  expect(line.closed()).toBe(false);
  proxy.heal();
  await expect.poll(line.closed).toBe(true);
  expect(line.heard()).toBe('');
});

it('forgets connections without a word, and takes new ones', async () => {
  const line = await dial();
  proxy.forgetLinks();
  line.socket.write('x');
  const other = await dial();
  other.socket.write('y');
  await expect.poll(other.heard).toBe('y');
  expect([line.heard(), line.closed(), heardByEcho]).toEqual(['', false, 'y']);
});

it('delays in order, also what comes when the delay is over', async () => {
  const line = await dial();
  proxy.delay(60);
  line.socket.write('a');
  await expect.poll(() => heardByEcho).toBe('a');
  line.socket.write('b');
  // The answer to a is on its way when the line mends.
  proxy.delay(30);
  line.socket.write('c');
  await expect.poll(() => heardByEcho).toBe('abc');
  proxy.heal();
  line.socket.write('d');
  await expect.poll(line.heard).toBe('abcd');
});
