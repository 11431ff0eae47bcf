/**
 * Options for collections that hold money: 64-bit integers come as bigint, whatever the client's own setting. 32-bit ones
 * stay numbers, so read a counter through {@link wholeOf}.
 */
export const bigintOptions = { useBigInt64: true, promoteLongs: true, promoteValues: true } as const;

/** A stored counter as a number. */
export function wholeOf(value: number | bigint): number {
  return Number(value);
}

/** A stored amount as a bigint. */
export function amountOf(value: number | bigint): bigint {
  return BigInt(value);
}
