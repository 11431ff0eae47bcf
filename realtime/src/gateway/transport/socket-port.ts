/** What a connection needs of its socket. After the socket closed, every call is a no-op. */
export interface SocketPort {
  /** Queues a binary frame. `dropped`: the queue was full and the frame is lost. */
  send(frame: Uint8Array): 'sent' | 'buffered' | 'dropped' | 'closed';
  /** Bytes queued for a reader that is behind. */
  bufferedBytes(): number;
  subscribe(topic: string): void;
  unsubscribe(topic: string): void;
  /** Runs sends together in one write. */
  cork(sends: () => void): void;
  /** Sends a close frame, then closes. */
  end(code: number, reason: string): void;
  /** Closes at once, without a close frame. */
  terminate(): void;
}

/** Gives one frame to all sockets that subscribed to a topic. */
export type PublishFrame = (topic: string, frame: Uint8Array) => void;
