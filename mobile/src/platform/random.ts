import type { RandomBytes } from '@halobuzz/core/clock';

export const randomBytes: RandomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));
