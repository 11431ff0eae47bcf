import { encode } from '@halobuzz/core/protocol/codec';
import { type Door, doorSchema } from '@halobuzz/core/streams/entry';
import { publicPrivacy, shownPrivacy } from '@halobuzz/core/streams/privacy';
import { luaScript, replyList, replyText } from './lua-script.ts';
import * as lua from './room-door-lua.ts';
import type { RoomScriptRunner } from './room-script-runner.ts';

/** What a room is told when its host changes who may enter, or what it is called. */
export interface DoorChange {
  readonly door: Door;
  readonly title: string;
  readonly category: string;
  /** Accounts. */
  readonly invited: readonly string[];
  readonly atMs: number;
}

export interface DoorReading {
  readonly door: Door;
  /** Of the accounts that were asked for, in their order. */
  readonly standings: readonly { readonly invited: boolean; readonly moderator: boolean }[];
}

/** The door of a room that was made without one: by an older origin. */
export const openDoor: Door = { version: 0, passwordVersion: 0, privacy: publicPrivacy };

const scripts = { set: luaScript(lua.setDoorLua), read: luaScript(lua.readDoorLua) } as const;

/** Who may enter a room, as its Redis knows it. Rejects as `RoomScripts`. */
export class RoomDoorScripts {
  readonly #runner: RoomScriptRunner;

  constructor(runner: RoomScriptRunner) {
    this.#runner = runner;
  }

  /** Takes a newer door over and tells the room; `same` for one that is no newer. */
  async set(room: string, change: DoorChange): Promise<'ok' | 'same' | 'missing' | 'ended'> {
    const { door, title, category, invited, atMs } = change;
    const event = encode({ t: 'privacy', privacy: shownPrivacy(door.privacy), atMs });
    const facts = [door.version, JSON.stringify(door), door.privacy.hideViewers ? 1 : 0, title, category, event];
    const kind = replyText((await this.#runner.run(scripts.set, room, [...facts, ...invited]))[0]);
    return kind === 'ok' || kind === 'same' || kind === 'ended' ? kind : 'missing';
  }

  /** Undefined when there is no such room. */
  async read(room: string, accounts: readonly string[]): Promise<DoorReading | undefined> {
    const answer = await this.#runner.run(scripts.read, room, accounts);
    if (replyText(answer[0]) !== 'ok') return undefined;
    const flat = replyList(answer[2], 'door');
    return {
      door: doorOf(replyText(answer[1])),
      standings: accounts.map((_, at) => ({
        invited: replyText(flat[at * 2]) === '1',
        moderator: replyText(flat[at * 2 + 1]) === '1',
      })),
    };
  }
}

/** Reads the state's field `privacy`. @throws when it holds something else */
export function doorOf(text: string | undefined): Door {
  return text === undefined || text === '' ? openDoor : doorSchema.parse(JSON.parse(text));
}
