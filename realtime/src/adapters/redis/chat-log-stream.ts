import { limits } from '@halobuzz/core/limits';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';
import { luaScript, replyInt, replyList, replyText } from './lua-script.ts';

/** Messages on their way to be kept, as one gateway sent them at once. */
export interface ChatLogEntry {
  readonly id: string;
  /** `event` as the gateway encoded it. */
  readonly said: readonly { readonly roomId: string; readonly event: Buffer }[];
}

/** ARGV: messages, then room, event, … The count of messages bounds the stream, as its entries are of any length. */
const append = luaScript(`
local waiting = tonumber(redis.call('GET', KEYS[2]) or '0')
if waiting + tonumber(ARGV[1]) > ${limits.chatLogMessagesMax} then return 0 end
redis.call('XADD', KEYS[1], '*', unpack(ARGV, 2))
redis.call('INCRBY', KEYS[2], ARGV[1])
return 1
`);

/** ARGV: id, messages, … Of two who forget the same entry one counts; an empty stream holds nothing, whatever was counted. */
const forget = luaScript(`
for i = 1, #ARGV, 2 do
  if redis.call('XDEL', KEYS[1], ARGV[i]) == 1 then redis.call('DECRBY', KEYS[2], ARGV[i + 1]) end
end
if redis.call('XLEN', KEYS[1]) == 0 then redis.call('DEL', KEYS[1], KEYS[2]) end
return 1
`);

const keys = [controlKeys.chatLog, controlKeys.chatLogCount];

/** @returns false when too many wait: then nothing was kept. Rejects when the server cannot be asked. */
export async function appendChatLog(
  control: Redis,
  said: readonly { readonly roomId: string; readonly event: Uint8Array }[],
): Promise<boolean> {
  const pairs = said.flatMap(({ roomId, event }) => [roomId, event]);
  return replyInt(await append(control, keys, [said.length, ...pairs])) === 1;
}

/** The oldest entries. */
export async function readChatLog(control: Redis, count: number): Promise<readonly ChatLogEntry[]> {
  const found = await control.xrangeBuffer(controlKeys.chatLog, '-', '+', 'COUNT', count);
  return found.map(([id, fields]) => ({ id: id.toString('latin1'), said: saidOf(fields) }));
}

export async function forgetChatLog(control: Redis, entries: readonly ChatLogEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await forget(
    control,
    keys,
    entries.flatMap(({ id, said }) => [id, said.length]),
  );
}

function saidOf(fields: readonly unknown[]): ChatLogEntry['said'] {
  const said: { roomId: string; event: Buffer }[] = [];
  const flat = replyList(fields, 'chat log');
  for (let at = 0; at + 1 < flat.length; at += 2) {
    const [room, event] = [flat[at], flat[at + 1]];
    if (Buffer.isBuffer(event)) said.push({ roomId: replyText(room) ?? '', event });
  }
  return said;
}
