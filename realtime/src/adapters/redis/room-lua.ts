import { limits } from '@halobuzz/core/limits';
import { eventSpecs } from '@halobuzz/core/protocol/down';
import { ENVELOPE_VERSION } from '@halobuzz/core/rooms/envelope';

/**
 * The Lua of rooms. KEYS are always the eleven of `roomKeys`, in the order of {@link roomKeyOrder}, then, where one node
 * acts, its own member hash. ARGV[1] is always the server's `run_id` as the caller's connection knows it.
 *
 * Numbers are written by `%.0f`: `tostring` loses digits. MessagePack is written by hand, because cmsgpack gives numbers
 * above 2^32 as 64-bit integers, which JavaScript readers take for bigints.
 */
const preamble = `
local state, log, nodes, unique, chat, top, names, members, applied, shown, channel =
  KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10], KEYS[11]
local call = redis.call
local clock = call('TIME')
local nowMs = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
local status = call('HGET', state, 'status')

local function int(n) return string.format('%.0f', n) end

local function packText(s)
  if #s < 32 then return string.char(160 + #s) .. s end
  if #s < 256 then return string.char(217, #s) .. s end
  return string.char(218) .. struct.pack('>H', #s) .. s
end
local function packInt(n)
  if n < 128 then return string.char(n) end
  if n < 4294967296 then return string.char(206) .. struct.pack('>I4', n) end
  return string.char(203) .. struct.pack('>d', n)
end

local function publish(lane, code, epoch, offset, body)
  call('PUBLISH', channel, struct.pack('>BBBBI4dd', ${ENVELOPE_VERSION}, lane, code, 1, epoch, offset, nowMs) .. body)
end

-- A server with another run id may have lost a tail: offsets would be given out twice. A new epoch says so.
local function fence()
  if call('HGET', state, 'run') == ARGV[1] then return end
  local epoch = math.max(tonumber(call('HGET', state, 'epoch')) + 1, tonumber(clock[1]))
  call('HSET', state, 'run', ARGV[1], 'epoch', int(epoch))
  call('DEL', log)
end

-- The one place that gives out an offset, stores the event under it and publishes it.
local function emit(code, body)
  fence()
  local offset = call('HINCRBY', state, 'offset', 1)
  local epoch = call('HGET', state, 'epoch')
  call('XADD', log, 'MAXLEN', ${limits.roomHistoryEventsMax}, epoch .. '-' .. int(offset), 'c', code, 'e', body)
  publish(1, code, tonumber(epoch), offset, body)
  return epoch, int(offset)
end

local function packHost(online)
  return string.char(131) .. packText('t') .. packText('host') .. packText('online')
    .. string.char(online and 195 or 194) .. packText('atMs') .. packInt(nowMs)
end

local function setHostOnline(online)
  call('HSET', state, 'hostOnline', online and '1' or '0')
  if status == 'live' then emit(${eventSpecs.host.code}, packHost(online)) end
end

-- Takes sockets of an account away; true when it was the account's last in the room.
local function removeMember(account, sockets)
  if call('HINCRBY', members, account, -sockets) > 0 then return false end
  call('HDEL', members, account)
  if not call('ZSCORE', top, account) then call('HDEL', names, account) end
  if account == call('HGET', state, 'host') then setHostOnline(false) end
  return true
end

-- A key made after the end must not outlive the room.
local function expireWithRoom(...)
  if status ~= 'ended' then return end
  local left = call('PTTL', state)
  if left <= 0 then return end
  for _, key in ipairs({...}) do call('PEXPIRE', key, left, 'NX') end
end

local function notAfter(appliedEntry, epoch, sequence)
  if not appliedEntry then return true end
  local e, s = string.match(appliedEntry, '^(%d+)-(%d+)$')
  e, s = tonumber(e), tonumber(s)
  return e < epoch or (e == epoch and s < sequence)
end
`;

/** ARGV: run, then field, value, … of the state. */
export const createRoomLua = `${preamble}
if status then return {'exists', call('HGET', state, 'epoch')} end
local epoch = clock[1]
call('HSET', state, 'status', 'live', 'run', ARGV[1], 'epoch', epoch, 'offset', '0', 'likes', '0', 'peak', '0',
  'coins', '0', 'gifts', '0', 'diamonds', '0', 'hostOnline', '0', unpack(ARGV, 2))
return {'ok', epoch}
`;

/** ARGV: run, event code, event. */
export const appendReliableLua = `${preamble}
if not status then return {'missing'} end
if status == 'ended' then return {'ended'} end
return {'ok', emit(tonumber(ARGV[2]), ARGV[3])}
`;

/** ARGV: run, shard, epoch, sequence, tx, event. */
export const showGiftLua = `${preamble}
if not status then return {'missing'} end
if status == 'ended' then return {'ended'} end
if not notAfter(call('HGET', applied, ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])) then return {'applied'} end
if call('SADD', shown, ARGV[5]) == 0 then return {'shown'} end
return {'ok', emit(${eventSpecs.gift.code}, ARGV[6])}
`;

/** ARGV: run, shard, epoch, sequence, tx, event, account, name, coins, earned. */
export const projectGiftLua = `${preamble}
if not status then return {'missing'} end
if not notAfter(call('HGET', applied, ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])) then return {'applied'} end
local outcome = {'ok'}
if call('SREM', shown, ARGV[5]) == 0 and status == 'live' and #ARGV[6] > 0 then
  outcome = {'shown', emit(${eventSpecs.gift.code}, ARGV[6])}
end
call('HINCRBY', state, 'coins', ARGV[9])
call('HINCRBY', state, 'gifts', 1)
call('HINCRBY', state, 'diamonds', ARGV[10])
call('ZINCRBY', top, ARGV[9], ARGV[7])
call('HSET', names, ARGV[7], ARGV[8])
call('HSET', applied, ARGV[2], ARGV[3] .. '-' .. ARGV[4])
expireWithRoom(top, names, applied)
return outcome
`;

/** ARGV: run, message id, event, 1 when the id is the client's and may come again. KEYS[12]: the id's own key. */
export const appendChatLua = `${preamble}
if not status then return {'missing'} end
if status == 'ended' then return {'ended'} end
if ARGV[4] == '1' and not call('SET', KEYS[12], '1', 'NX', 'PX', ${limits.giftIdWindowMs}) then return {'duplicate'} end
call('LPUSH', chat, ARGV[3])
call('LTRIM', chat, 0, ${limits.roomChatHistoryMax - 1})
publish(0, ${eventSpecs.chat.code}, tonumber(call('HGET', state, 'epoch')), 0, ARGV[3])
return {'ok'}
`;

/** ARGV: run, likes. */
export const likeLua = `${preamble}
if not status then return {'missing'} end
if status == 'ended' then return {'ended'} end
local total = call('HINCRBY', state, 'likes', ARGV[2])
publish(0, ${eventSpecs.likes.code}, tonumber(call('HGET', state, 'epoch')), 0,
  string.char(130) .. packText('t') .. packText('likes') .. packText('total') .. packInt(total))
return {'ok', int(total)}
`;

const snapshotLua = `
local topFlat = {}
local best = call('ZREVRANGE', top, 0, ${limits.topGiftersShownMax - 1}, 'WITHSCORES')
for i = 1, #best, 2 do
  topFlat[#topFlat + 1] = best[i]
  topFlat[#topFlat + 1] = call('HGET', names, best[i]) or ''
  topFlat[#topFlat + 1] = int(tonumber(best[i + 1]))
end
local function snapshot()
  return call('HGETALL', state), call('LRANGE', chat, 0, -1), topFlat, call('HGETALL', nodes)
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

/** ARGV: run, node field, account, name, joined event, point epoch or '', point offset. KEYS[12]: the node's members. */
export const enterLua = `${preamble}${recoverLua}
if not status then return {'missing'} end
if status == 'ended' then return {'ended'} end
fence()
call('HINCRBY', KEYS[12], ARGV[3], 1)
call('HINCRBY', nodes, ARGV[2], 1)
call('HSET', names, ARGV[3], ARGV[4])
call('PFADD', unique, ARGV[3])
if call('HINCRBY', members, ARGV[3], 1) == 1 then
  if ARGV[3] == call('HGET', state, 'host') then setHostOnline(true) end
  if call('HLEN', members) <= ${limits.presenceEventsViewersMax} then
    publish(0, ${eventSpecs.joined.code}, tonumber(call('HGET', state, 'epoch')), 0, ARGV[5])
  end
end
${snapshotLua}
local events = false
if ARGV[6] ~= '' then events = recover(6) end
return {'ok', events and 1 or 0, events or {}, snapshot()}
`;

/** ARGV: run, node field, account, left event. KEYS[12]: the node's members. */
export const leaveLua = `${preamble}
if not status then return {'missing'} end
local mine = call('HINCRBY', KEYS[12], ARGV[3], -1)
if mine <= 0 then call('HDEL', KEYS[12], ARGV[3]) end
if mine < 0 then return {'absent'} end
if call('HINCRBY', nodes, ARGV[2], -1) <= 0 then call('HDEL', nodes, ARGV[2]) end
local small = call('HLEN', members) <= ${limits.presenceEventsViewersMax}
if removeMember(ARGV[3], 1) and small and status == 'live' then
  publish(0, ${eventSpecs.left.code}, tonumber(call('HGET', state, 'epoch')), 0, ARGV[4])
end
expireWithRoom(nodes, KEYS[12])
return {'ok'}
`;

/**
 * ARGV: run, node field, joined sockets of the node, viewers as the node last summed them. KEYS[12]: the node's members.
 * The count set here corrects what a lost reply or a restarted server left wrong.
 */
export const beatLua = `${preamble}
if not status then return {'missing'} end
if status == 'live' then
  fence()
  if tonumber(ARGV[3]) > 0 then call('HSET', nodes, ARGV[2], ARGV[3]) else call('HDEL', nodes, ARGV[2]) end
  local peak = tonumber(call('HGET', state, 'peak'))
  if tonumber(ARGV[4]) > peak then call('HSET', state, 'peak', ARGV[4]) end
end
local head = call('HMGET', state, 'epoch', 'offset', 'peak')
return {'ok', status, head[1], head[2], head[3], call('HLEN', KEYS[12]), call('HGETALL', nodes)}
`;

/** ARGV: run, node field, then account, sockets, name, … KEYS[12]: the node's members. Repeats are harmless. */
export const restoreLua = `${preamble}
if status ~= 'live' then return {status or 'missing'} end
for i = 3, #ARGV, 3 do
  local account, sockets = ARGV[i], tonumber(ARGV[i + 1])
  if call('HSETNX', KEYS[12], account, sockets) == 1 then
    call('PFADD', unique, account)
    call('HSET', names, account, ARGV[i + 2])
    if call('HINCRBY', members, account, sockets) == sockets and account == call('HGET', state, 'host') then
      setHostOnline(true)
    end
  end
end
return {'ok'}
`;

/** ARGV: run, node field of a node that is gone. KEYS[12]: its members. */
export const dropNodeLua = `${preamble}
if not status then return {'missing'} end
local gone = call('HGETALL', KEYS[12])
for i = 1, #gone, 2 do removeMember(gone[i], tonumber(gone[i + 1])) end
call('DEL', KEYS[12])
call('HDEL', nodes, ARGV[2])
return {'ok'}
`;

/** ARGV: run, epoch, offset: the events behind that point. */
export const recoverEventsLua = `${preamble}${recoverLua}
if not status then return {'missing'} end
local events = recover(2)
local head = call('HMGET', state, 'epoch', 'offset')
return {'ok', events and 1 or 0, events or {}, head[1], head[2]}
`;

/** Reads the state without joining. */
export const readRoomLua = `${preamble}
if not status then return {'missing'} end
${snapshotLua}
return {'ok', call('PFCOUNT', unique), snapshot()}
`;

/** ARGV: run, reason. Ending again changes nothing and answers the same facts. */
export const endRoomLua = `${preamble}
if not status then return {'missing'} end
local result = 'ended'
if status == 'live' then
  result = 'ok'
  local peak, coins = call('HGET', state, 'peak'), call('HGET', state, 'coins')
  local uniqueViewers = call('PFCOUNT', unique)
  emit(${eventSpecs.ended.code}, string.char(134) .. packText('t') .. packText('ended')
    .. packText('reason') .. packText(ARGV[2]) .. packText('atMs') .. packInt(nowMs)
    .. packText('peakViewers') .. packInt(tonumber(peak))
    .. packText('uniqueViewers') .. packInt(uniqueViewers)
    .. packText('coins') .. packText(coins))
  call('HSET', state, 'status', 'ended', 'endedAtMs', int(nowMs), 'endReason', ARGV[2], 'unique', int(uniqueViewers))
  for _, key in ipairs(KEYS) do call('PEXPIRE', key, ${limits.roomKeysLifeAfterEndMs}) end
  local fields = call('HKEYS', nodes)
  for _, field in ipairs(fields) do call('PEXPIRE', members .. ':' .. field, ${limits.roomKeysLifeAfterEndMs}) end
end
${snapshotLua}
return {result, call('PFCOUNT', unique), snapshot()}
`;

/**
 * ARGV: run, cursor, limit. Small rooms give pages in the order of account ids; large ones are walked as the hash lies,
 * so that no call reads a whole large room.
 */
export const viewersLua = `${preamble}
if not status then return {'missing'} end
local wanted = tonumber(ARGV[3])
local ids, nextCursor = {}, ''
local kind, at = string.match(ARGV[2], '^([as]):(.*)$')
local small = call('HLEN', members) <= ${limits.viewerPageItemsMax * 5}
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
return {'ok', flat, nextCursor}
`;
