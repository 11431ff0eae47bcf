import type { RoomClientState } from '@halobuzz/core/client/room-listener';
import type { ErrorCode } from '@halobuzz/core/errors/codes';
import type { QualityLevel } from '@halobuzz/core/media/quality-level';
import { parseAmount } from '@halobuzz/core/money';
import type { DownEvent } from '@halobuzz/core/protocol/down';
import type { Person } from '@halobuzz/core/protocol/messages/fields';
import type { GiftEvent } from '@halobuzz/core/protocol/messages/gift';
import type { ModeratedEvent } from '@halobuzz/core/protocol/messages/moderation';
import type { Welcome } from '@halobuzz/core/protocol/messages/welcome';
import { chatItem, type FeedItem, giftItem, withItem } from './feed.ts';

export interface Gifter {
  readonly person: Person;
  readonly coins: string;
}

export type Ended = Extract<DownEvent, { t: 'ended' }>;

/** What a room's screen shows of what the server said. */
export interface RoomState {
  readonly connection: RoomClientState;
  /** Why the room is closed to us. */
  readonly refusal: ErrorCode | undefined;
  readonly room: Welcome['room'] | undefined;
  readonly you: Welcome['you'] | undefined;
  readonly viewers: number;
  readonly peakViewers: number;
  readonly likes: number;
  readonly feed: readonly FeedItem[];
  readonly top: readonly Gifter[];
  readonly lastGift: GiftEvent | undefined;
  /** Transactions of ours that the ledger has confirmed. */
  readonly confirmed: readonly string[];
  /** Whether we sit beside the host, and so may publish. */
  readonly seated: boolean;
  /** How much of a picture the host sends; undefined until somebody says so. */
  readonly hostQuality: QualityLevel | undefined;
  readonly ended: Ended | undefined;
  /** The last reliable event applied. */
  readonly offset: number;
  /** Gifts up to here are in `top` already: the snapshot that brought it was taken then. */
  readonly topOffset: number;
}

export type RoomAction =
  | { readonly type: 'connection'; readonly state: RoomClientState; readonly code: ErrorCode | undefined }
  | { readonly type: 'welcome'; readonly welcome: Welcome }
  | { readonly type: 'event'; readonly event: DownEvent; readonly offset: number | undefined }
  /** Our message, accepted: it shows even if its event is dropped on the way back. */
  | { readonly type: 'said'; readonly mid: string; readonly text: string }
  | { readonly type: 'balance'; readonly coins: string }
  | { readonly type: 'liked'; readonly total: number };

export const initialRoomState: RoomState = {
  connection: 'idle',
  refusal: undefined,
  room: undefined,
  you: undefined,
  viewers: 0,
  peakViewers: 0,
  likes: 0,
  feed: [],
  top: [],
  lastGift: undefined,
  confirmed: [],
  seated: false,
  hostQuality: undefined,
  ended: undefined,
  offset: 0,
  topOffset: 0,
};

/** Gifters listed. */
export const topGiftersMax = 5;
const confirmedMax = 50;

/** Folds what the room client says into what is shown. Pure; a reliable event counts once. */
export function roomReducer(state: RoomState, action: RoomAction): RoomState {
  switch (action.type) {
    case 'connection':
      return {
        ...state,
        connection: action.state,
        refusal: action.state === 'refused' || action.state === 'ended' ? action.code : undefined,
      };
    case 'welcome':
      return welcomed(state, action.welcome);
    case 'event':
      if (action.offset === undefined) return applied(state, action.event, undefined);
      if (action.offset <= state.offset) return state;
      return applied({ ...state, offset: action.offset }, action.event, action.offset);
    case 'said':
      if (state.you === undefined) return state;
      return {
        ...state,
        feed: withItem(
          state.feed,
          chatItem({ mid: action.mid, from: { id: state.you.id, name: state.you.name }, text: action.text }),
        ),
      };
    case 'balance':
      return state.you === undefined ? state : { ...state, you: { ...state.you, balance: action.coins } };
    case 'liked':
      return { ...state, likes: Math.max(state.likes, action.total) };
    default:
      return action satisfies never;
  }
}

function welcomed(state: RoomState, welcome: Welcome): RoomState {
  const kept = welcome.recovered && state.room !== undefined;
  // Chat is not recovered: the snapshot's messages fill in what was said meanwhile.
  const feed = welcome.chat.reduce((lines, event) => withItem(lines, chatItem(event)), kept ? state.feed : []);
  return {
    ...state,
    room: welcome.room,
    you: welcome.you,
    viewers: welcome.viewers,
    peakViewers: Math.max(kept ? state.peakViewers : 0, welcome.viewers),
    likes: welcome.likes,
    feed,
    top: welcome.top.slice(0, topGiftersMax),
    seated: sits(welcome.guests, welcome.you.id),
    offset: kept ? state.offset : welcome.offset,
    topOffset: welcome.offset,
  };
}

function sits(guests: Welcome['guests'], own: string | undefined): boolean {
  return guests.some(({ id }) => id === own);
}

function applied(state: RoomState, event: DownEvent, offset: number | undefined): RoomState {
  switch (event.t) {
    case 'chat':
      return { ...state, feed: withItem(state.feed, chatItem(event)) };
    case 'likes':
      return { ...state, likes: Math.max(state.likes, event.total) };
    case 'count':
      return { ...state, viewers: event.viewers, peakViewers: event.peak };
    case 'joined':
    case 'entered':
    case 'left': {
      const last = state.feed.findLast((item) => item.kind !== 'presence');
      const change = event.t === 'left' ? 'left' : 'joined';
      const key = `presence:${change}:${event.who.id}:${last?.key ?? ''}`;
      return { ...state, feed: withItem(state.feed, { kind: 'presence', key, who: event.who, change }) };
    }
    case 'chat.deleted': {
      const gone = new Set(event.mids.map((mid) => `chat:${mid}`));
      return { ...state, feed: state.feed.filter((item) => !gone.has(item.key)) };
    }
    case 'moderated':
      return state.you?.id === event.who.id ? { ...state, you: moderatedYou(state.you, event) } : state;
    case 'guests':
      return { ...state, seated: sits(event.guests, state.you?.id) };
    case 'pinned':
    case 'settings':
    case 'streak.ended':
    case 'goal':
    case 'goal.progress':
    case 'goal.reached':
    case 'guest.asks':
    case 'battle':
    case 'battle.score':
    case 'battle.challenge':
      return state;
    case 'gift': {
      const inSnapshot = offset !== undefined && offset <= state.topOffset;
      return {
        ...state,
        feed: withItem(state.feed, giftItem(event)),
        lastGift: event,
        top: inSnapshot ? state.top : withGift(state.top, event),
      };
    }
    case 'gift.confirmed':
      return { ...state, confirmed: [...state.confirmed, event.tx].slice(-confirmedMax) };
    case 'host':
      return state.room === undefined ? state : { ...state, room: { ...state.room, hostOnline: event.online } };
    case 'privacy':
      return state.room === undefined ? state : { ...state, room: { ...state.room, privacy: event.privacy } };
    case 'ended':
      return {
        ...state,
        ended: event,
        peakViewers: event.peakViewers,
        ...(state.room === undefined ? {} : { room: { ...state.room, status: 'ended' as const } }),
      };
    case 'quality':
      return state.hostQuality === event.level ? state : { ...state, hostQuality: event.level };
    case 'noop':
      return state;
    default:
      return event satisfies never;
  }
}

function moderatedYou(you: Welcome['you'], event: ModeratedEvent): Welcome['you'] {
  const { mute, ...rest } = you;
  switch (event.act) {
    case 'mute':
      return { ...rest, mute: event.untilMs === undefined ? {} : { untilMs: event.untilMs } };
    case 'unmute':
      return rest;
    case 'mod':
      return { ...you, role: 'moderator' };
    case 'unmod':
      return { ...you, role: 'viewer' };
    case 'kick':
    case 'ban':
    case 'unban':
      return you;
    default:
      return event.act satisfies never;
  }
}

/** The list with a gift counted in. A giver who was not listed starts at this gift; the next snapshot corrects it. */
export function withGift(top: readonly Gifter[], gift: Pick<GiftEvent, 'from' | 'coins'>): readonly Gifter[] {
  const before = top.find((entry) => entry.person.id === gift.from.id);
  const coins = amountOf(before?.coins ?? '0') + amountOf(gift.coins);
  const others = top.filter((entry) => entry !== before);
  return [...others, { person: gift.from, coins: coins.toString() }]
    .sort((a, b) => compare(amountOf(b.coins), amountOf(a.coins)))
    .slice(0, topGiftersMax);
}

/** The schema let only amounts through. */
function amountOf(text: string): bigint {
  return parseAmount(text) ?? 0n;
}

function compare(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
