import type { RandomBytes } from '@halobuzz/core/clock';
import { fromHex } from '@halobuzz/core/ids';
import { uuid } from 'expo-modules-core';

/**
 * Hermes has no `crypto`; the system's UUIDs are made of strong random bits. Only the tail is used, where neither the
 * version nor the variant stands.
 */
export const randomBytes: RandomBytes = (length) => {
  const out = new Uint8Array(length);
  for (let at = 0; at < length; at += tailBytes) {
    const tail = fromHex(uuid.v4().slice(-tailBytes * 2)) ?? new Uint8Array(tailBytes);
    out.set(tail.subarray(0, Math.min(tailBytes, length - at)), at);
  }
  return out;
};

const tailBytes = 6;
