import type { RoomGoal } from '@halobuzz/core/protocol/messages/goal';
import type { RunningStreak } from '@halobuzz/core/protocol/messages/streak';
import { roomKeys } from '@halobuzz/core/rooms/keys';
import { z } from 'zod';
import { type BoardRead, type BoardScore, boardOf } from './leaderboards.ts';
import { luaScript, replyInt, replyText } from './lua-script.ts';
import * as lua from './room-gift-lua.ts';
import { seatGuestLua } from './room-guest-lua.ts';
import type { RoomScriptRunner } from './room-script-runner.ts';

const seatSchema = z.object({ id: z.string(), subject: z.string(), name: z.string(), seated: z.boolean() });
/** Somebody who sits, or sat, beside the host. */
export type Seat = z.infer<typeof seatSchema>;

const scripts = {
  setGoal: luaScript(lua.setGoalLua),
  sweepStreaks: luaScript(lua.sweepStreaksLua),
  seatGuest: luaScript(seatGuestLua),
  top: luaScript(lua.topLua),
  raiseTop: luaScript(lua.raiseTopLua),
} as const;

export type SetGoalResult = { readonly kind: 'ok'; readonly goal: number } | { readonly kind: GoalRefusal };
type GoalRefusal = 'forbidden' | 'missing' | 'ended';
/** `same`: nothing was to be done. `full`: no seat is left. */
export type SeatResult = 'ok' | 'same' | 'full' | 'missing' | 'ended';

/** Streaks, goals and seats of a room. Rejects as `RoomScripts`. */
export class RoomGiftScripts {
  readonly #runner: RoomScriptRunner;

  constructor(runner: RoomScriptRunner) {
    this.#runner = runner;
  }

  /** Who has given most in this broadcast, and where `own` stands. */
  async top(room: string, limit: number, own: string): Promise<BoardRead> {
    const [kind, ...board] = await this.#runner.run(scripts.top, room, [limit, own]);
    return replyText(kind) === 'ok' ? boardOf(board) : { entries: [], own: undefined };
  }

  /** Raises what people gave in this broadcast to what the ledger's sums say, where the room's own count fell short. */
  async raiseTop(room: string, scores: readonly BoardScore[]): Promise<void> {
    const flat = scores.flatMap(({ account, name, coins }) => [account, name, coins.toString()]);
    await this.#runner.run(scripts.raiseTop, room, flat);
  }

  /** The host sets a goal, or takes it away (`goal` is then 0). */
  async setGoal(
    room: string,
    account: string,
    goal: { readonly title: string; readonly target: string } | undefined,
  ): Promise<SetGoalResult> {
    const args = goal === undefined ? [account] : [account, goal.title, goal.target];
    const reply = await this.#runner.run(scripts.setGoal, room, args);
    const kind = replyText(reply[0]);
    if (kind === 'ok') return { kind, goal: replyInt(reply[1]) };
    return { kind: kind === 'forbidden' || kind === 'ended' ? kind : 'missing' };
  }

  /** Ends the streaks whose time has come, and takes the seats of guests who have been gone for too long. */
  async sweepStreaks(room: string): Promise<void> {
    await this.#runner.run(scripts.sweepStreaks, room, []);
  }

  /** A guest sits down beside the host without anybody being asked, and may be given gifts from then on. */
  async seat(room: string, guest: Omit<Seat, 'seated'>): Promise<SeatResult> {
    return this.#seat(room, [guest.id, guest.subject, guest.name]);
  }

  async unseat(room: string, account: string): Promise<SeatResult> {
    return this.#seat(room, [account]);
  }

  /** Who sits, or sat, beside the host. */
  async seats(room: string): Promise<readonly Seat[]> {
    return seatsOf((await this.#runner.redis.hget(roomKeys(room).state, 'seats')) ?? undefined);
  }

  async #seat(room: string, args: readonly string[]): Promise<SeatResult> {
    const kind = replyText((await this.#runner.run(scripts.seatGuest, room, args))[0]);
    return kind === 'ok' || kind === 'same' || kind === 'full' || kind === 'ended' ? kind : 'missing';
  }
}

/** The seats as a room's state holds them. */
export function seatsOf(text: string | undefined): readonly Seat[] {
  return text === undefined ? [] : z.array(seatSchema).parse(JSON.parse(text));
}

/** The goal as a room's state holds it. */
export function goalOf(state: ReadonlyMap<string, string>): RoomGoal | undefined {
  const [title, target] = [state.get('goalTitle'), state.get('goalTarget')];
  if (title === undefined || target === undefined) return undefined;
  return { goal: Number(state.get('goal')), title, target, progress: state.get('goalProgress') ?? '0' };
}

/** Streaks as scripts list them, seven fields each. */
export function streaksOf(value: unknown): readonly RunningStreak[] {
  const fields = Array.isArray(value) ? value.map((field) => replyText(field) ?? '') : [];
  const streaks: RunningStreak[] = [];
  for (let at = 0; at + 6 < fields.length; at += 7) {
    const [id = '', account = '', name = '', gift = '', recipient = '', quantity, coins = '0'] = fields.slice(at);
    const to = recipient === '' ? {} : { recipient };
    streaks.push({ id, from: { id: account, name }, gift, ...to, quantity: Number(quantity), coins });
  }
  return streaks;
}
