import { limits } from '@halobuzz/core/limits';
import { type CacheName, type CachePlan, cachePlans } from './cache-plan.ts';

/** What an answer is found under: everything that it depends on. */
export interface CacheAddress {
  readonly cache: CacheName;
  /** In an order of the caller's, always the same; no two different lists make one key. */
  readonly parts: readonly (string | number)[];
  /** Whose answer it is. A must where the plan says `one_account`, and a bug where it says `everybody`. */
  readonly account?: string;
}

/** The key of an address, without the prefix of Redis; undefined when it is too long to be cached. */
export function cacheKeyOf({ cache, parts, account }: CacheAddress): string | undefined {
  const plan: CachePlan = cachePlans[cache];
  if ((plan.audience === 'one_account') !== (account !== undefined)) {
    throw new Error(`cache ${cache}: its answers are for ${plan.audience}, and it was asked for another`);
  }
  const own = account === undefined ? [] : [`@${account}`];
  const key = [cache, ...own, ...parts].map((part) => escaped(String(part))).join(':');
  return Buffer.byteLength(key) > limits.cacheKeyBytesMax ? undefined : key;
}

/** Without colons, and well-formed: what is not has no encoding, and stores keep it as the replacement character too. */
function escaped(part: string): string {
  return encodeURIComponent(part.replace(/\p{Surrogate}/gu, '\ufffd'));
}
