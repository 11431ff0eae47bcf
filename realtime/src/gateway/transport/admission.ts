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
  readonly waitingMax: number;
  /** How long the oldest socket without a hello has been silent, ms; undefined when there is none. */
  readonly oldestSilentMs: () => number | undefined;
}

/** `in_place_of_oldest`: it may open once the oldest silent socket was closed. */
export type Admission = UpgradeRefusal | 'in_place_of_oldest' | undefined;

/**
 * Whether a socket may open. `origin` is '' for clients that are no browsers; a browser always sends it (RFC 6455 §4.1),
 * so a page of another site cannot use its visitors' sockets. Silent sockets cannot shut the door: real clients say hello
 * at once, so the oldest silent one goes first.
 */
export function admit(doorway: Doorway, origin: string): Admission {
  if (origin !== '' && !doorway.allowedOrigins.includes(origin)) return 'origin_not_allowed';
  if (doorway.draining) return 'draining';
  if (doorway.sockets >= doorway.socketsMax) return 'sockets_full';
  if (doorway.waiting < doorway.waitingMax) return undefined;
  const silentMs = doorway.oldestSilentMs();
  return silentMs !== undefined && silentMs >= limits.helloEvictionAgeMs ? 'in_place_of_oldest' : 'hellos_full';
}
