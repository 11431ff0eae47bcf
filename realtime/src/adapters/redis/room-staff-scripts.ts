import { luaScript, replyText } from './lua-script.ts';
import { seatsOf } from './room-gift-scripts.ts';
import type { RoomScriptRunner } from './room-script-runner.ts';
import * as lua from './room-staff-lua.ts';

/** `same`: it was so already. */
export type StaffActOutcome = 'ok' | 'same' | 'missing' | 'ended';

export interface StaffRoomState {
  readonly chatClosed: boolean;
  readonly hostOnline: boolean;
  /** Accounts of who sits beside the host. */
  readonly guests: readonly string[];
}

const scripts = {
  closeChat: luaScript(lua.closeChatLua),
  announce: luaScript(lua.announceLua),
  state: luaScript(lua.staffStateLua),
} as const;

/** What staff do in a live room from outside of it. Each call may be repeated. Rejects as `RoomScripts`. */
export class RoomStaffScripts {
  readonly #runner: RoomScriptRunner;

  constructor(runner: RoomScriptRunner) {
    this.#runner = runner;
  }

  async closeChat(room: string, closed: boolean): Promise<StaffActOutcome> {
    return outcomeOf(await this.#runner.run(scripts.closeChat, room, [closed ? 1 : 0]));
  }

  /** Says an encoded chat event and lays it above the chat. */
  async announce(room: string, mid: string, event: Uint8Array): Promise<StaffActOutcome> {
    return outcomeOf(await this.#runner.run(scripts.announce, room, [mid, event]));
  }

  /** Undefined when there is no such room. */
  async state(room: string): Promise<StaffRoomState | undefined> {
    const answer = await this.#runner.run(scripts.state, room, []);
    if (replyText(answer[0]) !== 'ok') return undefined;
    const [closed, online, seats = ''] = [1, 2, 3].map((at) => replyText(answer[at]));
    const guests = seatsOf(seats === '' ? undefined : seats).filter(({ seated }) => seated);
    return { chatClosed: closed === '1', hostOnline: online === '1', guests: guests.map(({ id }) => id) };
  }
}

function outcomeOf(answer: readonly unknown[]): StaffActOutcome {
  const kind = replyText(answer[0]);
  return kind === 'ok' || kind === 'same' || kind === 'ended' ? kind : 'missing';
}
