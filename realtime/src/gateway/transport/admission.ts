import { limits } from '@halobuzz/core/limits';

/** Why an upgrade is refused: the first is HTTP 403, the others 503. */
export type UpgradeRefusal = 'origin_not_allowed' | 'draining' | 'sockets_full' | 'hellos_full';

export interface Doorway {
  readonly allowedOrigins: readonly string[];
  readonly draining: boolean;
  readonly sockets: number;
  readonly socketsMax: number;
  /** Sockets that have not said hello, or whose hello is worked on. */
  readonly waiting: number;
}

/**
 * Whether a socket may open. `origin` is '' for clients that are no browsers; a browser always sends it (RFC 6455 §4.1),
 * so a page of another site cannot use its visitors' sockets.
 */
export function admit(doorway: Doorway, origin: string): UpgradeRefusal | undefined {
  if (origin !== '' && !doorway.allowedOrigins.includes(origin)) return 'origin_not_allowed';
  if (doorway.draining) return 'draining';
  if (doorway.sockets >= doorway.socketsMax) return 'sockets_full';
  return doorway.waiting >= limits.socketsBeforeHelloMax ? 'hellos_full' : undefined;
}
