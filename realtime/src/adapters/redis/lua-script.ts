import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';

export type ScriptArgument = string | number | Uint8Array;

/** A Lua script that runs by its digest, and is sent whole when the server does not know it (a fresh or failed-over one). */
export type LuaScript = (redis: Redis, keys: readonly string[], args: readonly ScriptArgument[]) => Promise<unknown>;

/** Replies come as `Buffer`s, so that encoded events pass through unharmed. Rejects with what the server or connection said. */
export function luaScript(source: string): LuaScript {
  const digest = createHash('sha1').update(source).digest('hex');
  return async (redis, keys, args) => {
    const rest = [keys.length, ...keys, ...args.map(toWire)];
    try {
      return await redis.callBuffer('EVALSHA', [digest, ...rest]);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return await redis.callBuffer('EVAL', [source, ...rest]);
    }
  };
}

function toWire(argument: ScriptArgument): string | number | Buffer {
  return argument instanceof Uint8Array
    ? Buffer.from(argument.buffer, argument.byteOffset, argument.byteLength)
    : argument;
}

/** A reply's array, or an error that names the script: the server answered something this build does not know. */
export function replyList(reply: unknown, script: string): readonly unknown[] {
  if (Array.isArray(reply)) return reply;
  throw new Error(`${script}: unexpected reply`);
}

/** A reply's text; undefined when it is none. */
export function replyText(value: unknown): string | undefined {
  if (Buffer.isBuffer(value)) return value.toString('utf8');
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : undefined;
}

/** A reply's integer; 0 when absent. */
export function replyInt(value: unknown): number {
  const number = Number(replyText(value) ?? 0);
  return Number.isFinite(number) ? number : 0;
}

/** A flat `[key, value, …]` reply as a map. */
export function replyMap(value: unknown): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  if (!Array.isArray(value)) return map;
  for (let i = 0; i + 1 < value.length; i += 2) map.set(replyText(value[i]) ?? '', replyText(value[i + 1]) ?? '');
  return map;
}
