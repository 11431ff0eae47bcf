import type { RunningStreak } from '@halobuzz/core/protocol/messages/streak';
import { roomKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';
import { luaScript, replyInt, replyList, replyMap, replyText, type ScriptArgument } from './lua-script.ts';
import type { NewRoom } from './new-room.ts';
import { RoomBattleScripts } from './room-battle-scripts.ts';
import { type RoomActor, RoomChatScripts } from './room-chat-scripts.ts';
import { RoomDoorScripts } from './room-door-scripts.ts';
import { projectGiftsLua, showGiftLua } from './room-gift-lua.ts';
import { RoomGiftScripts, streaksOf } from './room-gift-scripts.ts';
import { RoomGuestScripts } from './room-guest-scripts.ts';
import * as lua from './room-lua.ts';
import { type Mute, muteOf, RoomRulesScripts } from './room-rules-scripts.ts';
import { RoomScriptRunner } from './room-script-runner.ts';
import { RoomStaffScripts } from './room-staff-scripts.ts';

/** Where an event went in the room's reliable lane. */
export interface RoomPlace {
  readonly epoch: number;
  readonly offset: number;
}
/** The room has no keys (never was, or long over), or its broadcast is over. */
export type RoomGone = { readonly kind: 'missing' | 'ended' };

export type AppendResult = ({ readonly kind: 'ok' } & RoomPlace) | RoomGone;
/** `shown`: it was shown before; `applied`: the projector was there first. Either way nothing was done. */
export type ShowGiftResult = ({ readonly kind: 'ok' } & RoomPlace) | RoomGone | { readonly kind: 'shown' | 'applied' };
/** `ok`: totals moved. `shown`: totals moved and the event was emitted. `applied`: nothing, it was done before. */
export type ProjectGiftResult =
  | ({ readonly kind: 'shown' } & RoomPlace)
  | { readonly kind: 'ok' | 'applied' | 'missing' };
export type CreateRoomResult = { readonly kind: 'ok' | 'exists' | 'ended'; readonly epoch: number };
export type LikeResult = { readonly kind: 'ok'; readonly total: number } | RoomGone;

/** One gift's place in the ledger. */
export interface LedgerPlace {
  readonly shard: number;
  readonly epoch: number;
  readonly sequence: number;
}

/** A committed gift, as far as its room needs it. */
export interface ProjectableGift extends LedgerPlace {
  readonly tx: string;
  /** Encoded, as the gateway made it. */
  readonly event: Uint8Array;
  readonly account: string;
  readonly name: string;
  readonly coins: bigint;
  readonly earned: bigint;
  /** The subject who earned it. */
  readonly payee: string;
  /** When the wallet took it, by the wallets server's clock. */
  readonly acceptedAtMs: number;
}

export interface StoredEvent {
  readonly code: number;
  readonly bytes: Uint8Array;
}

export interface RoomSnapshot {
  readonly state: ReadonlyMap<string, string>;
  readonly epoch: number;
  readonly offset: number;
  /** Encoded chat events, oldest first; those shown to a newcomer. */
  readonly chat: readonly Uint8Array[];
  /** Best first. */
  readonly top: readonly { readonly account: string; readonly name: string; readonly coins: string }[];
  /** `node#boot` → joined sockets, dead nodes included. */
  readonly nodes: ReadonlyMap<string, number>;
  /** The encoded chat event that is pinned. */
  readonly pinned: Uint8Array | undefined;
  /** The newest first. */
  readonly streaks: readonly RunningStreak[];
}

export type EnterResult =
  | {
      readonly kind: 'ok';
      /** Undefined when none was asked for. */
      readonly snapshot: RoomSnapshot | undefined;
      /** The events behind the given point, or undefined when none was given or the history does not reach back. */
      readonly recovered: readonly StoredEvent[] | undefined;
      readonly mute: Mute | undefined;
      readonly moderator: boolean;
    }
  /** Their admission is of an older door: they are to ask at the edge again. */
  | { readonly kind: 'moved' }
  /** The host does not want them here. */
  | { readonly kind: 'banned' | 'kicked' }
  | RoomGone;

export type RecoverResult =
  | (RoomPlace & { readonly kind: 'ok'; readonly events: readonly StoredEvent[] | undefined })
  | { readonly kind: 'missing' };

export type BeatResult =
  | (RoomPlace & {
      readonly kind: 'ok';
      readonly status: 'live' | 'ended';
      readonly peak: number;
      /** Accounts that the store knows of this node. */
      readonly nodeAccounts: number;
      /** Their sockets; undefined when they were not counted, for there are many. */
      readonly nodeSockets: number | undefined;
      readonly nodes: ReadonlyMap<string, number>;
      /** People who have been here, estimated. */
      readonly uniqueViewers: number;
    })
  | { readonly kind: 'missing' };

export type ReadRoomResult =
  | { readonly kind: 'ok'; readonly snapshot: RoomSnapshot; readonly uniqueViewers: number }
  | { readonly kind: 'missing' };
/** `ok`: ended now. `ended`: over already; the facts are those of now. `missing`: and none can be made under this id any more. */
export type EndRoomResult =
  | { readonly kind: 'ok' | 'ended'; readonly snapshot: RoomSnapshot; readonly uniqueViewers: number }
  | { readonly kind: 'missing' };
export type ViewersResult =
  | {
      readonly kind: 'ok';
      readonly viewers: readonly { readonly id: string; readonly name: string }[];
      readonly next: string | undefined;
      /** The room is large: the list is no more than a sample. */
      readonly sample: boolean;
      /** Top gifters who are here; only with the first page of a sample. */
      readonly top: RoomSnapshot['top'];
    }
  | { readonly kind: 'missing' | 'cursor' | 'hidden' };

const scripts = {
  create: luaScript(lua.createRoomLua),
  append: luaScript(lua.appendReliableLua),
  showGift: luaScript(showGiftLua),
  projectGifts: luaScript(projectGiftsLua),
  like: luaScript(lua.likeLua),
  enter: luaScript(lua.enterLua),
  leave: luaScript(lua.leaveLua),
  beat: luaScript(lua.beatLua),
  restore: luaScript(lua.restoreLua),
  dropNode: luaScript(lua.dropNodeLua),
  recover: luaScript(lua.recoverEventsLua),
  read: luaScript(lua.readRoomLua),
  end: luaScript(lua.endRoomLua),
  viewers: luaScript(lua.viewersLua),
} as const;

/**
 * Everything that happens to a room in Redis, each in one atomic call. All methods reject when the server cannot be asked
 * in time; then it is unknown whether the call took place.
 */
export class RoomScripts {
  readonly redis: Redis;
  readonly chat: RoomChatScripts;
  readonly rules: RoomRulesScripts;
  readonly gifts: RoomGiftScripts;
  readonly door: RoomDoorScripts;
  readonly staff: RoomStaffScripts;
  readonly guests: RoomGuestScripts;
  readonly battles: RoomBattleScripts;
  readonly #runner: RoomScriptRunner;

  constructor(redis: Redis) {
    this.redis = redis;
    this.#runner = new RoomScriptRunner(redis);
    this.chat = new RoomChatScripts(this.#runner);
    this.rules = new RoomRulesScripts(this.#runner);
    this.gifts = new RoomGiftScripts(this.#runner);
    this.door = new RoomDoorScripts(this.#runner);
    this.staff = new RoomStaffScripts(this.#runner);
    this.guests = new RoomGuestScripts(this.#runner);
    this.battles = new RoomBattleScripts(this.#runner);
  }

  /** A room goes live, offsets from 1. `exists` changes nothing; `ended`: it is over, or was ended before it was made. */
  async createRoom(room: string, facts: NewRoom): Promise<CreateRoomResult> {
    const fields = Object.entries(facts).flatMap(([name, value]) => [name, String(value)]);
    const reply = await this.#run('create', room, fields);
    const kind = replyText(reply[0]);
    return { kind: kind === 'ok' || kind === 'ended' ? kind : 'exists', epoch: replyInt(reply[1]) };
  }

  /** Gives a reliable event its offset, stores it in the history and publishes it. */
  async appendReliable(room: string, eventCode: number, event: Uint8Array): Promise<AppendResult> {
    return placed(await this.#run('append', room, [eventCode, event]));
  }

  /** Shows a gift right after the wallet took it, unless the projector was faster or it is a repeat. */
  async showGift(room: string, tx: string, place: LedgerPlace, event: Uint8Array): Promise<ShowGiftResult> {
    const reply = await this.#run('showGift', room, [place.shard, place.epoch, place.sequence, tx, event]);
    const kind = replyText(reply[0]);
    return kind === 'shown' || kind === 'applied' ? { kind } : placed(reply);
  }

  /**
   * Applies committed gifts, each once and each shard's in its order: moves totals and the leaderboard, also after the end;
   * emits the event of one that was never shown if the room is live. Answers for each what was done. When the call
   * rejects, the first of them may have been applied; all of them again do no harm.
   */
  async projectGifts(room: string, gifts: readonly ProjectableGift[]): Promise<readonly ProjectGiftResult[]> {
    const args = gifts.flatMap(
      ({ shard, epoch, sequence, tx, event, account, name, coins, earned, payee, ...rest }) => [
        ...[shard, epoch, sequence, tx, event, account, name, coins.toString(), earned.toString(), payee],
        rest.acceptedAtMs,
      ],
    );
    const reply = await this.#run('projectGifts', room, args, roomKeys(room).battleGivers);
    if (replyText(reply[0]) !== 'ok') return gifts.map(() => ({ kind: 'missing' }));
    return replyList(reply[1], 'projectGifts').map((outcome) => {
      const [kind, epoch, offset] = replyList(outcome, 'projectGifts');
      if (replyText(kind) === 'shown') return { kind: 'shown', epoch: replyInt(epoch), offset: replyInt(offset) };
      return { kind: replyText(kind) === 'ok' ? 'ok' : 'applied' };
    });
  }

  /** Adds likes and publishes the new total. */
  async like(room: string, count: number): Promise<LikeResult> {
    const reply = await this.#run('like', room, [count]);
    return replyText(reply[0]) === 'ok' ? { kind: 'ok', total: replyInt(reply[1]) } : gone(reply);
  }

  /**
   * A socket joins: counts, `joined` (or, in a large room, `entered`) and `host` events, recovery and, if asked for, a
   * snapshot, all as of one moment. Bans and kicks hold for everybody but the host and admins.
   */
  async enter(
    room: string,
    nodeField: string,
    who: { readonly account: string; readonly name: string; readonly admin?: boolean; readonly door?: number },
    events: { readonly joined: Uint8Array; readonly entered: Uint8Array },
    point: RoomPlace | undefined,
    wantsSnapshot = true,
  ): Promise<EnterResult> {
    const at = point === undefined ? ['', ''] : [point.epoch, point.offset];
    const rest = [...at, who.admin === true ? 1 : 0, events.entered, wantsSnapshot ? 1 : 0, who.door ?? 0];
    const args = [nodeField, who.account, who.name, events.joined, ...rest];
    const reply = await this.#run('enter', room, args, roomKeys(room).nodeMembers(nodeField));
    const kind = replyText(reply[0]);
    if (kind === 'banned' || kind === 'kicked' || kind === 'moved') return { kind };
    if (kind !== 'ok') return gone(reply);
    return {
      kind: 'ok',
      recovered: replyInt(reply[1]) === 1 ? storedEvents(reply[2]) : undefined,
      mute: muteOf(replyText(reply[3])),
      moderator: replyText(reply[4]) === '1',
      snapshot: wantsSnapshot ? snapshotOf(reply, 5) : undefined,
    };
  }

  /** A socket leaves; `absent` when this node held none of that account. */
  async leave(
    room: string,
    nodeField: string,
    account: string,
    leftEvent: Uint8Array,
  ): Promise<'ok' | 'absent' | 'missing'> {
    const nodeMembers = roomKeys(room).nodeMembers(nodeField);
    const kind = replyText((await this.#run('leave', room, [nodeField, account, leftEvent], nodeMembers))[0]);
    return kind === 'ok' || kind === 'absent' ? kind : 'missing';
  }

  /** Once a second per node and room: sets the node's count, raises the peak, tells the head and all counts. */
  async beat(
    room: string,
    nodeField: string,
    sockets: number,
    viewers: number,
    countSockets = false,
  ): Promise<BeatResult> {
    const given = [nodeField, sockets, viewers, countSockets ? '1' : ''];
    const reply = await this.#run('beat', room, given, roomKeys(room).nodeMembers(nodeField));
    const nodeSockets = replyInt(reply[8]);
    if (replyText(reply[0]) !== 'ok') return { kind: 'missing' };
    return {
      kind: 'ok',
      status: replyText(reply[1]) === 'ended' ? 'ended' : 'live',
      epoch: replyInt(reply[2]),
      offset: replyInt(reply[3]),
      peak: replyInt(reply[4]),
      nodeAccounts: replyInt(reply[5]),
      nodeSockets: nodeSockets < 0 ? undefined : nodeSockets,
      nodes: counts(reply[6]),
      uniqueViewers: replyInt(reply[7]),
    };
  }

  /** Puts a node's members back after the store lost them. */
  async restore(
    room: string,
    nodeField: string,
    members: readonly { readonly account: string; readonly name: string; readonly sockets: number }[],
  ): Promise<void> {
    const flat = members.flatMap(({ account, name, sockets }) => [account, sockets, name]);
    await this.#run('restore', room, [nodeField, ...flat], roomKeys(room).nodeMembers(nodeField));
  }

  /** Takes away what a dead node had in the room. */
  async dropNode(room: string, nodeField: string): Promise<void> {
    await this.#run('dropNode', room, [nodeField], roomKeys(room).nodeMembers(nodeField));
  }

  /** The reliable events behind a point; `events` is undefined when the history does not reach back to it. */
  async recover(room: string, point: RoomPlace): Promise<RecoverResult> {
    const reply = await this.#run('recover', room, [point.epoch, point.offset]);
    if (replyText(reply[0]) !== 'ok') return { kind: 'missing' };
    return {
      kind: 'ok',
      events: replyInt(reply[1]) === 1 ? storedEvents(reply[2]) : undefined,
      epoch: replyInt(reply[3]),
      offset: replyInt(reply[4]),
    };
  }

  async readRoom(room: string): Promise<ReadRoomResult> {
    const reply = await this.#run('read', room, []);
    if (replyText(reply[0]) !== 'ok') return { kind: 'missing' };
    return { kind: 'ok', uniqueViewers: replyInt(reply[1]), snapshot: snapshotOf(reply, 2) };
  }

  /** Ends the broadcast: last event, expiry of all keys. Safe to repeat. */
  async endRoom(room: string, reason: 'host' | 'host_lost' | 'moderation'): Promise<EndRoomResult> {
    const reply = await this.#run('end', room, [reason], roomKeys(room).battleGivers);
    const kind = replyText(reply[0]);
    if (kind !== 'ok' && kind !== 'ended') return { kind: 'missing' };
    return { kind, uniqueViewers: replyInt(reply[1]), snapshot: snapshotOf(reply, 2) };
  }

  /** A page of the viewer list; `cursor` is '' for the first, else the last page's `next`. */
  async viewers(room: string, cursor: string, limit: number, by: RoomActor): Promise<ViewersResult> {
    const reply = await this.#run('viewers', room, [cursor, limit, by.account, by.admin ? 1 : 0]);
    const kind = replyText(reply[0]);
    if (kind === 'cursor' || kind === 'hidden') return { kind };
    if (kind !== 'ok') return { kind: 'missing' };
    const viewers = [...replyMap(reply[1])].map(([id, name]) => ({ id, name }));
    const next = replyText(reply[2]);
    return {
      ...{ kind, viewers, next: next === undefined || next === '' ? undefined : next },
      sample: replyInt(reply[3]) === 1,
      top: topOf(reply[4]),
    };
  }

  #run(
    name: keyof typeof scripts,
    room: string,
    args: readonly ScriptArgument[],
    ownKey?: string,
  ): Promise<readonly unknown[]> {
    return this.#runner.run(scripts[name], room, args, ownKey);
  }
}

function placed(reply: readonly unknown[]): ({ readonly kind: 'ok' } & RoomPlace) | RoomGone {
  if (replyText(reply[0]) !== 'ok') return gone(reply);
  return { kind: 'ok', epoch: replyInt(reply[1]), offset: replyInt(reply[2]) };
}

function gone(reply: readonly unknown[]): RoomGone {
  return { kind: replyText(reply[0]) === 'ended' ? 'ended' : 'missing' };
}

function storedEvents(value: unknown): StoredEvent[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    if (!Array.isArray(entry) || !Buffer.isBuffer(entry[1])) return [];
    return [{ code: replyInt(entry[0]), bytes: entry[1] }];
  });
}

/** Reads what `snapshot()` of the scripts returned from `at` on: state, chat, top, nodes, pinned, streaks. */
function snapshotOf(reply: readonly unknown[], at: number): RoomSnapshot {
  const state = replyMap(reply[at]);
  const chat: unknown = reply[at + 1];
  const pinned: unknown = reply[at + 4];
  return {
    state,
    epoch: Number(state.get('epoch') ?? 0),
    offset: Number(state.get('offset') ?? 0),
    chat: Array.isArray(chat) ? chat.filter((entry) => Buffer.isBuffer(entry)).reverse() : [],
    top: topOf(reply[at + 2]),
    nodes: counts(reply[at + 3]),
    pinned: Buffer.isBuffer(pinned) && pinned.byteLength > 0 ? pinned : undefined,
    streaks: streaksOf(reply[at + 5]),
  };
}

function topOf(value: unknown): RoomSnapshot['top'] {
  const entries: { account: string; name: string; coins: string }[] = [];
  if (!Array.isArray(value)) return entries;
  for (let i = 0; i + 2 < value.length; i += 3) {
    const [account, name, coins] = [replyText(value[i]), replyText(value[i + 1]), replyText(value[i + 2])];
    if (account !== undefined) entries.push({ account, name: name ?? '', coins: coins ?? '0' });
  }
  return entries;
}

function counts(value: unknown): ReadonlyMap<string, number> {
  return new Map([...replyMap(value)].map(([field, count]) => [field, Number(count)]));
}
