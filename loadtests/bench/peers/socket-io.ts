import uWS from 'uWebSockets.js';
import { createAdapter } from '@socket.io/redis-adapter';
import { Redis } from 'ioredis';
import { Server } from 'socket.io';
import { serveLines } from '../line-worker.ts';
import type { PeerCommands } from './peer-commands.ts';
import { publishPaced } from './publish-paced.ts';

/** socket.io with its Redis adapter on uWebSockets.js: its fastest engine, and able to grow past one process. */
const app = uWS.App();
const io = new Server({
  transports: ['websocket'],
  serveClient: false,
  pingInterval: 300_000,
  perMessageDeflate: false,
});

io.on('connection', (socket) => {
  void socket.join(String(socket.handshake.query.room ?? '0'));
});

serveLines<PeerCommands>({
  async listen({ redisUrl }) {
    const redis = new Redis(redisUrl);
    io.adapter(createAdapter(redis, redis.duplicate()));
    io.attachApp(app);
    return new Promise((resolve, reject) => {
      app.listen('127.0.0.1', 0, (listening) => {
        if (listening === false) reject(new Error('no port'));
        else resolve({ port: uWS.us_socket_local_port(listening) });
      });
    });
  },
  publish: (args) => publishPaced(args, (room, event) => void io.to(String(room)).emit('m', event)),
});
