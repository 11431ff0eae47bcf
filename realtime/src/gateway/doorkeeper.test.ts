import { limits } from '@halobuzz/core/limits';
import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import type { Connection } from './connection/connection.ts';
import { rateProfileOf } from './connection/rate-profile.ts';
import { ConnectionBook } from './connection-book.ts';
import { createDoorkeeper } from './doorkeeper.ts';
import { createGatewayMetrics } from './metrics.ts';

/** A doorkeeper with a clock of its own, and sockets that stay silent. */
function doorway(rates: { waitingPerAddress?: number; connectsBurst?: number }) {
  let nowMs = 1_000_000;
  const metrics = createGatewayMetrics(new Registry());
  const book = new ConnectionBook(metrics);
  const refuse = createDoorkeeper({
    ...{ book, metrics, allowedOrigins: [], socketsMax: 100, waitingMax: 50, clock: () => nowMs },
    rates: { ...rateProfileOf('standard'), ...rates },
    isDraining: () => false,
  });
  const closed: string[] = [];
  let names = 0;
  const knock = (address: string) => {
    const refusal = refuse({ origin: '', address });
    if (refusal !== undefined) return refusal;
    names += 1;
    const name = `${address}/${names}`;
    const silent = {
      state: { kind: 'fresh', openedAtMs: nowMs },
      close: () => {
        closed.push(name);
        // The doorkeeper and the book use no more of a connection than this.
        book.closed(silent as unknown as Connection);
      },
    };
    // As above.
    book.opened(silent as unknown as Connection, address);
    return name;
  };
  return { knock, closed, book, advance: (ms: number) => (nowMs += ms) };
}

it('bounds the silent sockets of one address, and lets others in', () => {
  const door = doorway({ waitingPerAddress: 2 });
  expect(['a', 'a', 'a', 'b'].map(door.knock)).toEqual(['a/1', 'a/2', 'address_full', 'b/3']);
  door.advance(limits.helloEvictionAgeMs);
  expect(door.knock('a')).toBe('a/4');
  expect(door.closed).toEqual(['a/1']);
  expect([door.book.waitingAt('a'), door.book.waitingAt('b'), door.book.waitingAt('c')]).toEqual([2, 1, 0]);
});

it('bounds how many come a second, whoever they are', () => {
  const door = doorway({ connectsBurst: 3 });
  expect(['a', 'b', 'c', 'd'].map(door.knock)).toEqual(['a/1', 'b/2', 'c/3', 'connect_rate']);
  door.advance(1_000);
  expect(door.knock('d')).toBe('d/4');
});
