import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';

/** 16 MiB and five passes: one of OWASP's equal choices for scrypt, the one that takes the least memory at once. */
const cost = { N: 2 ** 14, r: 8, p: 5 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
const version = 's1';

/** Passwords of broadcasts. Both calls may answer `rate_limited`: so many are worked on at once. */
export interface RoomPasswords {
  /** What is stored: `s1$salt$hash`, base64url. @throws AppError `rate_limited` */
  hash(password: string): Promise<string>;
  /** @throws AppError `rate_limited` */
  matches(password: string, stored: string): Promise<boolean>;
}

/** scrypt (RFC 7914) with a random salt for each, compared in constant time. */
export function scryptPasswords(): RoomPasswords {
  let working = 0;
  const derive = async (password: string, salt: Uint8Array): Promise<Buffer> => {
    if (working >= limits.streamPasswordChecksMax) throw new AppError('rate_limited', { retryAfterMs: 1_000 });
    working += 1;
    try {
      return await new Promise((resolve, reject) => {
        scrypt(password, salt, HASH_BYTES, cost, (error, key) => (error === null ? resolve(key) : reject(error)));
      });
    } finally {
      working -= 1;
    }
  };
  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES);
      const key = await derive(password, salt);
      return [version, salt.toString('base64url'), key.toString('base64url')].join('$');
    },
    async matches(password, stored) {
      const [kind, salt = '', hash = ''] = stored.split('$');
      if (kind !== version) throw new Error('a stored password is of a kind unknown here');
      const known = Buffer.from(hash, 'base64url');
      const key = await derive(password, Buffer.from(salt, 'base64url'));
      return known.byteLength === key.byteLength && timingSafeEqual(known, key);
    },
  };
}
