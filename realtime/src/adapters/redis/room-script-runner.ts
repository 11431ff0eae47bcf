import { roomKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';
import { type LuaScript, replyList, type ScriptArgument } from './lua-script.ts';
import { type RunId, trackRunId } from './run-id.ts';

/** Runs scripts on one room's keys, each one atomic call. */
export class RoomScriptRunner {
  readonly redis: Redis;
  readonly #runId: RunId;

  constructor(redis: Redis) {
    this.redis = redis;
    this.#runId = trackRunId(redis);
  }

  /** `ownKey`: the one key that is this call's own. Rejects when the server cannot be asked in time. */
  async run(
    script: LuaScript,
    room: string,
    args: readonly ScriptArgument[],
    ownKey?: string,
  ): Promise<readonly unknown[]> {
    const runId = await this.#runId.current();
    const keys = roomKeyList(room);
    return replyList(
      await script(this.redis, ownKey === undefined ? keys : [...keys, ownKey], [runId, ...args]),
      'room script',
    );
  }
}

/** The order in which every room script takes its keys. */
function roomKeyList(room: string): string[] {
  const keys = roomKeys(room);
  return [
    keys.state,
    keys.log,
    keys.nodes,
    keys.unique,
    keys.chat,
    keys.top,
    keys.names,
    keys.members,
    keys.applied,
    keys.shown,
    keys.channel,
    keys.chatBodies,
    keys.rules,
    keys.spoke,
    keys.acts,
    keys.streaks,
    keys.streakEnds,
  ];
}
