/**
 * Times as counts in buckets that grow by a tenth each: a day's times of any number fit into some two hundred counts, days
 * can be added up, and a percentile of the sum is within 5% of the exact one.
 */
const growth = 1.1;
const firstMs = 1_000;
/** Everything past about five years. */
const lastBucket = 200;

/** Adds a time to the counts. */
export function countTime(counts: number[], timeMs: number): void {
  const bucket =
    timeMs < firstMs ? 0 : Math.min(lastBucket, 1 + Math.floor(Math.log(timeMs / firstMs) / Math.log(growth)));
  while (counts.length <= bucket) counts.push(0);
  counts[bucket] = (counts[bucket] ?? 0) + 1;
}

/** Adds the counts of another day. */
export function addCounts(sum: number[], more: readonly number[]): void {
  for (const [bucket, count] of more.entries()) {
    while (sum.length <= bucket) sum.push(0);
    sum[bucket] = (sum[bucket] ?? 0) + count;
  }
}

export function countOf(counts: readonly number[]): number {
  return counts.reduce((sum, one) => sum + one, 0);
}

/** The time that this share (0 to 1) of all times stays within; undefined without any. */
export function percentileMs(counts: readonly number[], share: number): number | undefined {
  const total = countOf(counts);
  if (total === 0) return undefined;
  let left = Math.max(1, Math.ceil(total * share));
  for (const [bucket, count] of counts.entries()) {
    left -= count;
    if (left <= 0) return Math.round(bucket === 0 ? firstMs / 2 : firstMs * growth ** (bucket - 0.5));
  }
  return undefined;
}
