import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';
import { hmacSha256, toBase64Url } from '../bytes.ts';

/** Nonces of ours for DPoP proofs (RFC 9449 §8): without memory, the same in every isolate. */
export interface DpopNonces {
  /** The one to hand out now. */
  readonly current: () => Promise<string>;
  /** Whether it is ours and at most two periods old. */
  readonly accepts: (nonce: string) => Promise<boolean>;
}

const BYTES = 16;

/**
 * An HMAC over the number of the current period of `dpopNonceLifeMs`. Proofs can thus not be made ahead of time by
 * whoever had the key in hand for a moment. The next period's is taken too: clocks of two locations differ.
 */
export function createDpopNonces(secret: Uint8Array<ArrayBuffer>, clock: Clock): DpopNonces {
  const made = new Map<number, string>();
  async function nonceOf(period: number): Promise<string> {
    let nonce = made.get(period);
    if (nonce === undefined) {
      nonce = toBase64Url((await hmacSha256(secret, `dpop-nonce|${period}`)).slice(0, BYTES));
      for (const old of made.keys()) if (old < period - 2) made.delete(old);
      made.set(period, nonce);
    }
    return nonce;
  }
  const periodNow = (): number => Math.floor(clock() / limits.dpopNonceLifeMs);
  return {
    current: () => nonceOf(periodNow()),
    async accepts(nonce) {
      const now = periodNow();
      const good = await Promise.all([now - 1, now, now + 1].map(nonceOf));
      return good.includes(nonce);
    },
  };
}
