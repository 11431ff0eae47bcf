import { newestRow, readBenchFiles } from '../bench/check-ratios.ts';
import { Problem } from '../problem.ts';

/** What things cost on one core of the machine of the bench: microseconds of CPU, unless a name says otherwise. */
export interface MeasuredCosts {
  /** One frame written to one viewer, with the event in it. */
  readonly frame: number;
  /** Each further event in such a frame. */
  readonly eventInFrame: number;
  /** A join at its gateway, and in the rooms' Redis. */
  readonly join: number;
  readonly joinInRedis: number;
  /** Private memory of a joined viewer before a collection, KiB. */
  readonly viewerKib: number;
  /** One event of a room in the rooms' Redis: script, history, publication. */
  readonly eventInRedis: number;
  /** A gift in the wallets' Redis, in the ledger's writer and in mongod while gifts are live. */
  readonly giftInWallets: number;
  readonly giftInWriter: number;
  readonly giftInMongo: number;
}

/**
 * Costs from the newest results of the bench that are kept in the repository, so that the plan moves when a measurement does. Two are read
 * from profiles instead, as no row of the bench tells them: see the comments.
 */
export function readMeasuredCosts(root: string): MeasuredCosts {
  const results = readBenchFiles(root);
  const rowOf = (id: string) => {
    const row = newestRow(results, id);
    if (row === undefined) throw new Problem(`no kept result of the bench has a row "${id}"`);
    const beside = (name: string): number => {
      const value = row.beside[name];
      if (value === undefined) throw new Problem(`row "${id}" of ${row.file} has no "${name}" beside it`);
      return value;
    };
    return { ours: row.ours, beside };
  };
  const quiet = rowOf('quiet-room.cpu');
  const busy = rowOf('busy-room.cpu');
  const perFrame = busy.beside('events/frame');
  const many = rowOf('many-rooms.cpu');
  return {
    frame: quiet.ours,
    eventInFrame: (busy.ours * perFrame - quiet.ours) / (perFrame - 1),
    join: rowOf('joins').beside('CPU µs/join'),
    // ADR 0010, second round.
    joinInRedis: 40,
    viewerKib: rowOf('idle-memory').beside('ours uncollected'),
    // many-rooms: 200 rooms with 5 events a second each; the share is of one core.
    eventInRedis: (many.beside('redis share') * 1_000_000) / 1_000,
    giftInWallets: rowOf('ledger-accept').beside('redis µs'),
    giftInWriter: rowOf('ledger-drain').beside('writer µs'),
    // ADR 0016: with 1,000 live gifts a second commits are small, and each gift costs more than a drained one (204).
    giftInMongo: 496,
  };
}
