import { limits } from '@halobuzz/core/limits';
import { eventSpecs } from '@halobuzz/core/protocol/down';
import { seatsLua } from './room-guest-lua.ts';
import { roomPreamble } from './room-preamble-lua.ts';
import { endStreaksLua, streaksShownLua } from './room-streak-lua.ts';

/** ARGV: run, then field, value, … of the state. */
export const createRoomLua = `${roomPreamble}
if status then return {status == 'ended' and 'ended' or 'exists', call('HGET', state, 'epoch')} end
local epoch = clock[1]
call('HSET', state, 'status', 'live', 'run', ARGV[1], 'epoch', epoch, 'offset', '0', 'likes', '0', 'peak', '0',
  'coins', '0', 'gifts', '0', 'diamonds', '0', 'hostOnline', '0', unpack(ARGV, 2))
-- The host's rules may have been laid down beforehand, with an expiry in case the room never comes.
call('HSET', state, 'rulesEpoch', epoch)
call('PERSIST', rules)
return {'ok', epoch}
`;

/** ARGV: run, event code, event. */
export const appendReliableLua = `${roomPreamble}
if not status then return {'missing'} end
if status == 'ended' then return {'ended'} end
return {'ok', emit(tonumber(ARGV[2]), ARGV[3])}
`;

/** ARGV: run, likes. */
export const likeLua = `${roomPreamble}
if not status then return {'missing'} end
if status == 'ended' then return {'ended'} end
local total = call('HINCRBY', state, 'likes', ARGV[2])
publish(0, ${eventSpecs.likes.code}, tonumber(call('HGET', state, 'epoch')), 0,
  string.char(130) .. packText('t') .. packText('likes') .. packText('total') .. packInt(total))
return {'ok', int(total)}
`;

const snapshotLua = `${streaksShownLua}
local topFlat = {}
local best = call('ZREVRANGE', top, 0, ${limits.topGiftersShownMax - 1}, 'WITHSCORES')
for i = 1, #best, 2 do
  topFlat[#topFlat + 1] = best[i]
  topFlat[#topFlat + 1] = call('HGET', names, best[i]) or ''
  topFlat[#topFlat + 1] = int(tonumber(best[i + 1]))
end
local shownChat = call('LRANGE', chat, 0, ${limits.roomChatHistoryMax - 1})
if #shownChat > 0 then shownChat = call('HMGET', bodies, unpack(shownChat)) end
local function snapshot()
  return call('HGETALL', state), shownChat, topFlat, call('HGETALL', nodes), call('HGET', state, 'pinned') or '',
    streaksShown()
end
`;

/** The events behind a point, or false when the history does not reach back to it. ARGV[at], ARGV[at + 1]: epoch, offset. */
const recoverLua = `
local function recover(at)
  local epoch = call('HGET', state, 'epoch')
  if ARGV[at] ~= epoch then return false end
  local from, head = tonumber(ARGV[at + 1]), tonumber(call('HGET', state, 'offset'))
  if from > head then return false end
  if from == head then return {} end
  local found = call('XRANGE', log, epoch .. '-' .. int(from + 1), epoch .. '-' .. int(head))
  if #found ~= head - from then return false end
  local events = {}
  for i, entry in ipairs(found) do events[i] = {entry[2][2], entry[2][4]} end
  return events
end
`;

/**
 * ARGV: run, node field, account, name, joined event, point epoch or '', point offset, 1 for an admin, entered event,
 * 1 for a snapshot, the version of the door at which they were let in. KEYS[18]: the node's members.
 */
export const enterLua = `${roomPreamble}${recoverLua}${seatsLua}
if not status then return {'missing'} end
if status == 'ended' then return {'ended'} end
local field = call('HMGET', rules, 'b:' .. ARGV[3], 'k:' .. ARGV[3], 'm:' .. ARGV[3], 'd:' .. ARGV[3],
  'a:' .. ARGV[3])
if ARGV[8] == '1' then
  -- Known from now on to moderators' commands, which must not touch an admin.
  call('HSET', rules, 'a:' .. ARGV[3], '1')
elseif field[5] then
  -- An admin no more.
  call('HDEL', rules, 'a:' .. ARGV[3])
end
if ARGV[8] ~= '1' and ARGV[3] ~= call('HGET', state, 'host') then
  if inForce(field[1]) then return {'banned'} end
  if inForce(field[2]) then return {'kicked'} end
  -- The door was changed since they were let in.
  if tonumber(call('HGET', state, 'door') or '0') > tonumber(ARGV[11]) then return {'moved'} end
end
local hidden = call('HGET', state, 'hideViewers') == '1'
fence()
call('HINCRBY', own, ARGV[3], 1)
call('HINCRBY', nodes, ARGV[2], 1)
call('HSET', names, ARGV[3], ARGV[4])
call('PFADD', unique, ARGV[3])
if call('HINCRBY', members, ARGV[3], 1) == 1 then
  if ARGV[3] == call('HGET', state, 'host') then setHostOnline(true) else guestBack(ARGV[3]) end
  if hidden then
    -- Nobody is told who comes.
  elseif call('HLEN', members) <= ${limits.presenceEventsViewersMax} then
    publish(0, ${eventSpecs.joined.code}, tonumber(call('HGET', state, 'epoch')), 0, ARGV[5])
  else
    -- Entry effects: so many in each second of the server's clock.
    local second = call('HGET', state, 'effectsSecond')
    if second ~= clock[1] then call('HSET', state, 'effectsSecond', clock[1], 'effects', '0') end
    if call('HINCRBY', state, 'effects', 1) <= ${limits.entryEffectsPerSecondMax} then
      publish(0, ${eventSpecs.entered.code}, tonumber(call('HGET', state, 'epoch')), 0, ARGV[9])
    end
  end
end
local events, muted = false, inForce(field[3])
if ARGV[6] ~= '' then events = recover(6) end
muted = muted and int(muted) or ''
if ARGV[10] ~= '1' then return {'ok', events and 1 or 0, events or {}, muted, field[4] or ''} end
${snapshotLua}
return {'ok', events and 1 or 0, events or {}, muted, field[4] or '', snapshot()}
`;

/** ARGV: run, node field, account, left event. KEYS[18]: the node's members. */
export const leaveLua = `${roomPreamble}${seatsLua}
if not status then return {'missing'} end
local mine = call('HINCRBY', own, ARGV[3], -1)
if mine <= 0 then call('HDEL', own, ARGV[3]) end
if mine < 0 then return {'absent'} end
if call('HINCRBY', nodes, ARGV[2], -1) <= 0 then call('HDEL', nodes, ARGV[2]) end
local told = call('HLEN', members) <= ${limits.presenceEventsViewersMax} and call('HGET', state, 'hideViewers') ~= '1'
local last = removeMember(ARGV[3], 1)
if last then guestGone(ARGV[3]) end
if last and told and status == 'live' then
  publish(0, ${eventSpecs.left.code}, tonumber(call('HGET', state, 'epoch')), 0, ARGV[4])
end
expireWithRoom(nodes, own)
return {'ok'}
`;

/**
 * ARGV: run, node field, joined sockets of the node, viewers as the node last summed them, 1 to have the sockets of its
 * members counted also in a large room. KEYS[18]: the node's members. The count set here corrects what a lost reply or a
 * restarted server left wrong; the sockets of members, -1 when not counted, tell the node what it must correct.
 */
export const beatLua = `${roomPreamble}${endStreaksLua}${seatsLua}
if not status then return {'missing'} end
if status == 'live' then
  fence()
  if tonumber(ARGV[3]) > 0 then call('HSET', nodes, ARGV[2], ARGV[3]) else call('HDEL', nodes, ARGV[2]) end
  local peak = tonumber(call('HGET', state, 'peak'))
  if tonumber(ARGV[4]) > peak then call('HSET', state, 'peak', ARGV[4]) end
  endDueStreaks()
  endDueSeats()
end
local head = call('HMGET', state, 'epoch', 'offset', 'peak')
local accounts, sockets = call('HLEN', own), -1
if ARGV[5] == '1' or accounts <= ${limits.viewerListExactMax} then
  sockets = 0
  for _, each in ipairs(call('HVALS', own)) do sockets = sockets + tonumber(each) end
end
return {'ok', status, head[1], head[2], head[3], accounts, call('HGETALL', nodes), call('PFCOUNT', unique), sockets}
`;

/** ARGV: run, node field, then account, sockets, name, … KEYS[18]: the node's members. Repeats are harmless. */
export const restoreLua = `${roomPreamble}${seatsLua}
if status ~= 'live' then return {status or 'missing'} end
for i = 3, #ARGV, 3 do
  local account, sockets = ARGV[i], tonumber(ARGV[i + 1])
  if call('HSETNX', own, account, sockets) == 1 then
    call('PFADD', unique, account)
    call('HSET', names, account, ARGV[i + 2])
    if call('HINCRBY', members, account, sockets) == sockets then
      if account == call('HGET', state, 'host') then setHostOnline(true) else guestBack(account) end
    end
  end
end
return {'ok'}
`;

/** ARGV: run, node field of a node that is gone. KEYS[18]: its members. */
export const dropNodeLua = `${roomPreamble}${seatsLua}
if not status then return {'missing'} end
local gone = call('HGETALL', own)
for i = 1, #gone, 2 do if removeMember(gone[i], tonumber(gone[i + 1])) then guestGone(gone[i]) end end
call('DEL', own)
call('HDEL', nodes, ARGV[2])
return {'ok'}
`;

/** ARGV: run, epoch, offset: the events behind that point. */
export const recoverEventsLua = `${roomPreamble}${recoverLua}
if not status then return {'missing'} end
local events = recover(2)
local head = call('HMGET', state, 'epoch', 'offset')
return {'ok', events and 1 or 0, events or {}, head[1], head[2]}
`;

/** Reads the state without joining. */
export const readRoomLua = `${roomPreamble}
if not status or call('HGET', state, 'never') then return {'missing'} end
${snapshotLua}
return {'ok', call('PFCOUNT', unique), snapshot()}
`;

/**
 * ARGV: run, reason. Ending again changes nothing and answers the same facts. Running streaks end before the room. A room
 * that is not there leaves word that it is over, for a go-live that has not made it yet. KEYS[18]: who gave in its battle.
 */
export const endRoomLua = `${roomPreamble}${endStreaksLua}
if not status then
  call('HSET', state, 'status', 'ended', 'never', '1', 'epoch', '0', 'offset', '0')
  call('PEXPIRE', state, ${limits.roomKeysLifeAfterEndMs})
end
if not status or call('HGET', state, 'never') then return {'missing'} end
local result = 'ended'
if status == 'live' then
  result = 'ok'
  endListed(call('ZRANGE', streakEnds, 0, -1))
  local peak, coins = call('HGET', state, 'peak'), call('HGET', state, 'coins')
  local uniqueViewers = call('PFCOUNT', unique)
  emit(${eventSpecs.ended.code}, string.char(134) .. packText('t') .. packText('ended')
    .. packText('reason') .. packText(ARGV[2]) .. packText('atMs') .. packInt(nowMs)
    .. packText('peakViewers') .. packInt(tonumber(peak))
    .. packText('uniqueViewers') .. packInt(uniqueViewers)
    .. packText('coins') .. packText(coins))
  call('HSET', state, 'status', 'ended', 'endedAtMs', int(nowMs), 'endReason', ARGV[2], 'unique', int(uniqueViewers))
  for _, key in ipairs(KEYS) do
    -- Acts of moderation stay until the origin has stored them.
    if key ~= acts then call('PEXPIRE', key, ${limits.roomKeysLifeAfterEndMs}) end
  end
  local fields = call('HKEYS', nodes)
  for _, field in ipairs(fields) do call('PEXPIRE', members .. ':' .. field, ${limits.roomKeysLifeAfterEndMs}) end
end
${snapshotLua}
return {result, call('PFCOUNT', unique), snapshot()}
`;

/**
 * ARGV: run, cursor, limit, who asks, 1 for an admin. Small rooms give pages in the order of account ids; large ones are walked as the hash lies,
 * so that no call reads a whole large room.
 */
export const viewersLua = `${roomPreamble}
if not status then return {'missing'} end
if call('HGET', state, 'hideViewers') == '1' and rankOf(ARGV[4], ARGV[5] == '1') == 0 then return {'hidden'} end
local wanted = tonumber(ARGV[3])
local ids, nextCursor = {}, ''
local kind, at = string.match(ARGV[2], '^([as]):(.*)$')
local small = call('HLEN', members) <= ${limits.viewerListExactMax}
-- The cursor is the client's word: it must not have a large room read whole.
if kind == nil or (kind == 'a' and not small) then kind, at = small and 'a' or 's', '' end
if kind == 'a' then
  local all = call('HKEYS', members)
  table.sort(all)
  for _, id in ipairs(all) do
    if id > at then
      if #ids == wanted then nextCursor = 'a:' .. ids[#ids] break end
      ids[#ids + 1] = id
    end
  end
else
  if #at > 15 or not string.match(at, '^%d*$') then return {'cursor'} end
  local found = call('HSCAN', members, at == '' and '0' or at, 'COUNT', wanted)
  for i = 1, #found[2], 2 do if #ids < wanted then ids[#ids + 1] = found[2][i] end end
  if found[1] ~= '0' then nextCursor = 's:' .. found[1] end
end
local flat = {}
for _, id in ipairs(ids) do
  flat[#flat + 1] = id
  flat[#flat + 1] = call('HGET', names, id) or ''
end
local gifters = {}
if not small and ARGV[2] == '' then
  local best = call('ZREVRANGE', top, 0, ${limits.topGiftersShownMax - 1}, 'WITHSCORES')
  for i = 1, #best, 2 do
    if call('HEXISTS', members, best[i]) == 1 then
      gifters[#gifters + 1] = best[i]
      gifters[#gifters + 1] = call('HGET', names, best[i]) or ''
      gifters[#gifters + 1] = int(tonumber(best[i + 1]))
    end
  end
end
return {'ok', flat, nextCursor, small and 0 or 1, gifters}
`;
