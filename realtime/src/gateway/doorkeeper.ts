import type { RateProfile } from './connection/rate-profile.ts';
import { TokenBucket } from './connection/token-bucket.ts';
import type { ConnectionBook } from './connection-book.ts';
import type { GatewayMetrics } from './metrics.ts';
import { admit, type UpgradeRefusal } from './transport/admission.ts';
import type { Newcomer } from './transport/server.ts';

export interface DoorkeeperDeps {
  readonly book: ConnectionBook;
  readonly metrics: GatewayMetrics;
  readonly rates: RateProfile;
  readonly allowedOrigins: readonly string[];
  readonly socketsMax: number;
  readonly waitingMax: number;
  readonly clock: () => number;
  readonly isDraining: () => boolean;
}

/** Decides on each upgrade, with what the node holds at that moment, and closes the silent socket that makes room. */
export function createDoorkeeper(deps: DoorkeeperDeps): (newcomer: Newcomer) => UpgradeRefusal | undefined {
  const { book, metrics, rates, allowedOrigins, socketsMax, waitingMax, clock } = deps;
  const connects = new TokenBucket(rates.connectsPerSecond, rates.connectsBurst, clock());
  return ({ origin, address }) => {
    const silentMs = (at: string | undefined): number | undefined => {
      const oldest = book.oldestSilent(at);
      return oldest === undefined ? undefined : clock() - oldest.openedAtMs;
    };
    const admission = admit(
      {
        ...{ allowedOrigins, socketsMax, waitingMax, draining: deps.isDraining() },
        ...{ sockets: book.size, waiting: book.waiting, oldestSilentMs: () => silentMs(undefined) },
        waitingHere: book.waitingAt(address),
        waitingHereMax: rates.waitingPerAddress,
        oldestSilentHereMs: () => silentMs(address),
        takeConnect: () => connects.take(clock()) === 0,
      },
      origin,
    );
    switch (admission) {
      case undefined:
        return undefined;
      case 'in_place_of_oldest':
        book.oldestSilent()?.connection.close('hello_timeout');
        return undefined;
      case 'in_place_of_oldest_here':
        book.oldestSilent(address)?.connection.close('hello_timeout');
        return undefined;
      default:
        metrics.upgradesRefused.inc({ reason: admission });
        return admission;
    }
  };
}
