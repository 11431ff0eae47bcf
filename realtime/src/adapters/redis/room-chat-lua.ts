import { limits } from '@halobuzz/core/limits';
import { eventSpecs } from '@halobuzz/core/protocol/down';
import { initialRoomSettings } from '@halobuzz/core/protocol/messages/settings';
import { asksLua, seatsLua } from './room-guest-lua.ts';
import { chatPreamble, moderatedEvent, roomPreamble } from './room-preamble-lua.ts';

/** Taking messages away, and the acts' stream: what chat and moderation scripts share. */
const chatEdits = `
local function nowMap(entries) return packMap(entries + 1) .. packText('atMs') .. packInt(nowMs) end

local function unpin()
  call('HDEL', state, 'pinned', 'pinnedId')
  emit(${eventSpecs.pinned.code}, nowMap(1) .. packText('t') .. packText('pinned'))
end

local function packTexts(list)
  local head = #list < 16 and string.char(144 + #list) or (string.char(220) .. struct.pack('>H', #list))
  local parts = {head}
  for i, text in ipairs(list) do parts[i + 1] = packText(text) end
  return table.concat(parts)
end

local function removeMessages(mids, by)
  local pinned = call('HGET', state, 'pinnedId')
  for _, mid in ipairs(mids) do
    call('HDEL', bodies, mid)
    call('LREM', chat, 1, mid)
  end
  emit(${eventSpecs['chat.deleted'].code}, nowMap(3) .. packText('t') .. packText('chat.deleted')
    .. packText('mids') .. packTexts(mids) .. packText('by') .. packText(by))
  for _, mid in ipairs(mids) do if mid == pinned then unpin() end end
end

-- False when too many acts wait for the origin: an act that could not be stored must not be done.
local function mayAct() return call('XLEN', acts) < ${limits.roomActsMax} end
local function record(act, by, ...)
  call('XADD', acts, '*', 'act', act, 'by', by, 'host', call('HGET', state, 'host'), 'at', int(nowMs), ...)
end
`;

/**
 * ARGV: run, message id, event without its reply, 1 when the id is the client's and may come again, account, 1 for an
 * admin, 1 for a follower, 1 when it holds a link, 1 when it holds a listed word, id of the message answered or ''.
 * KEYS[18]: the id's own key. Everything that may refuse a message is looked at in the moment it is stored.
 */
export const appendChatLua = `${chatPreamble}
local account, body = ARGV[5], ARGV[3]
local set = call('HMGET', state, 'epoch', 'host', 'slow', 'followers', 'links', 'filter', 'status', 'closed')
if not set[7] then return {'missing'} end
if set[7] == 'ended' then return {'ended'} end
if ARGV[4] == '1' and not call('SET', own, '1', 'NX', 'PX', ${limits.giftIdWindowMs}) then return {'duplicate'} end
-- Refused: the same id may try again.
local function refuse(...)
  if ARGV[4] == '1' then call('DEL', own) end
  return {...}
end
local mine = call('HMGET', rules, 'm:' .. account, 'b:' .. account, 'k:' .. account, 'd:' .. account)
local above = ARGV[6] == '1' or account == set[2]
local trusted = above or mine[4]
if not above then
  if inForce(mine[2]) or inForce(mine[3]) then return refuse('barred') end
  local mutedUntil = inForce(mine[1])
  if mutedUntil then return refuse('muted', mutedUntil == 0 and '' or int(mutedUntil - nowMs)) end
end
-- By staff, for everybody but them.
if set[8] == '1' and ARGV[6] ~= '1' then return refuse('muted', '') end
if ARGV[9] == '1' and (set[6] or '${initialRoomSettings.keywordFilter ? 1 : 0}') == '1' then return refuse('filtered') end
local links = set[5] or '${initialRoomSettings.links}'
if ARGV[8] == '1' and (links == 'none' or (links == 'moderators' and not trusted)) then return refuse('link') end
if set[4] == '1' and ARGV[7] ~= '1' and not trusted then return refuse('followers') end
local slowMs = trusted and 0 or tonumber(set[3] or '${initialRoomSettings.slowModeSeconds}') * 1000
if slowMs > 0 then
  local waitMs = tonumber(call('ZSCORE', spoke, account) or 0) + slowMs - nowMs
  if waitMs > 0 then return refuse('slow', int(waitMs)) end
end
if ARGV[10] ~= '' then
  local answered = call('HGET', bodies, ARGV[10])
  if not answered then return refuse('unknown') end
  local message = cmsgpack.unpack(answered)
  local quote = message.text
  if #quote > ${limits.chatQuoteBytesMax} then
    local cut = ${limits.chatQuoteBytesMax}
    -- Not in the middle of a character: what follows the cut must begin one.
    while string.byte(quote, cut + 1) >= 128 and string.byte(quote, cut + 1) < 192 do cut = cut - 1 end
    quote = string.sub(quote, 1, cut)
  end
  -- The event is a map of fewer than 15 entries: its first byte counts them.
  body = string.char(string.byte(body) + 1) .. string.sub(body, 2) .. packText('reply') .. packMap(3)
    .. packText('mid') .. packText(ARGV[10]) .. packText('name') .. packText(message.from.name)
    .. packText('text') .. packText(quote)
end
if slowMs > 0 then
  call('ZADD', spoke, int(nowMs), account)
  call('ZREMRANGEBYSCORE', spoke, '-inf', int(nowMs - ${limits.slowModeSecondsMax * 1_000}))
end
call('HSET', bodies, ARGV[2], body)
if call('LPUSH', chat, ARGV[2]) > ${limits.roomChatIndexMax} then
  -- Many at once, so that not every message pays for the one it pushes out.
  call('HDEL', bodies, unpack(call('LRANGE', chat, ${limits.roomChatIndexMin}, -1)))
  call('LTRIM', chat, 0, ${limits.roomChatIndexMin - 1})
end
publish(0, ${eventSpecs.chat.code}, tonumber(set[1]), 0, body)
return {'ok'}
`;

/** ARGV: run, message id, account, 1 for an admin. */
export const deleteChatLua = `${roomPreamble}${chatEdits}
if not status then return {'missing'} end
if status == 'ended' then return {'ended'} end
local mid, account = ARGV[2], ARGV[3]
-- The pinned message outlives its place among the newest.
local pinned = call('HMGET', state, 'pinnedId', 'pinned')
local body = call('HGET', bodies, mid) or (pinned[1] == mid and pinned[2])
if not body then return {'unknown'} end
local author = cmsgpack.unpack(body).from.id
if author == account then
  -- For what is kept of the chat alone: that it cannot be told there keeps nobody from taking their own words back.
  if mayAct() then record('delete', account, 'who', author, 'mid', mid) end
  removeMessages({mid}, 'author')
  return {'ok'}
end
local rank = rankOf(account, ARGV[4] == '1')
if rank == 0 then return {'forbidden'} end
if rankOfOther(author) >= rank then return {'protected'} end
if not mayAct() then return {'busy'} end
record('delete', account, 'who', author, 'mid', mid)
removeMessages({mid}, 'moderator')
return {'ok'}
`;

/** ARGV: run, account, 1 for an admin, message id or '' to take the pinned one off. */
export const pinLua = `${roomPreamble}${chatEdits}
if not status then return {'missing'} end
if status == 'ended' then return {'ended'} end
if rankOf(ARGV[2], ARGV[3] == '1') == 0 then return {'forbidden'} end
local mid = ARGV[4]
if call('HGET', state, 'pinnedId') == (mid ~= '' and mid) then return {'ok'} end
local body = mid ~= '' and call('HGET', bodies, mid)
if mid ~= '' and not body then return {'unknown'} end
if not mayAct() then return {'busy'} end
record(body and 'pin' or 'unpin', ARGV[2], 'mid', mid)
if not body then
  unpin()
  return {'ok'}
end
call('HSET', state, 'pinned', body, 'pinnedId', mid)
emit(${eventSpecs.pinned.code}, nowMap(2) .. packText('t') .. packText('pinned') .. packText('message') .. body)
return {'ok'}
`;

/** ARGV: run, account, 1 for an admin, then what changes, each '' when it does not: slow, followers, links, filter. */
export const settingsLua = `${roomPreamble}${chatEdits}
if not status then return {'missing'} end
if status == 'ended' then return {'ended'} end
if rankOf(ARGV[2], ARGV[3] == '1') == 0 then return {'forbidden'} end
local fields = {'slow', 'followers', 'links', 'filter'}
local set = {'${initialRoomSettings.slowModeSeconds}', '${initialRoomSettings.followersOnly ? 1 : 0}',
  '${initialRoomSettings.links}', '${initialRoomSettings.keywordFilter ? 1 : 0}'}
local changes = {}
for i, field in ipairs(fields) do
  set[i] = call('HGET', state, field) or set[i]
  local wanted = ARGV[3 + i]
  if wanted ~= '' and wanted ~= set[i] then
    set[i] = wanted
    changes[#changes + 1] = field
    changes[#changes + 1] = wanted
  end
end
if #changes > 0 then
  if not mayAct() then return {'busy'} end
  call('HSET', state, unpack(changes))
  record('settings', ARGV[2], unpack(changes))
  emit(${eventSpecs.settings.code}, nowMap(2) .. packText('t') .. packText('settings')
    .. packText('settings') .. packMap(4)
    .. packText('slowModeSeconds') .. packInt(tonumber(set[1])) .. packText('followersOnly') .. packFlag(set[2] == '1')
    .. packText('links') .. packText(set[3]) .. packText('keywordFilter') .. packFlag(set[4] == '1'))
end
return {'ok', unpack(set)}
`;

/**
 * ARGV: run, account, 1 for an admin, act, whom, seconds or '' for no end, reason, 1 to take their messages away.
 * Answers `same` when it was so already.
 */
export const moderateLua = `${roomPreamble}${chatEdits}${moderatedEvent}${seatsLua}${asksLua}
if not status then return {'missing'} end
if status == 'ended' then return {'ended'} end
local by, act, who = ARGV[2], ARGV[4], ARGV[5]
local rank = rankOf(by, ARGV[3] == '1')
local naming = act == 'mod' or act == 'unmod'
if rank == 0 or (naming and rank < 2) then return {'forbidden'} end
if by == who or rankOfOther(who) >= rank then return {'protected'} end
if not mayAct() then return {'busy'} end

local prefixes = {mute = 'm:', unmute = 'm:', kick = 'k:', ban = 'b:', unban = 'b:', mod = 'd:', unmod = 'd:'}
local field = prefixes[act] .. who
local known = call('HGET', rules, field)
local untilMs = 0
if ARGV[6] ~= '' then untilMs = nowMs + tonumber(ARGV[6]) * 1000 end

if act == 'unmute' or act == 'unmod' or act == 'unban' then
  local was = call('HDEL', rules, field) == 1 and (act == 'unmod' or inForce(known))
  -- Whoever is let in again is let in: a kick ends with the ban.
  if act == 'unban' and call('HDEL', rules, 'k:' .. who) == 1 then was = true end
  if not was then return {'same'} end
else
  local asBefore = act == 'mod' and known or (act ~= 'kick' and untilMs == 0 and inForce(known) == 0)
  if asBefore and ARGV[8] ~= '1' then return {'same'} end
  if not known and call('HLEN', rules) >= ${limits.roomRulesMax} then
    local all = call('HGETALL', rules)
    for i = 1, #all, 2 do
      if string.match(all[i], '^[mbk]:') and not inForce(all[i + 1]) then call('HDEL', rules, all[i]) end
    end
    if call('HLEN', rules) >= ${limits.roomRulesMax} then return {'full'} end
  end
  if act == 'mod' then
    local moderators = 0
    for _, other in ipairs(call('HKEYS', rules)) do
      if string.sub(other, 1, 2) == 'd:' then moderators = moderators + 1 end
    end
    if moderators >= ${limits.roomModeratorsMax} then return {'full'} end
  end
  -- Who is banned moderates no more.
  if act == 'ban' then call('HDEL', rules, 'd:' .. who) end
  call('HSET', rules, field, act == 'mod' and '1' or int(untilMs))
end
record(act, by, 'who', who, 'until', untilMs > 0 and int(untilMs) or '', 'reason', ARGV[7])
tellModerated(act, who, untilMs)
if act == 'mute' or act == 'kick' or act == 'ban' then noGuest(who, by, act) end
if ARGV[8] == '1' then
  local all, theirs = call('HGETALL', bodies), {}
  for i = 1, #all, 2 do if cmsgpack.unpack(all[i + 1]).from.id == who then theirs[#theirs + 1] = all[i] end end
  local pinned = call('HMGET', state, 'pinnedId', 'pinned')
  -- It outlives its place among the newest.
  if pinned[1] and call('HEXISTS', bodies, pinned[1]) == 0 and cmsgpack.unpack(pinned[2]).from.id == who then
    theirs[#theirs + 1] = pinned[1]
  end
  if #theirs > 0 then
    record('purge', by, 'who', who, 'mids', table.concat(theirs, ' '))
    removeMessages(theirs, 'moderator')
  end
end
return {'ok', untilMs > 0 and int(untilMs) or ''}
`;
