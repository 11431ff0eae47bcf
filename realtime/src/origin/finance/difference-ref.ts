import { createHash } from 'node:crypto';
import { base32 } from '@halobuzz/core/ids';

/** The name of a difference for those who work on it: short, and made of what it is about. */
export function differenceRef(id: string): string {
  return `df_${base32(createHash('sha256').update(id).digest().subarray(0, 16))}`;
}
