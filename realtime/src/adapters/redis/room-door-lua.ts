import { eventSpecs } from '@halobuzz/core/protocol/down';
import { roomPreamble } from './room-preamble-lua.ts';

/**
 * ARGV: run, version, door (JSON), 1 to hide who watches, title, category, privacy event, invited accounts. A door that is
 * no newer than the one here changes nothing: changes of one broadcast may arrive in any order, and more than once.
 */
export const setDoorLua = `${roomPreamble}
if not status then return {'missing'} end
if status == 'ended' then return {'ended'} end
if tonumber(ARGV[2]) <= tonumber(call('HGET', state, 'door') or '0') then return {'same'} end
call('HSET', state, 'door', ARGV[2], 'privacy', ARGV[3], 'hideViewers', ARGV[4], 'title', ARGV[5], 'category', ARGV[6])
for _, field in ipairs(call('HKEYS', rules)) do
  if string.sub(field, 1, 2) == 'i:' then call('HDEL', rules, field) end
end
for i = 8, #ARGV do call('HSET', rules, 'i:' .. ARGV[i], '1') end
emit(${eventSpecs.privacy.code}, ARGV[7])
return {'ok'}
`;

/** ARGV: run, accounts. The door, then for each whether they are invited, and whether they moderate here. */
export const readDoorLua = `${roomPreamble}
if not status then return {'missing'} end
local flat = {}
for i = 2, #ARGV do
  local found = call('HMGET', rules, 'i:' .. ARGV[i], 'd:' .. ARGV[i])
  flat[#flat + 1] = found[1] or ''
  flat[#flat + 1] = found[2] or ''
end
return {'ok', call('HGET', state, 'privacy') or '', flat}
`;
