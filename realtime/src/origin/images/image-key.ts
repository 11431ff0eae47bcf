import { createHash } from 'node:crypto';
import type { RandomBytes } from '@halobuzz/core/clock';

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
const bits = 5;
const chars = 32;
const saltBytes = 16;

/**
 * The name of a file by what is in it (SHA-256), and by a random number: the same picture sent twice has two names. So no
 * name is ever used again after its file was deleted, and nobody's deletion takes somebody else's picture along.
 */
export function imageKey(file: Uint8Array, random: RandomBytes): string {
  const digest = createHash('sha256').update(random(saltBytes)).update(file).digest();
  return Array.from({ length: chars }, (_, at) => alphabet[fiveBits(digest, at * bits)]).join('');
}

function fiveBits(bytes: Uint8Array, from: number): number {
  const at = from >> 3;
  const pair = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  return (pair >> (16 - bits - (from & 7))) & 31;
}
