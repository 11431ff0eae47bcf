import { argon2id } from 'argon2-wasm-edge';
import { PASSWORD_HASH_BYTES, type PasswordChallenge } from './password-record.ts';

/** argon2id version 19 (RFC 9106) with a 32-byte answer. The library's Wasm modules have been set before. */
export function argon2idBytes(
  password: Uint8Array,
  salt: Uint8Array,
  cost: Pick<PasswordChallenge, 'memoryKib' | 'iterations' | 'parallelism'>,
): Promise<Uint8Array> {
  return argon2id({
    password,
    salt,
    memorySize: cost.memoryKib,
    iterations: cost.iterations,
    parallelism: cost.parallelism,
    hashLength: PASSWORD_HASH_BYTES,
    outputType: 'binary',
  });
}
