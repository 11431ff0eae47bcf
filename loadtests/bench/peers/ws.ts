import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { serveLines } from '../line-worker.ts';
import type { PeerCommands } from './peer-commands.ts';
import { publishPaced } from './publish-paced.ts';

/** The `ws` library as its manual shows a broadcast: a loop over the room's clients. */
const rooms = new Map<string, Set<WebSocket>>();

serveLines<PeerCommands>({
  listen: () =>
    new Promise((resolve) => {
      const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
      server.on('connection', (socket, request) => {
        const room = new URL(request.url ?? '/', 'ws://peer').searchParams.get('room') ?? '0';
        const members = rooms.get(room) ?? new Set();
        rooms.set(room, members.add(socket));
        socket.on('close', () => members.delete(socket));
      });
      // A server that listens on a port has an address of this kind.
      server.on('listening', () => resolve({ port: (server.address() as AddressInfo).port }));
    }),
  publish: (args) =>
    publishPaced(args, (room, event) => {
      // Encoded once, as strings are not by the library.
      const bytes = Buffer.from(event);
      for (const socket of rooms.get(String(room)) ?? []) socket.send(bytes, { binary: false });
    }),
});
