import { asksLua, seatsLua } from './room-guest-lua.ts';
import { moderatedEvent, roomPreamble } from './room-preamble-lua.ts';

/** ARGV: run, accounts. For each: banned, kicked, muted until, moderator; '' for no. */
export const standingLua = `${roomPreamble}
if not status then return {'missing'} end
local flat = {}
for i = 2, #ARGV do
  local found = call('HMGET', rules, 'b:' .. ARGV[i], 'k:' .. ARGV[i], 'm:' .. ARGV[i], 'd:' .. ARGV[i])
  local host = ARGV[i] == call('HGET', state, 'host')
  flat[#flat + 1] = not host and inForce(found[1]) and 'banned' or (not host and inForce(found[2]) and 'kicked' or '')
  local muted = inForce(found[3])
  flat[#flat + 1] = muted and int(muted) or ''
  flat[#flat + 1] = found[4] or ''
end
return {'ok', flat}
`;

/**
 * ARGV: run, then field, value, … of the host's bans, mutes and moderators as MongoDB has them. They replace what is
 * here, but not while acts wait to be stored: those MongoDB does not know yet. Before the room exists they are laid
 * down for it. Whoever is banned by this and is in the room is told like by any ban.
 */
export const replaceRulesLua = `${roomPreamble}${moderatedEvent}${seatsLua}${asksLua}
if status == 'ended' then return {'ended'} end
if call('XLEN', acts) > 0 then return {'busy'} end
local before = {}
for _, field in ipairs(call('HKEYS', rules)) do
  if string.match(field, '^[mbd]:') then
    before[field] = call('HGET', rules, field)
    call('HDEL', rules, field)
  end
end
for i = 2, #ARGV, 2 do call('HSET', rules, ARGV[i], ARGV[i + 1]) end
if not status then
  call('PEXPIRE', rules, 600000)
  return {'ok'}
end
fence()
for i = 2, #ARGV, 2 do
  local who = string.match(ARGV[i], '^b:(.*)$')
  local untilMs = inForce(ARGV[i + 1])
  if who and untilMs and not inForce(before[ARGV[i]]) and call('HEXISTS', members, who) == 1 then
    tellModerated('ban', who, untilMs)
    noGuest(who, call('HGET', state, 'host'), 'ban')
  end
end
call('HSET', state, 'rulesEpoch', call('HGET', state, 'epoch'))
return {'ok'}
`;

/** ARGV: run, unban or unmute, whom. The origin's, for what was decided outside of the room: nothing is recorded. */
export const liftLua = `${roomPreamble}${moderatedEvent}
if not status then return {'missing'} end
if status == 'ended' then return {'ended'} end
local field = (ARGV[2] == 'unban' and 'b:' or 'm:') .. ARGV[3]
local was = inForce(call('HGET', rules, field))
call('HDEL', rules, field)
if was then tellModerated(ARGV[2], ARGV[3], 0) end
return {'ok'}
`;

/** ARGV: run, how many: the oldest acts that are not stored yet. */
export const readActsLua = `${roomPreamble}
local found = call('XRANGE', acts, '-', '+', 'COUNT', ARGV[2])
return {'ok', found}
`;

/** ARGV: run, ids of acts that are stored. */
export const forgetActsLua = `${roomPreamble}
for i = 2, #ARGV do call('XDEL', acts, ARGV[i]) end
if call('XLEN', acts) == 0 then call('DEL', acts) end
return {'ok'}
`;
