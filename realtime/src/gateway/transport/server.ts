import uWS from 'uWebSockets.js';
import { limits } from '@halobuzz/core/limits';
import type { UpgradeRefusal } from './admission.ts';
import { clientKey, type TrustedProxies } from './client-address.ts';
import type { PublishFrame, SocketPort } from './socket-port.ts';
import { UwsSocket } from './uws-socket.ts';

export const ROOM_PATH = '/v1/room';

/** One open socket, as the transport drives it. */
export interface SocketHandler {
  /** `bytes` are only valid during the call. */
  onFrame(bytes: Uint8Array, isBinary: boolean): void;
  onDrain(): void;
  onDropped(): void;
  onClosed(): void;
}

/** Who asks for a socket. */
export interface Newcomer {
  /** '' for clients that are no browsers; several headers joined by a comma, which no origin holds. */
  readonly origin: string;
  /** What counts as one client: see `clientKey`. */
  readonly address: string;
}

export interface RoomServerOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly trusted: TrustedProxies;
  /** Why an upgrade is refused, if it is. */
  readonly refuse: (newcomer: Newcomer) => UpgradeRefusal | undefined;
  readonly open: (socket: SocketPort, newcomer: Newcomer) => SocketHandler;
}

export interface RoomServer {
  readonly port: number;
  /** Takes no new sockets; open ones stay. */
  stopListening(): void;
  /** Ends everything at once. */
  close(): void;
}

interface UserData {
  /** Until it is open: nobody asks afterwards, and it would stay as long as the socket. */
  newcomer: Newcomer | undefined;
  port: UwsSocket<UserData> | undefined;
  handler: SocketHandler | undefined;
}

/**
 * The WebSocket endpoint. It upgrades at once, without awaiting anything (uWebSockets.js closes sockets whose upgrade was
 * put off, its issue 1108); who a socket is comes with its first frame. Rejects when the port is taken.
 */
export async function startRoomServer(
  options: RoomServerOptions,
  ready: (publish: PublishFrame) => void,
): Promise<RoomServer> {
  const app = uWS.App();
  app.ws<UserData>(ROOM_PATH, {
    compression: uWS.DISABLED,
    maxPayloadLength: limits.upFrameBytesMax,
    maxBackpressure: limits.socketBackpressureBytesMax,
    closeOnBackpressureLimit: false,
    idleTimeout: limits.socketIdleSecondsMax,
    sendPingsAutomatically: true,
    upgrade: (response, request, context) => {
      const peer = Buffer.from(response.getRemoteAddressAsText()).toString('latin1');
      const newcomer: Newcomer = {
        origin: originOf(request),
        address: clientKey(peer, request.getHeader('cf-connecting-ip'), options.trusted),
      };
      const refusal = options.refuse(newcomer);
      if (refusal !== undefined) {
        const status = refusal === 'origin_not_allowed' ? '403 Forbidden' : '503 Service Unavailable';
        plainAnswer(response.writeStatus(status).writeHeader('retry-after', '2')).end(refusal, true);
        return;
      }
      response.upgrade<UserData>(
        { newcomer, port: undefined, handler: undefined },
        request.getHeader('sec-websocket-key'),
        request.getHeader('sec-websocket-protocol'),
        request.getHeader('sec-websocket-extensions'),
        context,
      );
    },
    open: (socket) => {
      const data = socket.getUserData();
      const { newcomer } = data;
      if (newcomer === undefined) return;
      data.newcomer = undefined;
      data.port = new UwsSocket(socket);
      data.handler = options.open(data.port, newcomer);
    },
    message: (socket, message, isBinary) => socket.getUserData().handler?.onFrame(new Uint8Array(message), isBinary),
    drain: (socket) => socket.getUserData().handler?.onDrain(),
    dropped: (socket) => {
      // Later: the handler closes the socket, and this callback comes from amidst uWebSockets.js' walk over subscribers.
      const { handler } = socket.getUserData();
      setImmediate(() => handler?.onDropped());
    },
    close: (socket) => {
      const data = socket.getUserData();
      data.port?.gone();
      data.handler?.onClosed();
    },
  });
  app.any('/*', (response, request) => {
    // Nothing here takes a body. uWebSockets.js goes by the first of two lengths, a proxy before it might go by the last:
    // what stands behind must not be taken for a request.
    if (request.getHeader('content-length') !== '' || request.getHeader('transfer-encoding') !== '') {
      response.close();
      return;
    }
    plainAnswer(response.writeStatus('404 Not Found')).end('There is nothing here.', true);
  });
  ready((topic, frame) => void app.publish(topic, frame, true, false));
  const listening = await new Promise<uWS.us_listen_socket | false>((resolve) => listen(app, options, resolve));
  if (listening === false) throw new Error(`port ${options.port} on ${options.host} is taken`);
  let open = true;
  const stopListening = (): void => {
    if (open) uWS.us_listen_socket_close(listening);
    open = false;
  };
  return {
    port: uWS.us_socket_local_port(listening),
    stopListening,
    close: () => {
      stopListening();
      app.close();
    },
  };
}

/** Headers of an answer that is text for whoever looks; nothing of ours is ever shown by a page from here. */
function plainAnswer(response: uWS.HttpResponse): uWS.HttpResponse {
  return response
    .writeHeader('content-type', 'text/plain; charset=utf-8')
    .writeHeader('x-content-type-options', 'nosniff')
    .writeHeader('strict-transport-security', 'max-age=63072000; includeSubDomains')
    .writeHeader('referrer-policy', 'no-referrer')
    .writeHeader(
      'content-security-policy',
      "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; sandbox",
    );
}

/** All that was sent, joined: two headers are no origin, whichever stands first (`getHeader` sees the first alone). */
function originOf(request: uWS.HttpRequest): string {
  const origins: string[] = [];
  request.forEach((name, value) => {
    if (name === 'origin') origins.push(value);
  });
  return origins.join(', ');
}

/** LIBUS_LISTEN_EXCLUSIVE_PORT: a second process must fail, not share the port silently. */
const exclusivePort = 1;

type ListenExclusively = (
  host: string,
  port: number,
  flags: number,
  done: (socket: uWS.us_listen_socket | false) => void,
) => void;

function listen(
  app: uWS.TemplatedApp,
  options: RoomServerOptions,
  done: (socket: uWS.us_listen_socket | false) => void,
): void {
  // The native function takes a host and any numbers behind it (its AppWrapper.h); the types know flags without a host only.
  const listenExclusively = app.listen.bind(app) as unknown as ListenExclusively;
  listenExclusively(options.host, options.port, exclusivePort, done);
}
