import { luaScript, replyList, replyMap, replyText } from './lua-script.ts';
import * as lua from './room-rules-lua.ts';
import type { RoomScriptRunner } from './room-script-runner.ts';

/** What a room's rules say of one account. */
export interface Standing {
  readonly barred: 'banned' | 'kicked' | undefined;
  readonly mute: Mute | undefined;
  readonly moderator: boolean;
}
/** `untilMs` is absent when it has no end. */
export interface Mute {
  readonly untilMs?: number;
}

/** The bans, mutes and moderators of a host, as MongoDB has them. */
export interface HostRules {
  readonly bans: readonly TimedRule[];
  readonly mutes: readonly TimedRule[];
  readonly moderators: readonly string[];
}
export interface TimedRule {
  readonly account: string;
  /** Undefined: without end. */
  readonly untilMs: number | undefined;
}

/** One act of moderation as its room recorded it; `fields` as the scripts wrote them. */
export interface RecordedAct {
  readonly id: string;
  readonly fields: ReadonlyMap<string, string>;
}

const scripts = {
  standing: luaScript(lua.standingLua),
  replace: luaScript(lua.replaceRulesLua),
  lift: luaScript(lua.liftLua),
  readActs: luaScript(lua.readActsLua),
  forgetActs: luaScript(lua.forgetActsLua),
} as const;

/** Who may not and who may more in a room, and the acts that the origin has yet to store. Rejects as `RoomScripts`. */
export class RoomRulesScripts {
  readonly #runner: RoomScriptRunner;

  constructor(runner: RoomScriptRunner) {
    this.#runner = runner;
  }

  /** What the rules say of each of these accounts, in their order; undefined when there is no such room. */
  async standings(room: string, accounts: readonly string[]): Promise<readonly Standing[] | undefined> {
    const answer = await this.#runner.run(scripts.standing, room, accounts);
    if (replyText(answer[0]) !== 'ok') return undefined;
    const flat = replyList(answer[1], 'standings');
    return accounts.map((_, at) => ({
      barred: barredOf(replyText(flat[at * 3])),
      mute: muteOf(replyText(flat[at * 3 + 1])),
      moderator: replyText(flat[at * 3 + 2]) === '1',
    }));
  }

  /** Puts the host's rules in the place of those here; `busy` while acts wait to be stored. Also before the room exists. */
  async replace(room: string, rules: HostRules): Promise<'ok' | 'busy' | 'ended'> {
    const timed = (prefix: string, list: readonly TimedRule[]) =>
      list.flatMap(({ account, untilMs }) => [prefix + account, untilMs ?? 0]);
    const answer = await this.#runner.run(scripts.replace, room, [
      ...timed('b:', rules.bans),
      ...timed('m:', rules.mutes),
      ...rules.moderators.flatMap((account) => [`d:${account}`, 1]),
    ]);
    const kind = replyText(answer[0]);
    return kind === 'busy' || kind === 'ended' ? kind : 'ok';
  }

  /** Ends a ban or mute that was lifted outside of the room. A room that is gone needs nothing. */
  async lift(room: string, kind: 'unban' | 'unmute', account: string): Promise<void> {
    await this.#runner.run(scripts.lift, room, [kind, account]);
  }

  /** The oldest acts that were not forgotten yet. */
  async readActs(room: string, count: number): Promise<readonly RecordedAct[]> {
    const answer = await this.#runner.run(scripts.readActs, room, [count]);
    return replyList(answer[1], 'acts').flatMap((entry) => {
      if (!Array.isArray(entry)) return [];
      return [{ id: replyText(entry[0]) ?? '', fields: replyMap(entry[1]) }];
    });
  }

  /** The origin has stored these. */
  async forgetActs(room: string, ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.#runner.run(scripts.forgetActs, room, ids);
  }
}

function barredOf(text: string | undefined): Standing['barred'] {
  return text === 'banned' || text === 'kicked' ? text : undefined;
}

/** A mute as scripts tell it: '' for none, 0 for one without end. */
export function muteOf(text: string | undefined): Mute | undefined {
  if (text === undefined || text === '') return undefined;
  return text === '0' ? {} : { untilMs: Number(text) };
}
