import { controlKeys } from '@halobuzz/core/rooms/keys';
import { type SwitchState, switchStateSchema } from '@halobuzz/core/switches/switches';
import type { Redis } from 'ioredis';
import { luaScript, replyText } from './lua-script.ts';

/**
 * Writes the state unless a newer one, or the same, stands there, and has everybody who listens look at it: channels are shared by
 * all databases of a server, keys are not. What stands there and cannot be read is replaced.
 */
const publish = luaScript(`
local there = redis.call('GET', KEYS[1])
if there then
  local ok, state = pcall(cjson.decode, there)
  if ok and type(state) == 'table' and tonumber(state.version) and tonumber(state.version) >= tonumber(ARGV[1]) then
    return there
  end
end
redis.call('SET', KEYS[1], ARGV[2])
redis.call('PUBLISH', KEYS[2], ARGV[1])
return ARGV[2]
`);

/** Brings what others read up to this state, never back behind it. @returns what stands there now */
export async function publishSwitchState(control: Redis, state: SwitchState): Promise<SwitchState> {
  const keys = [controlKeys.switches, controlKeys.switchChannel];
  const reply = await publish(control, keys, [String(state.version), JSON.stringify(state)]);
  return decode(replyText(reply) ?? '') ?? state;
}

/** What was published last; undefined when nothing was, or nothing that can be read. */
export async function readSwitchState(control: Redis): Promise<SwitchState | undefined> {
  const text = await control.get(controlKeys.switches);
  return text === null ? undefined : decode(text);
}

/** Undefined when this build cannot read it. */
function decode(text: string): SwitchState | undefined {
  try {
    return switchStateSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
