import { limits } from '@halobuzz/core/limits';

/** Why an upgrade is refused: the first is HTTP 403, the others 503. */
export type UpgradeRefusal =
  | 'origin_not_allowed'
  | 'draining'
  | 'sockets_full'
  | 'hellos_full'
  | 'address_full'
  | 'connect_rate';

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
  /** The same three, of the newcomer's own address. */
  readonly waitingHere: number;
  readonly waitingHereMax: number;
  readonly oldestSilentHereMs: () => number | undefined;
  /** Takes one from the node's rate of new sockets; false when there is none left. Asked last. */
  readonly takeConnect: () => boolean;
}

/** `in_place_of_oldest…`: it may open once the oldest silent socket, of all or of its address, was closed. */
export type Admission = UpgradeRefusal | 'in_place_of_oldest' | 'in_place_of_oldest_here' | undefined;

/**
 * Whether a socket may open. `origin` is '' for clients that are no browsers; a browser always sends it (RFC 6455 §4.1),
 * so a page of another site cannot use its visitors' sockets. Silent sockets cannot shut the door: real clients say hello
 * at once, so the oldest silent one goes first; an address that holds too many makes room among its own.
 */
export function admit(doorway: Doorway, origin: string): Admission {
  if (origin !== '' && !doorway.allowedOrigins.includes(origin)) return 'origin_not_allowed';
  if (doorway.draining) return 'draining';
  if (doorway.sockets >= doorway.socketsMax) return 'sockets_full';
  const here = doorway.waitingHere >= doorway.waitingHereMax;
  if (here && !isStale(doorway.oldestSilentHereMs())) return 'address_full';
  const full = doorway.waiting >= doorway.waitingMax;
  if (full && !here && !isStale(doorway.oldestSilentMs())) return 'hellos_full';
  if (!doorway.takeConnect()) return 'connect_rate';
  if (here) return 'in_place_of_oldest_here';
  return full ? 'in_place_of_oldest' : undefined;
}

function isStale(silentMs: number | undefined): boolean {
  return silentMs !== undefined && silentMs >= limits.helloEvictionAgeMs;
}
