import uWS from 'uWebSockets.js';
import { serveLines } from '../line-worker.ts';
import type { PeerCommands } from './peer-commands.ts';
import { publishPaced } from './publish-paced.ts';

/** Raw uWebSockets.js: one topic per room, one publish per event. Nothing can be leaner without fewer writes. */
const app = uWS.App();
app.ws<{ room: string }>('/*', {
  compression: uWS.DISABLED,
  maxBackpressure: 1024 * 1024,
  upgrade: (response, request, context) => {
    response.upgrade(
      { room: request.getQuery('room') ?? '0' },
      request.getHeader('sec-websocket-key'),
      request.getHeader('sec-websocket-protocol'),
      request.getHeader('sec-websocket-extensions'),
      context,
    );
  },
  open: (socket) => void socket.subscribe(socket.getUserData().room),
});

serveLines<PeerCommands>({
  listen: () =>
    new Promise((resolve, reject) => {
      app.listen('127.0.0.1', 0, (listening) => {
        if (listening === false) reject(new Error('no port'));
        else resolve({ port: uWS.us_socket_local_port(listening) });
      });
    }),
  publish: (args) => publishPaced(args, (room, event) => void app.publish(String(room), event, false, false)),
});
