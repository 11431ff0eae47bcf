import type { GuestAct, GuestAsk, GuestAsks } from '@halobuzz/core/protocol/messages/guests';
import { roomKeys } from '@halobuzz/core/rooms/keys';
import { z } from 'zod';
import { luaScript, replyInt, replyText } from './lua-script.ts';
import type { RoomActor } from './room-chat-scripts.ts';
import { guestLua } from './room-guest-lua.ts';
import type { RoomScriptRunner } from './room-script-runner.ts';

const askSchema = z.object({ k: z.enum(['r', 'i']), id: z.string(), name: z.string(), untilMs: z.number() });
const standingSchema = z.array(askSchema);

/** What waits for an answer in a room, as of one change of it. */
export interface RoomAsksState {
  /** Grows with each change. */
  readonly round: number;
  readonly asks: readonly z.infer<typeof askSchema>[];
}

/** A change of what waits, as nodes are told of it: `who` is concerned, the host always is. */
export interface RoomAsksChange extends RoomAsksState {
  readonly who: string;
}

/** Somebody who acts on seats, as their ticket says. */
export interface GuestActor extends RoomActor {
  readonly name: string;
  readonly subject: string;
}

/** `absent`: the person is not in the room. `gone`: nobody asked or was invited. `crowded`: too many wait already. */
export type GuestRefusal =
  | 'forbidden'
  | 'protected'
  | 'absent'
  | 'barred'
  | 'full'
  | 'crowded'
  | 'gone'
  | 'busy'
  | 'missing'
  | 'ended';
export type GuestResult = { readonly kind: 'ok' | 'same'; readonly seated: boolean } | { readonly kind: GuestRefusal };

const script = luaScript(guestLua);

/** Asking for seats, giving and leaving them, each in one atomic call. Rejects as `RoomScripts`. */
export class RoomGuestScripts {
  readonly #runner: RoomScriptRunner;

  constructor(runner: RoomScriptRunner) {
    this.#runner = runner;
  }

  async act(room: string, actor: GuestActor, act: GuestAct, who: string | undefined): Promise<GuestResult> {
    const { account, name, subject, admin } = actor;
    const reply = await this.#runner.run(script, room, [act, account, name, subject, admin ? 1 : 0, who ?? '']);
    const kind = replyText(reply[0]);
    switch (kind) {
      case 'ok':
      case 'same':
        return { kind, seated: replyInt(reply[1]) === 1 };
      case 'forbidden':
      case 'protected':
      case 'absent':
      case 'barred':
      case 'full':
      case 'crowded':
      case 'gone':
      case 'busy':
      case 'ended':
        return { kind };
      default:
        return { kind: 'missing' };
    }
  }

  /** What waits for an answer now; some of it may have run out. */
  async asks(room: string): Promise<RoomAsksState> {
    const [asks, round] = await this.#runner.redis.hmget(roomKeys(room).state, 'asks', 'asksRound');
    return asksOf(asks ?? undefined, round ?? undefined);
  }
}

/** What waits for an answer, as a room's state holds it. */
export function asksOf(asks: string | undefined, round: string | undefined): RoomAsksState {
  return { round: Number(round ?? 0), asks: asks === undefined ? [] : standingSchema.parse(JSON.parse(asks)) };
}

/** Reads what a script told nodes; undefined for anything else. */
export function asksChangeOf(message: Uint8Array): RoomAsksChange | undefined {
  const found = /^([0-9]{1,15})\|([^|]*)\|(.*)$/s.exec(Buffer.from(message).toString('utf8'));
  const [, round, who, text] = found ?? [];
  if (round === undefined || who === undefined) return undefined;
  return { ...asksOf(text === '' ? undefined : text, round), who };
}

/** What of it `account` may know: the host all, others what is theirs. */
export function asksFor({ asks }: RoomAsksState, account: string, host: string, nowMs: number): GuestAsks {
  const theirs = asks.filter(({ id, untilMs }) => untilMs > nowMs && (account === host || id === account));
  const list = (kind: 'r' | 'i'): GuestAsk[] =>
    theirs.flatMap(({ k, id, name, untilMs }) => (k === kind ? [{ person: { id, name }, untilMs }] : []));
  return { requests: list('r'), invitations: list('i') };
}
