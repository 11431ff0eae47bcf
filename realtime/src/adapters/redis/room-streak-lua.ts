import { limits } from '@halobuzz/core/limits';
import { eventSpecs } from '@halobuzz/core/protocol/down';

/** Ends running streaks. Whoever takes one out of the hash tells its end, in the same call: it is told once. */
export const endStreaksLua = `
local function endStreak(key, packed)
  call('HDEL', streaks, key)
  call('ZREM', streakEnds, key)
  local s = cmsgpack.unpack(packed)
  emit(${eventSpecs['streak.ended'].code}, packMap(s.recipient and 8 or 7)
    .. packText('t') .. packText('streak.ended') .. packText('streak') .. packText(s.id)
    .. packText('from') .. packMap(2) .. packText('id') .. packText(s.account) .. packText('name') .. packText(s.name)
    .. packText('gift') .. packText(s.gift)
    .. packText('quantity') .. packInt(s.quantity) .. packText('coins') .. packText(int(s.coins))
    .. (s.recipient and packText('recipient') .. packText(s.recipient) or '')
    .. packText('atMs') .. packInt(nowMs))
end

local function endListed(keys)
  for _, key in ipairs(keys) do
    local packed = call('HGET', streaks, key)
    if packed then endStreak(key, packed) else call('ZREM', streakEnds, key) end
  end
end
local function endDueStreaks()
  endListed(call('ZRANGEBYSCORE', streakEnds, '-inf', int(nowMs), 'LIMIT', 0, ${limits.streaksEndedAtOnceMax}))
end
`;

/**
 * Shows a gift for the first time: it begins a streak or lengthens the running one, and its event says where that
 * stands. The streak's id is the transaction id of its first gift.
 */
export const showInStreakLua = `${endStreaksLua}
local function showInStreak(tx, event)
  local gift = cmsgpack.unpack(event)
  local key = gift.from.id .. '|' .. gift.gift .. '|' .. (gift.recipient or '')
  local packed = call('HGET', streaks, key)
  if packed and tonumber(call('ZSCORE', streakEnds, key) or 0) <= nowMs then
    endStreak(key, packed)
    packed = nil
  end
  if not packed and call('HLEN', streaks) >= ${limits.roomStreaksMax} then
    endListed(call('ZRANGE', streakEnds, 0, 0))
  end
  local s = packed and cmsgpack.unpack(packed)
    or {id = tx, account = gift.from.id, gift = gift.gift, recipient = gift.recipient, quantity = 0, coins = 0}
  s.name = gift.from.name
  s.quantity = s.quantity + gift.quantity
  s.coins = s.coins + tonumber(gift.coins)
  call('HSET', streaks, key, cmsgpack.pack(s))
  call('ZADD', streakEnds, int(nowMs + ${limits.giftStreakTimeoutMs}), key)
  -- The event is a map of fewer than 15 entries: its first byte counts them.
  return emit(${eventSpecs.gift.code}, string.char(string.byte(event) + 1) .. string.sub(event, 2)
    .. packText('streak') .. packMap(3) .. packText('id') .. packText(s.id)
    .. packText('quantity') .. packInt(s.quantity) .. packText('coins') .. packText(int(s.coins)))
end
`;

/** For a newcomer: the newest running streaks, flat, seven fields each. */
export const streaksShownLua = `
local function streaksShown()
  local flat = {}
  local keys = call('ZREVRANGE', streakEnds, 0, ${limits.streaksShownMax - 1})
  if #keys == 0 then return flat end
  for _, packed in ipairs(call('HMGET', streaks, unpack(keys))) do
    if packed then
      local s = cmsgpack.unpack(packed)
      for _, field in ipairs({s.id, s.account, s.name, s.gift, s.recipient or '', int(s.quantity), int(s.coins)}) do
        flat[#flat + 1] = field
      end
    end
  end
  return flat
end
`;
