import { base32 } from '@halobuzz/core/ids';

/** The id of an order made of the key of its request (a UUID): sent again after a lost answer it is the same order. */
export function orderIdOf(key: string): string {
  const hex = key.replaceAll('-', '').match(/../g) ?? [];
  return `so_${base32(Uint8Array.from(hex, (pair) => Number.parseInt(pair, 16)))}`;
}
