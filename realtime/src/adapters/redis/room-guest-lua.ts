import { limits } from '@halobuzz/core/limits';
import { eventSpecs } from '@halobuzz/core/protocol/down';
import { roomPreamble } from './room-preamble-lua.ts';

/**
 * Seats beside the host. The state's `seats` is a JSON list of who sits or sat there, in the order they came: id, subject,
 * name, seated, and for a guest whose sockets are gone `goneAtMs`. `seatsDue`: when the first of those loses the seat.
 * Whoever loses one leaves the act `unseat` for the origin, which takes the right to publish away.
 */
export const seatsLua = `
local function readSeats()
  local text = call('HGET', state, 'seats')
  return text and cjson.decode(text) or {}
end

local function seatOf(known, account)
  for _, seat in ipairs(known) do if seat.id == account then return seat end end
end

local function writeSeats(known)
  call('HSET', state, 'seats', cjson.encode(known))
  local due
  for _, seat in ipairs(known) do
    if seat.seated and seat.goneAtMs then
      local at = seat.goneAtMs + ${limits.guestGraceMs}
      if not due or at < due then due = at end
    end
  end
  if due then call('HSET', state, 'seatsDue', int(due)) else call('HDEL', state, 'seatsDue') end
end

local function tellSeats(known)
  local guests = {}
  for _, seat in ipairs(known) do
    if seat.seated then
      guests[#guests + 1] = packMap(2) .. packText('id') .. packText(seat.id) .. packText('name') .. packText(seat.name)
    end
  end
  -- No more guests than a short list holds.
  emit(${eventSpecs.guests.code}, packMap(3) .. packText('t') .. packText('guests') .. packText('guests')
    .. string.char(144 + #guests) .. table.concat(guests) .. packText('atMs') .. packInt(nowMs))
end

-- Who has left stays known: what they were given while seated is answered when it is repeated.
local function changeSeat(account, subject, name, sits)
  if account == call('HGET', state, 'host') then return 'same' end
  local known, seated = readSeats(), 0
  local mine = seatOf(known, account)
  for _, seat in ipairs(known) do if seat.seated then seated = seated + 1 end end
  if (mine and mine.seated or false) == sits then return 'same' end
  if sits and seated >= ${limits.roomGuestsMax} then return 'full' end
  local kept = {}
  for _, seat in ipairs(known) do if seat ~= mine then kept[#kept + 1] = seat end end
  kept[#kept + 1] = {id = account, subject = subject or mine.subject, name = name or mine.name, seated = sits}
  while #kept > ${limits.roomGuestsKnownMax} do
    for at, seat in ipairs(kept) do if not seat.seated then table.remove(kept, at) break end end
  end
  writeSeats(kept)
  tellSeats(kept)
  return 'ok'
end

-- why: left, removed, gone, mute, kick or ban. True when they sat there.
local function unseat(account, by, why)
  if changeSeat(account, nil, nil, false) ~= 'ok' then return false end
  call('XADD', acts, '*', 'act', 'unseat', 'by', by, 'host', call('HGET', state, 'host'), 'at', int(nowMs),
    'who', account, 'why', why)
  return true
end

-- A guest's last socket went: the seat is kept for a while.
local function guestGone(account)
  local text = call('HGET', state, 'seats')
  if not text or status ~= 'live' then return end
  local known = cjson.decode(text)
  local mine = seatOf(known, account)
  if not mine or not mine.seated then return end
  mine.goneAtMs = nowMs
  writeSeats(known)
end

local function guestBack(account)
  if call('HEXISTS', state, 'seatsDue') == 0 then return end
  local known = readSeats()
  local mine = seatOf(known, account)
  if not mine or not mine.goneAtMs then return end
  mine.goneAtMs = nil
  writeSeats(known)
end

local function endDueSeats()
  local due = call('HGET', state, 'seatsDue')
  if not due or tonumber(due) > nowMs or call('XLEN', acts) >= ${limits.roomActsMax} then return end
  for _, seat in ipairs(readSeats()) do
    if seat.seated and seat.goneAtMs and seat.goneAtMs + ${limits.guestGraceMs} <= nowMs then
      -- A node that came back may have brought them along.
      if call('HEXISTS', members, seat.id) == 1 then guestBack(seat.id) else unseat(seat.id, seat.id, 'gone') end
    end
  end
end
`;

/**
 * Who asks for a seat (k is r) and who is invited (i): the state's `asks`, a JSON list of k, id, name, subject (of who asks)
 * and untilMs. Each change has a number, `asksRound`, and is told to nodes as that number, whom it concerns, and the list.
 */
export const asksLua = `
local function readAsks()
  local text = call('HGET', state, 'asks')
  local standing = {}
  for _, ask in ipairs(text and cjson.decode(text) or {}) do
    if ask.untilMs > nowMs then standing[#standing + 1] = ask end
  end
  return standing
end

local function askOf(asks, account)
  for at, ask in ipairs(asks) do if ask.id == account then return ask, at end end
end

local function writeAsks(asks, account)
  local text = ''
  if #asks > 0 then
    text = cjson.encode(asks)
    call('HSET', state, 'asks', text)
  else call('HDEL', state, 'asks') end
  local round = call('HINCRBY', state, 'asksRound', 1)
  publish(0, ${eventSpecs['guest.asks'].code}, tonumber(call('HGET', state, 'epoch')), 0,
    int(round) .. '|' .. account .. '|' .. text)
end

local function dropAsk(asks, account)
  local _, at = askOf(asks, account)
  if not at then return false end
  table.remove(asks, at)
  writeAsks(asks, account)
  return true
end

-- Whoever is sent away or muted sits and waits here no more.
local function noGuest(account, by, why)
  unseat(account, by, why)
  dropAsk(readAsks(), account)
end
`;

/**
 * ARGV: run, act, account, name, subject, 1 for an admin, whom or ''. Answers `ok` (changed) or `same`, then 1 when the
 * person concerned sits there now.
 */
export const guestLua = `${roomPreamble}${seatsLua}${asksLua}
if not status then return {'missing'} end
if status == 'ended' then return {'ended'} end
local act, me, name, subject, who = ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[7]
local hosts = me == call('HGET', state, 'host')
local known, asks = readSeats(), readAsks()
-- Whose seat it is about.
local guest = who ~= '' and who or me
local ask = askOf(asks, guest)
local seat = seatOf(known, guest)
local seated = seat and seat.seated or false

local function barred(account)
  local found = call('HMGET', rules, 'm:' .. account, 'k:' .. account, 'b:' .. account)
  return inForce(found[1]) or inForce(found[2]) or inForce(found[3])
end
local function waiting(kind)
  local count = 0
  for _, each in ipairs(asks) do if each.k == kind then count = count + 1 end end
  return count
end
local function sitDown(theirSubject, theirName)
  local result = changeSeat(guest, theirSubject, theirName, true)
  if result == 'full' then return {'full'} end
  dropAsk(asks, guest)
  return {result, 1}
end

if act == 'leave' or act == 'remove' then
  local rank = act == 'remove' and rankOf(me, ARGV[6] == '1')
  if rank == 0 then return {'forbidden'} end
  if rank and not hosts and rankOfOther(guest) >= rank then return {'protected'} end
  if not seated then return {'same', 0} end
  if call('XLEN', acts) >= ${limits.roomActsMax} then return {'busy'} end
  unseat(guest, me, act == 'leave' and 'left' or 'removed')
  return {'ok', 0}
end

if act == 'cancel' or act == 'decline' then
  if who ~= '' and who ~= me and not hosts then return {'forbidden'} end
  local mine = ask and (act == 'decline' and (hosts or ask.k == 'i') or act == 'cancel' and ask.k == 'r')
  if not mine then return {'same', seated and 1 or 0} end
  dropAsk(asks, guest)
  return {'ok', 0}
end

-- From here on somebody is to sit down, now or once the other agrees.
if act == 'request' and hosts then return {'forbidden'} end
if act == 'invite' and not hosts then return {'forbidden'} end
if act == 'accept' and guest ~= me and not hosts then return {'forbidden'} end
if guest == call('HGET', state, 'host') then return {'forbidden'} end
if seated then return {'same', 1} end
if call('HEXISTS', members, guest) == 0 then return {'absent'} end
if barred(guest) then return {'barred'} end

if act == 'request' then
  if ask and ask.k == 'i' then return sitDown(subject, name) end
  if ask then return {'same', 0} end
  if waiting('r') >= ${limits.guestRequestsMax} then return {'crowded'} end
  asks[#asks + 1] = {k = 'r', id = me, name = name, subject = subject, untilMs = nowMs + ${limits.guestRequestLifeMs}}
  writeAsks(asks, me)
  return {'ok', 0}
end
if act == 'invite' then
  if ask and ask.k == 'r' then return sitDown(ask.subject, ask.name) end
  if ask then return {'same', 0} end
  if waiting('i') >= ${limits.guestInvitationsMax} then return {'crowded'} end
  asks[#asks + 1] = {k = 'i', id = guest, name = call('HGET', names, guest) or '',
    untilMs = nowMs + ${limits.guestInvitationLifeMs}}
  writeAsks(asks, guest)
  return {'ok', 0}
end
if hosts then
  if not ask or ask.k ~= 'r' then return {'gone'} end
  return sitDown(ask.subject, ask.name)
end
if not ask or ask.k ~= 'i' then return {'gone'} end
return sitDown(subject, name)
`;

/** ARGV: run, account, subject, name: sits down without asking anybody. Without the last two the seat is left. */
export const seatGuestLua = `${roomPreamble}${seatsLua}
if not status then return {'missing'} end
if status == 'ended' then return {'ended'} end
if #ARGV == 4 then return {changeSeat(ARGV[2], ARGV[3], ARGV[4], true)} end
return {unseat(ARGV[2], ARGV[2], 'left') and 'ok' or 'same'}
`;
