import { limits } from '@halobuzz/core/limits';
import { type BoardPeriod, boardExpiresAtMs, leaderboardKeys } from '@halobuzz/core/rooms/leaderboards';
import type { Redis } from 'ioredis';
import { luaScript, replyInt, replyList, replyText } from './lua-script.ts';

/** One board: whose, of what time; `start` as `periodStart` gives it. */
export interface BoardId {
  readonly owner: string;
  readonly period: BoardPeriod;
  readonly start: number;
}

export interface BoardScore {
  readonly account: string;
  readonly name: string;
  readonly coins: bigint;
}

export interface BoardPlace {
  readonly rank: number;
  readonly coins: string;
}

export interface BoardRead {
  /** Best first. */
  readonly entries: readonly (BoardPlace & { readonly account: string; readonly name: string })[];
  /** Where `own` stands; undefined when not on the board. */
  readonly own: BoardPlace | undefined;
}

export interface Leaderboards {
  /**
   * Raises scores to what the rollups say; never lowers one. Whole scores and not steps: whatever is repeated, late or
   * done beside a rebuild changes nothing. Rejects when the store cannot be asked.
   */
  raise(board: BoardId, scores: readonly BoardScore[]): Promise<void>;
  read(board: BoardId, limit: number, own?: string): Promise<BoardRead>;
}

/** KEYS: board, names. ARGV: expires at ms or 0, then account, name, coins, … */
const raiseScores = luaScript(`
local board, names = KEYS[1], KEYS[2]
for i = 2, #ARGV, 3 do
  redis.call('ZADD', board, 'GT', ARGV[i + 2], ARGV[i])
  redis.call('HSET', names, ARGV[i], ARGV[i + 1])
end
local over = redis.call('ZCARD', board) - ${limits.leaderboardEntriesMax}
if over > 0 then
  local out = redis.call('ZPOPMIN', board, over)
  for i = 1, #out, 2 do redis.call('HDEL', names, out[i]) end
end
if ARGV[1] ~= '0' then
  redis.call('PEXPIREAT', board, ARGV[1])
  redis.call('PEXPIREAT', names, ARGV[1])
end
return {}
`);

/** KEYS: board, names. ARGV: how many, own account or ''. Answers account, name, coins, …, then own rank and coins. */
const readBoard = luaScript(`
local board, names = KEYS[1], KEYS[2]
local function int(n) return string.format('%.0f', n) end
local flat = {}
local best = redis.call('ZREVRANGE', board, 0, ARGV[1] - 1, 'WITHSCORES')
for i = 1, #best, 2 do
  flat[#flat + 1] = best[i]
  flat[#flat + 1] = redis.call('HGET', names, best[i]) or ''
  flat[#flat + 1] = int(tonumber(best[i + 1]))
end
local rank = redis.call('ZREVRANK', board, ARGV[2])
if not rank then return {flat} end
return {flat, rank + 1, int(tonumber(redis.call('ZSCORE', board, ARGV[2])))}
`);

/** Boards in the rooms Redis that their owner's id falls to. */
export function redisLeaderboards(redisOf: (owner: string) => Redis): Leaderboards {
  const keysOf = ({ owner, period, start }: BoardId): string[] => {
    const { board, names } = leaderboardKeys(owner, period, start);
    return [board, names];
  };
  return {
    async raise(board, scores) {
      if (scores.length === 0) return;
      const flat = scores.flatMap(({ account, name, coins }) => [account, name, coins.toString()]);
      const expiresAtMs = boardExpiresAtMs(board.period, board.start) ?? 0;
      await raiseScores(redisOf(board.owner), keysOf(board), [expiresAtMs, ...flat]);
    },
    async read(board, limit, own = '') {
      return boardOf(replyList(await readBoard(redisOf(board.owner), keysOf(board), [limit, own]), 'leaderboard'));
    },
  };
}

/** Reads a board as scripts tell it: account, name, coins, …; own rank; own coins. */
export function boardOf([flat, rank, coins]: readonly unknown[]): BoardRead {
  const fields = replyList(flat, 'board').map((field) => replyText(field) ?? '');
  const entries: { rank: number; account: string; name: string; coins: string }[] = [];
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [account = '', name = '', given = '0'] = fields.slice(at);
    entries.push({ rank: at / 3 + 1, account, name, coins: given });
  }
  return { entries, own: rank === undefined ? undefined : { rank: replyInt(rank), coins: replyText(coins) ?? '0' } };
}
