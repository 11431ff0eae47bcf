import { eventSpecs } from '@halobuzz/core/protocol/down';
import { roomPreamble } from './room-preamble-lua.ts';

/** ARGV: run, 1 to close the chat for everybody but staff, 0 to open it. Nothing is recorded here: the origin's doing. */
export const closeChatLua = `${roomPreamble}
if not status then return {'missing'} end
if status == 'ended' then return {'ended'} end
if (call('HGET', state, 'closed') or '0') == ARGV[2] then return {'same'} end
if ARGV[2] == '1' then call('HSET', state, 'closed', '1') else call('HDEL', state, 'closed') end
return {'ok'}
`;

/**
 * ARGV: run, message id, chat event. The message is said and laid above the chat, whatever the chat's settings are. The
 * same id again changes nothing.
 */
export const announceLua = `${roomPreamble}
if not status then return {'missing'} end
if status == 'ended' then return {'ended'} end
local mid, body = ARGV[2], ARGV[3]
if call('HEXISTS', bodies, mid) == 1 then return {'same'} end
call('HSET', bodies, mid, body)
call('LPUSH', chat, mid)
publish(0, ${eventSpecs.chat.code}, tonumber(call('HGET', state, 'epoch')), 0, body)
call('HSET', state, 'pinned', body, 'pinnedId', mid)
emit(${eventSpecs.pinned.code}, packMap(3) .. packText('atMs') .. packInt(nowMs) .. packText('t') .. packText('pinned')
  .. packText('message') .. body)
return {'ok'}
`;

/** ARGV: run. What staff see beside the totals. */
export const staffStateLua = `${roomPreamble}
if not status then return {'missing'} end
local found = call('HMGET', state, 'closed', 'hostOnline', 'seats')
return {'ok', found[1] or '', found[2] or '', found[3] or ''}
`;
