import { limits } from '@halobuzz/core/limits';
import { cacheKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';
import { luaScript, replyInt, replyList, replyText } from '../../adapters/redis/lua-script.ts';

/** What the store holds under a key, and the versions of the tags asked for; undefined: that tag has none now. */
export interface CacheRead {
  readonly text: string | undefined;
  readonly versions: readonly (string | undefined)[];
}

export interface CacheBeginning {
  readonly text: string | undefined;
  readonly versions: readonly string[];
  /** Whether the caller is the one to load. */
  readonly leased: boolean;
}

/**
 * Texts under keys, each as good as its tags: a tag has a version, made at random when somebody first loads under it and
 * gone when it is dropped. What was stored under a version that is gone is never given again, and what was loaded under
 * one is never stored; an evicted tag is a dropped one. All of it rejects when Redis does not answer.
 */
export interface CacheStore {
  read(key: string, tags: readonly string[]): Promise<CacheRead>;
  /** {@link read}, tags without a version given one, and the lease to load if nobody has it. */
  begin(key: string, tags: readonly string[], owner: string, newVersion: string): Promise<CacheBeginning>;
  /** Ends the lease; stores if it was `owner`'s until now and no tag was dropped. Answers whether it stored. */
  finish(
    key: string,
    tags: readonly string[],
    owner: string,
    stored: { readonly text: string; readonly versions: readonly string[]; readonly lifeMs: number },
  ): Promise<boolean>;
  /** Ends the lease if it is `owner`'s. */
  release(key: string, owner: string): Promise<void>;
  /** Stores at once, whatever stood there or is being loaded. */
  put(key: string, text: string, lifeMs: number): Promise<void>;
  drop(tags: readonly string[]): Promise<void>;
}

/** KEYS: entry, lease, tag, … ARGV: owner, lease ms, life of tags ms, version of new tags. Answers leased, versions, text. */
const begin = luaScript(`
local versions = {}
for i = 3, #KEYS do
  local version = redis.call('GET', KEYS[i])
  if version then
    redis.call('PEXPIRE', KEYS[i], ARGV[3])
  else
    version = ARGV[4]
    redis.call('SET', KEYS[i], version, 'PX', ARGV[3])
  end
  versions[#versions + 1] = version
end
local leased = redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2], 'NX')
return {leased and 1 or 0, versions, redis.call('GET', KEYS[1])}
`);

/** KEYS: entry, lease, tag, … ARGV: owner, text, life ms, version of each tag. Answers 1 when stored. */
const finish = luaScript(`
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[2])
for i = 3, #KEYS do
  if redis.call('GET', KEYS[i]) ~= ARGV[i + 1] then return 0 end
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
`);

/** KEYS: lease. ARGV: owner. */
const release = luaScript(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
`);

/** KEYS: entry, lease. ARGV: text, life ms. */
const put = luaScript(`
redis.call('DEL', KEYS[2])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`);

/** In control Redis; never where wallets are. Everything there may be evicted at any time. */
export function redisCacheStore(control: Redis): CacheStore {
  const keysOf = (key: string, tags: readonly string[]): string[] => [
    cacheKeys.entry(key),
    cacheKeys.lease(key),
    ...tags.map(cacheKeys.tag),
  ];
  return {
    async read(key, tags) {
      const [text, ...versions] = await control.mget(cacheKeys.entry(key), ...tags.map(cacheKeys.tag));
      return { text: text ?? undefined, versions: versions.map((version) => version ?? undefined) };
    },
    async begin(key, tags, owner, newVersion) {
      const args = [owner, limits.cacheLeaseMs, limits.cacheTagLifeMs, newVersion];
      const [leased, versions, text] = replyList(await begin(control, keysOf(key, tags), args), 'cache');
      return {
        leased: replyInt(leased) === 1,
        versions: replyList(versions, 'cache').map((version) => replyText(version) ?? ''),
        text: replyText(text),
      };
    },
    async finish(key, tags, owner, { text, versions, lifeMs }) {
      return replyInt(await finish(control, keysOf(key, tags), [owner, text, lifeMs, ...versions])) === 1;
    },
    async release(key, owner) {
      await release(control, [cacheKeys.lease(key)], [owner]);
    },
    async put(key, text, lifeMs) {
      await put(control, keysOf(key, []), [text, lifeMs]);
    },
    async drop(tags) {
      await control.del(...tags.map(cacheKeys.tag));
    },
  };
}
