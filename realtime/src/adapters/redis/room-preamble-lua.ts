import { limits } from '@halobuzz/core/limits';
import { eventSpecs } from '@halobuzz/core/protocol/down';
import { ENVELOPE_VERSION } from '@halobuzz/core/rooms/envelope';

/** What keys are called, and the server's clock. */
const keysAndClock = `
local state, log, nodes, unique, chat, top, names, members, applied, shown, channel =
  KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10], KEYS[11]
local bodies, rules, spoke, acts, streaks, streakEnds, own =
  KEYS[12], KEYS[13], KEYS[14], KEYS[15], KEYS[16], KEYS[17], KEYS[18]
local call = redis.call
local clock = call('TIME')
local nowMs = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
`;

const packing = `local function int(n) return string.format('%.0f', n) end

local function packText(s)
  if #s < 32 then return string.char(160 + #s) .. s end
  if #s < 256 then return string.char(217, #s) .. s end
  return string.char(218) .. struct.pack('>H', #s) .. s
end
local function packMap(n) return string.char(128 + n) end
local function publish(lane, code, epoch, offset, body)
  call('PUBLISH', channel, struct.pack('>BBBBI4dd', ${ENVELOPE_VERSION}, lane, code, 1, epoch, offset, nowMs) .. body)
end

-- The end of a sanction in ms, 0 for ever, or nil when none is in force.
local function inForce(value)
  local at = value and tonumber(value)
  if at and (at == 0 or at > nowMs) then return at end
  return nil
end
`;

/**
 * For chat, the hot path: what {@link roomPreamble} has that a message needs. A script makes its functions anew at each
 * call, and each question to the store costs as much as all of them.
 */
export const chatPreamble = keysAndClock + packing;

/**
 * What every script of a room begins with. KEYS are always those of `roomKeyList` (room-script-runner.ts), then, for some,
 * one key of the call's own. ARGV[1] is always the server's `run_id` as the caller's connection knows it.
 *
 * Numbers are written by `%.0f`: `tostring` loses digits. MessagePack is written by hand, because cmsgpack gives numbers
 * above 2^32 as 64-bit integers, which JavaScript readers take for bigints.
 */
export const roomPreamble = `${keysAndClock}${packing}local status = call('HGET', state, 'status')
local function packInt(n)
  if n < 128 then return string.char(n) end
  if n < 4294967296 then return string.char(206) .. struct.pack('>I4', n) end
  return string.char(203) .. struct.pack('>d', n)
end

local function packFlag(on) return string.char(on and 195 or 194) end


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
  return packMap(3) .. packText('t') .. packText('host') .. packText('online')
    .. packFlag(online) .. packText('atMs') .. packInt(nowMs)
end

local function setHostOnline(online)
  call('HSET', state, 'hostOnline', online and '1' or '0', 'hostAtMs', int(nowMs))
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

-- 0 viewer, 1 moderator, 2 host or admin. Who acts is an admin by their ticket alone.
local function rankOf(account, isAdmin)
  if isAdmin or account == call('HGET', state, 'host') then return 2 end
  return call('HGET', rules, 'd:' .. account) and 1 or 0
end

-- The rank of somebody acted upon: an admin is one whose last ticket said so.
local function rankOfOther(account)
  return rankOf(account, call('HEXISTS', rules, 'a:' .. account) == 1)
end
`;

/** Tells the room what was done to whom; `untilMs` 0 when it has no end of itself. */
export const moderatedEvent = `
local function tellModerated(act, who, untilMs)
  emit(${eventSpecs.moderated.code}, packMap(untilMs > 0 and 5 or 4) .. packText('t') .. packText('moderated')
    .. packText('act') .. packText(act)
    .. packText('who') .. packMap(2) .. packText('id') .. packText(who)
    .. packText('name') .. packText(call('HGET', names, who) or '')
    .. packText('atMs') .. packInt(nowMs)
    .. (untilMs > 0 and packText('untilMs') .. packInt(untilMs) or ''))
end
`;
