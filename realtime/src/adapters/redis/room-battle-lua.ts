import { eventSpecs } from '@halobuzz/core/protocol/down';
import { roomPreamble } from './room-preamble-lua.ts';

/**
 * A room's battle. The state's fields: `battle` (its id), `battleRank` (how far it has come: 1 running, 2 settling, 3 final),
 * `battleStart` and `battleEnd` (ms by the wallets' clock; absent once it is final), `battleSince` (its start, kept), `battleCoins`, `battleRival` (the other
 * room's, as last told) and `battleFacts` (JSON). KEYS[18]: the sorted set of what people gave in it.
 */
const battleScoreLua = `
local function publishScore(battle, coins, rival)
  publish(0, ${eventSpecs['battle.score'].code}, tonumber(call('HGET', state, 'epoch')), 0, packMap(4)
    .. packText('t') .. packText('battle.score') .. packText('battle') .. packText(battle)
    .. packText('own') .. packText(coins) .. packText('rival') .. packText(rival))
end
`;

/**
 * For the script that applies committed gifts: `countInBattle(account, amount, acceptedAtMs)` for each that is applied for the
 * first time, then `tellBattle()` once. A gift counts by the time at which its wallet took it.
 */
export const countInBattleLua = `${battleScoreLua}
local battle, battleStart, battleEnd = unpack(call('HMGET', state, 'battle', 'battleStart', 'battleEnd'))
battleStart, battleEnd = tonumber(battleStart or ''), tonumber(battleEnd or '')
local battleMoved = false
local function countInBattle(account, amount, acceptedAtMs)
  if not battleStart or not battleEnd then return end
  if acceptedAtMs < battleStart or acceptedAtMs >= battleEnd then return end
  call('HINCRBY', state, 'battleCoins', amount)
  call('ZINCRBY', own, amount, account)
  battleMoved = true
end
local function tellBattle()
  if not battleMoved then return end
  expireWithRoom(own)
  if status ~= 'live' then return end
  local scores = call('HMGET', state, 'battleCoins', 'battleRival')
  publishScore(battle, scores[1], scores[2] or '0')
end
`;

/**
 * ARGV: run, battle, how far it has come, start, end, facts, event, then for a final one this room's and the other's coins.
 * What was told before, or came behind it, is told no more. Of an earlier battle than the one that runs only the end is told.
 */
export const tellBattleLua = `${roomPreamble}
if not status then return {'missing'} end
local id, rank = ARGV[2], tonumber(ARGV[3])
local known = call('HMGET', state, 'battle', 'battleRank', 'battleSince')
local knownRank = tonumber(known[2] or '3')
if known[1] == id and knownRank >= rank then return {'told'} end
local newer = tonumber(ARGV[4]) >= tonumber(known[3] or '0')
if known[1] == id or (newer and (rank == 1 or knownRank == 3)) then
  if known[1] ~= id then
    call('HSET', state, 'battleCoins', '0', 'battleRival', '0')
    call('DEL', own)
  end
  call('HSET', state, 'battle', id, 'battleRank', ARGV[3], 'battleSince', ARGV[4], 'battleFacts', ARGV[6])
  if rank < 3 then call('HSET', state, 'battleStart', ARGV[4], 'battleEnd', ARGV[5])
  else
    call('HDEL', state, 'battleStart', 'battleEnd')
    call('HSET', state, 'battleCoins', ARGV[8], 'battleRival', ARGV[9])
    call('DEL', own)
  end
elseif rank == 2 then
  -- Said again as long as it settles.
  return {'told'}
end
if status == 'live' then emit(${eventSpecs.battle.code}, ARGV[7]) end
return {'ok'}
`;

/** ARGV: run, battle, the other room's coins or '' when they are not known. Answers the room's status and its own coins. */
export const exchangeBattleLua = `${roomPreamble}${battleScoreLua}
if not status then return {'missing'} end
local known = call('HMGET', state, 'battle', 'battleRank', 'battleCoins', 'battleRival')
if known[1] ~= ARGV[2] then return {'other', status} end
if ARGV[3] ~= '' and ARGV[3] ~= known[4] and known[2] ~= '3' then
  call('HSET', state, 'battleRival', ARGV[3])
  if status == 'live' then publishScore(known[1], known[3], ARGV[3]) end
end
return {'ok', status, known[3]}
`;

/** ARGV: run, battle, how many: who gave most in it, as account, name, coins, … Nothing when the room has another. */
export const battleGiversLua = `${roomPreamble}
if not status or call('HGET', state, 'battle') ~= ARGV[2] then return {'missing'} end
local flat = {}
local best = call('ZREVRANGE', own, 0, tonumber(ARGV[3]) - 1, 'WITHSCORES')
for i = 1, #best, 2 do
  flat[#flat + 1] = best[i]
  flat[#flat + 1] = call('HGET', names, best[i]) or ''
  flat[#flat + 1] = int(tonumber(best[i + 1]))
end
return {'ok', flat}
`;

/**
 * ARGV: run, battle, 0 while it waits for an answer, else 1, challenge (JSON). To the host alone. The state keeps the
 * newest; nodes are told of each change by its number and the challenge.
 */
export const tellChallengeLua = `${roomPreamble}
if not status then return {'missing'} end
if status == 'ended' then return {'ended'} end
local known = call('HMGET', state, 'challengeId', 'challengeRank')
if known[1] == ARGV[2] and tonumber(known[2]) >= tonumber(ARGV[3]) then return {'told'} end
-- The end of an older one does not hide a new one.
if known[1] == ARGV[2] or ARGV[3] == '0' then
  call('HSET', state, 'challengeId', ARGV[2], 'challengeRank', ARGV[3], 'challenge', ARGV[4])
end
local round = call('HINCRBY', state, 'challengeRound', 1)
publish(0, ${eventSpecs['battle.challenge'].code}, tonumber(call('HGET', state, 'epoch')), 0,
  int(round) .. '|' .. ARGV[4])
return {'ok'}
`;
