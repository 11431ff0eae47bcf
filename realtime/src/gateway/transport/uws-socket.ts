import type { WebSocket } from 'uWebSockets.js';
import type { SocketPort } from './socket-port.ts';

/** A uWebSockets.js socket that may be used after it closed: touching the bare one then throws. */
export class UwsSocket<UserData> implements SocketPort {
  #socket: WebSocket<UserData> | undefined;

  constructor(socket: WebSocket<UserData>) {
    this.#socket = socket;
  }

  /** To be called from the close handler. */
  gone(): void {
    this.#socket = undefined;
  }

  send(frame: Uint8Array): 'sent' | 'buffered' | 'dropped' | 'closed' {
    // uWebSockets.js: 1 sent, 0 queued, 2 dropped at maxBackpressure.
    switch (this.#socket?.send(frame, true, false)) {
      case 1:
        return 'sent';
      case 0:
        return 'buffered';
      case 2:
        return 'dropped';
      default:
        return 'closed';
    }
  }

  bufferedBytes(): number {
    return this.#socket?.getBufferedAmount() ?? 0;
  }

  subscribe(topic: string): void {
    this.#socket?.subscribe(topic);
  }

  unsubscribe(topic: string): void {
    this.#socket?.unsubscribe(topic);
  }

  cork(sends: () => void): void {
    if (this.#socket === undefined) sends();
    else this.#socket.cork(sends);
  }

  end(code: number, reason: string): void {
    this.#socket?.end(code, reason);
  }

  terminate(): void {
    this.#socket?.close();
  }
}
