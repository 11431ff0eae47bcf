import { newUuidV7 } from '@halobuzz/core/ids';
import { randomBytes } from 'k6/crypto';

/** A UUIDv7 for now: ids of gifts and chat messages. */
export function newClientId(): string {
  return newUuidV7(Date.now(), (length) => new Uint8Array(randomBytes(length)));
}
