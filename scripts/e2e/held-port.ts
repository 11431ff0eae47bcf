import { createServer, type Server } from 'node:net';
import { eventually } from './eventually.ts';

/** Takes a port that was just given up, and hangs up on whoever calls. */
export async function holdPort(port: number): Promise<Server> {
  return await eventually(
    `port ${port} is held`,
    () =>
      new Promise<Server>((resolve, reject) => {
        const server = createServer((socket) => socket.destroy());
        server.once('error', reject);
        server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(server));
      }),
    () => true,
  );
}

/** Gives the port up again. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
