import { hex } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { utf8 } from '../../bytes.ts';
import { readBoundedText } from '../../http/bounded-text.ts';
import { isCommonPassword } from './common-passwords.ts';

/** Tells whether a password is known from breaches. */
export interface BreachedPasswords {
  /**
   * `unreachable` when the service did not answer in time; password-policy.ts says what happens then.
   */
  readonly check: (password: string) => Promise<'breached' | 'clear' | 'unreachable'>;
}

/** Development: the customer's sample registers with a password that every list holds. */
export const breachedPasswordsOff: BreachedPasswords = { check: () => Promise.resolve('clear') };

const RANGE_URL = 'https://api.pwnedpasswords.com/range/';

/**
 * The most common passwords are known here, whether or not the service answers. For all others Have I Been Pwned's range API: only five hexadecimal digits of the SHA-1 leave, answers are padded so that their size
 * tells nothing, and padding lines count zero.
 */
export function createBreachedPasswords(fetcher: typeof fetch): BreachedPasswords {
  return {
    async check(password) {
      if (await isCommonPassword(password)) return 'breached';
      const digest = hex(new Uint8Array(await crypto.subtle.digest('SHA-1', utf8(password)))).toUpperCase();
      try {
        const answer = await fetcher(RANGE_URL + digest.slice(0, 5), {
          headers: { 'add-padding': 'true' },
          redirect: 'manual',
          signal: AbortSignal.timeout(limits.breachedRangeTimeoutMs),
        });
        if (!answer.ok) return 'unreachable';
        const text = await readBoundedText(answer, limits.breachedRangeBytesMax);
        const line = text.split('\n').find((entry) => entry.startsWith(`${digest.slice(5)}:`));
        return line !== undefined && Number(line.split(':')[1]) > 0 ? 'breached' : 'clear';
      } catch {
        return 'unreachable';
      }
    },
  };
}
