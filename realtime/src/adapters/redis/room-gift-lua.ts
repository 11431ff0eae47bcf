import { eventSpecs } from '@halobuzz/core/protocol/down';
import { countInBattleLua } from './room-battle-lua.ts';
import { seatsLua } from './room-guest-lua.ts';
import { roomPreamble } from './room-preamble-lua.ts';
import { endStreaksLua, showInStreakLua } from './room-streak-lua.ts';

/** ARGV: run, shard, epoch, sequence, tx, event. */
export const showGiftLua = `${roomPreamble}${showInStreakLua}
if not status then return {'missing'} end
if status == 'ended' then return {'ended'} end
if not notAfter(call('HGET', applied, ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])) then return {'applied'} end
if call('SADD', shown, ARGV[5]) == 0 then return {'shown'} end
return {'ok', showInStreak(ARGV[5], ARGV[6])}
`;

/**
 * ARGV: run, then for each gift shard, epoch, sequence, tx, event, account, name, coins, earned, subject of who earned it,
 * when it was accepted (ms). Gifts of one shard come in its order. What the host earned is counted apart from what guests did.
 * KEYS[18]: who gave in the battle that runs.
 */
export const projectGiftsLua = `${roomPreamble}${showInStreakLua}${countInBattleLua}
if not status then return {'missing'} end
local hostSubject, goalTarget = unpack(call('HMGET', state, 'hostSubject', 'goalTarget'))
local outcomes, appliedTo = {}, {}

local function projectGift(shard, epoch, sequence, tx, event, account, name, amount, earned, payee, acceptedAtMs)
  local before = appliedTo[shard] or call('HGET', applied, shard)
  if not notAfter(before, tonumber(epoch), tonumber(sequence)) then return {'applied'} end
  local outcome = {'ok'}
  if call('SREM', shown, tx) == 0 and status == 'live' and #event > 0 then
    outcome = {'shown', showInStreak(tx, event)}
  end
  call('HINCRBY', state, 'coins', amount)
  call('HINCRBY', state, 'gifts', 1)
  if hostSubject == payee then call('HINCRBY', state, 'diamonds', earned) end
  call('ZINCRBY', top, amount, account)
  call('HSET', names, account, name)
  if goalTarget and status == 'live' then call('HINCRBY', state, 'goalProgress', amount) end
  countInBattle(account, amount, tonumber(acceptedAtMs))
  appliedTo[shard] = epoch .. '-' .. sequence
  -- At once: if a later gift breaks the script, this one is not counted again.
  call('HSET', applied, shard, appliedTo[shard])
  return outcome
end

local moved = false
for at = 2, #ARGV, 11 do
  local outcome = projectGift(unpack(ARGV, at, at + 10))
  outcomes[#outcomes + 1] = outcome
  moved = moved or outcome[1] ~= 'applied'
end
if moved and goalTarget and status == 'live' then
  local goal, title, progress, reached =
    unpack(call('HMGET', state, 'goal', 'goalTitle', 'goalProgress', 'goalReached'))
  publish(0, ${eventSpecs['goal.progress'].code}, tonumber(call('HGET', state, 'epoch')), 0, packMap(3)
    .. packText('t') .. packText('goal.progress') .. packText('goal') .. packInt(tonumber(goal))
    .. packText('progress') .. packText(progress))
  if not reached and tonumber(progress) >= tonumber(goalTarget) then
    call('HSET', state, 'goalReached', int(nowMs))
    emit(${eventSpecs['goal.reached'].code}, packMap(5) .. packText('t') .. packText('goal.reached')
      .. packText('goal') .. packInt(tonumber(goal)) .. packText('title') .. packText(title)
      .. packText('target') .. packText(goalTarget) .. packText('atMs') .. packInt(nowMs))
  end
end
if moved then expireWithRoom(top, names, applied) end
tellBattle()
return {'ok', outcomes}
`;

/** ARGV: run. For a room that no node holds: others end their streaks, and seats of who is gone, with each beat. */
export const sweepStreaksLua = `${roomPreamble}${endStreaksLua}${seatsLua}
if status == 'live' then
  endDueStreaks()
  endDueSeats()
end
return {'ok'}
`;

/** ARGV: run, account, title, target; without the last two the goal is taken away. */
export const setGoalLua = `${roomPreamble}
if not status then return {'missing'} end
if status == 'ended' then return {'ended'} end
if ARGV[2] ~= call('HGET', state, 'host') then return {'forbidden'} end
local atMs = packText('atMs') .. packInt(nowMs)
local head = packText('t') .. packText('goal')
if not ARGV[4] then
  if call('HDEL', state, 'goalTitle', 'goalTarget', 'goalProgress', 'goalReached') > 0 then
    emit(${eventSpecs.goal.code}, packMap(2) .. head .. atMs)
  end
  return {'ok', '0'}
end
local goal = call('HINCRBY', state, 'goal', 1)
call('HDEL', state, 'goalReached')
call('HSET', state, 'goalTitle', ARGV[3], 'goalTarget', ARGV[4], 'goalProgress', '0')
emit(${eventSpecs.goal.code}, packMap(3) .. head .. packText('now') .. packMap(4)
  .. packText('goal') .. packInt(goal) .. packText('title') .. packText(ARGV[3])
  .. packText('target') .. packText(ARGV[4]) .. packText('progress') .. packText('0') .. atMs)
return {'ok', int(goal)}
`;

/** ARGV: run, how many, own account. Answers account, name, coins, …, then own rank and coins. */
export const topLua = `${roomPreamble}
if not status then return {'missing'} end
local flat = {}
local best = call('ZREVRANGE', top, 0, tonumber(ARGV[2]) - 1, 'WITHSCORES')
for i = 1, #best, 2 do
  flat[#flat + 1] = best[i]
  flat[#flat + 1] = call('HGET', names, best[i]) or ''
  flat[#flat + 1] = int(tonumber(best[i + 1]))
end
local rank = call('ZREVRANK', top, ARGV[3])
if not rank then return {'ok', flat} end
return {'ok', flat, rank + 1, int(tonumber(call('ZSCORE', top, ARGV[3])))}
`;

/** ARGV: run, then account, name, coins, … A room that is gone stays so. */
export const raiseTopLua = `${roomPreamble}
if not status then return {'missing'} end
for i = 2, #ARGV, 3 do
  if call('ZADD', top, 'GT', 'CH', ARGV[i + 2], ARGV[i]) == 1 then call('HSET', names, ARGV[i], ARGV[i + 1]) end
end
expireWithRoom(top, names)
return {'ok'}
`;
