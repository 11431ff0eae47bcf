import type { Collection, Db } from 'mongodb';

/** Coins of one day or week; `start` as `periodStart` gives it. */
export interface SpanSum {
  readonly start: number;
  readonly coins: bigint;
}

/**
 * Running sums over the gifts of one sequence of entries. A giver's gifts all come from one wallet shard, in order, so
 * the last sequence counted tells which gifts are in.
 */
export interface GiftSums {
  readonly sequence: bigint;
  readonly all: bigint;
  /** Of the newest day, week and broadcast only: older ones are on no board that is still shown. */
  readonly day: SpanSum;
  readonly week: SpanSum;
  readonly room: { readonly id: string; readonly coins: bigint };
}

/** `gifter`: what `account` gave in the host's broadcasts. `host`: what was given there out of one wallet shard. */
export interface GiftRollupDoc extends GiftSums {
  readonly _id: string;
  readonly kind: 'gifter' | 'host';
  readonly hostId: string;
  /** The host's own for `host`. */
  readonly account: string;
  readonly shard: number;
  readonly updatedAt: Date;
}

/** 64-bit integers come back as bigint; small counters as numbers. */
export function giftRollups(db: Db): Collection<GiftRollupDoc> {
  return db.collection<GiftRollupDoc>('rollups_gifts', { useBigInt64: true });
}

export function rollupId(kind: GiftRollupDoc['kind'], hostId: string, part: string | number): string {
  return `${kind}|${hostId}|${part}`;
}
