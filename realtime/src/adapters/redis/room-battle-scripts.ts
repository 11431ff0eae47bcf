import {
  type BattleChallenge,
  battleChallengeSchema,
  battleSideSchema,
  type RoomBattle,
  roomBattleSchema,
} from '@halobuzz/core/protocol/messages/battle';
import { roomKeys } from '@halobuzz/core/rooms/keys';
import { z } from 'zod';
import { type BoardRead, boardOf } from './leaderboards.ts';
import { luaScript, replyText } from './lua-script.ts';
import * as lua from './room-battle-lua.ts';
import type { RoomScriptRunner } from './room-script-runner.ts';

const scripts = {
  tell: luaScript(lua.tellBattleLua),
  exchange: luaScript(lua.exchangeBattleLua),
  givers: luaScript(lua.battleGiversLua),
  challenge: luaScript(lua.tellChallengeLua),
} as const;

/** How far a battle has come, for `tell`. */
const ranks = { running: 1, settling: 2, final: 3 } as const satisfies Record<RoomBattle['state'], number>;

/** `told`: it was told before. */
export type TellResult = 'ok' | 'told' | 'missing' | 'ended';
/** `other`: the room does not know of this battle. */
export type ExchangeResult =
  | { readonly kind: 'ok'; readonly status: 'live' | 'ended'; readonly coins: string }
  | { readonly kind: 'other'; readonly status: 'live' | 'ended' }
  | { readonly kind: 'missing' };

/** Battles of a room, as the origin moves them. Rejects as `RoomScripts`. */
export class RoomBattleScripts {
  readonly #runner: RoomScriptRunner;

  constructor(runner: RoomScriptRunner) {
    this.#runner = runner;
  }

  /** Brings the room's battle to where `battle` says it is, and tells the room; `event`: the same, encoded. Once each. */
  async tell(room: string, battle: RoomBattle, event: Uint8Array): Promise<TellResult> {
    const { sides, ...facts } = battle;
    const coins = (own: boolean): string => sides.find((side) => (side.room === room) === own)?.coins ?? '0';
    const args = [battle.battle, ranks[battle.state], battle.startsAtMs, battle.endsAtMs];
    const json = JSON.stringify({ ...facts, sides: sides.map(({ coins: _now, ...side }) => side) });
    const rest = [...args, json, event, coins(true), coins(false)];
    return tellOf(await this.#runner.run(scripts.tell, room, rest, roomKeys(room).battleGivers));
  }

  /** Tells the room the other's score, if it is known and another than before. Answers the room's own. */
  async exchange(room: string, battle: string, rival: string | undefined): Promise<ExchangeResult> {
    const reply = await this.#runner.run(scripts.exchange, room, [battle, rival ?? '']);
    const kind = replyText(reply[0]);
    if (kind !== 'ok' && kind !== 'other') return { kind: 'missing' };
    const status = replyText(reply[1]) === 'live' ? 'live' : 'ended';
    return kind === 'ok' ? { kind, status, coins: replyText(reply[2]) ?? '0' } : { kind, status };
  }

  /** Who gave most in this battle here, best first; nobody once it is final or the room has another. */
  async givers(room: string, battle: string, count: number): Promise<BoardRead['entries']> {
    const givers = roomKeys(room).battleGivers;
    const [kind, ...board] = await this.#runner.run(scripts.givers, room, [battle, count], givers);
    return replyText(kind) === 'ok' ? boardOf(board).entries : [];
  }

  /** Tells the room's host of a challenge, or what became of it. Once each. */
  async challenge(room: string, challenge: BattleChallenge): Promise<TellResult> {
    const rank = challenge.state === 'invited' ? 0 : 1;
    const args = [challenge.battle, rank, JSON.stringify(challenge)];
    return tellOf(await this.#runner.run(scripts.challenge, room, args));
  }
}

function tellOf([kind]: readonly unknown[]): TellResult {
  const text = replyText(kind);
  return text === 'ok' || text === 'told' || text === 'ended' ? text : 'missing';
}

const factsSchema = roomBattleSchema.extend({ sides: z.array(battleSideSchema.omit({ coins: true })) });

/** The battle of `room` as its state holds it, with the scores of now. */
export function battleOf(room: string, state: ReadonlyMap<string, string>): RoomBattle | undefined {
  const text = state.get('battleFacts');
  if (text === undefined) return undefined;
  const { sides, ...facts } = factsSchema.parse(JSON.parse(text));
  const coins = (own: boolean): string => state.get(own ? 'battleCoins' : 'battleRival') ?? '0';
  return { ...facts, sides: sides.map((side) => ({ ...side, coins: coins(side.room === room) })) };
}

/** The newest challenge of a room's host, answered or not, as of one change of it. */
export interface RoomChallenge {
  /** Grows with each change. */
  readonly round: number;
  readonly challenge: BattleChallenge | undefined;
}

/** As a room's state holds it. */
export function challengeOf(challenge: string | undefined, round: string | undefined): RoomChallenge {
  return {
    round: Number(round ?? 0),
    challenge: challenge === undefined ? undefined : battleChallengeSchema.parse(JSON.parse(challenge)),
  };
}

/** Reads what a script told nodes; undefined for anything else. */
export function challengeChangeOf(message: Uint8Array): RoomChallenge | undefined {
  const [, round, text] = /^([0-9]{1,15})\|(.*)$/s.exec(Buffer.from(message).toString('utf8')) ?? [];
  return round === undefined ? undefined : challengeOf(text, round);
}
