import type { Redis } from 'ioredis';
import { luaScript, replyInt } from '../../../adapters/redis/lua-script.ts';

/** KEYS: a stream. ARGV: a text. Answers how many entries went. */
const forgetScript = luaScript(`
local log, marker = KEYS[1], ARGV[1]
local kept, gone = {}, 0
for _, entry in ipairs(redis.call('XRANGE', log, '-', '+')) do
  local hit = false
  for _, field in ipairs(entry[2]) do hit = hit or string.find(field, marker, 1, true) ~= nil end
  if hit then gone = gone + 1 else kept[#kept + 1] = entry end
end
if gone == 0 then return 0 end
local last
local info = redis.call('XINFO', 'STREAM', log)
for i = 1, #info, 2 do if info[i] == 'last-generated-id' then last = info[i + 1] end end
local left = redis.call('PTTL', log)
redis.call('UNLINK', log)
for _, entry in ipairs(kept) do redis.call('XADD', log, entry[1], unpack(entry[2])) end
if #kept == 0 then
  redis.call('XADD', log, last, 'c', '')
  redis.call('XDEL', log, last)
end
redis.call('XSETID', log, last)
if left > 0 then redis.call('PEXPIRE', log, left) end
return gone
`);

/**
 * Writes a stream anew without the entries that hold a text. Entries that are only deleted stay in the memory and the files of
 * Redis until all around them are deleted too. Ids and the last id stay, so that whoever reads on notices what is missing.
 * @returns how many went
 */
export async function forgetInLog(redis: Redis, log: string, text: string): Promise<number> {
  return replyInt(await forgetScript(redis, [log], [text]));
}
