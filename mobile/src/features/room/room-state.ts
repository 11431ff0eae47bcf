import type { Media } from '@halobuzz/core/api/media';
import type { RoomClientState } from '@halobuzz/core/client/room-listener';
import type { ErrorCode } from '@halobuzz/core/errors/codes';
import { limits } from '@halobuzz/core/limits';
import type { QualityLevel } from '@halobuzz/core/media/quality-level';
import { parseAmount } from '@halobuzz/core/money';
import type { DownEvent } from '@halobuzz/core/protocol/down';
import type { BattleChallenge, RoomBattle } from '@halobuzz/core/protocol/messages/battle';
import type { ChatEvent } from '@halobuzz/core/protocol/messages/chat';
import type { Person } from '@halobuzz/core/protocol/messages/fields';
import type { GiftEvent } from '@halobuzz/core/protocol/messages/gift';
import type { RoomGoal } from '@halobuzz/core/protocol/messages/goal';
import type { GuestAsks } from '@halobuzz/core/protocol/messages/guests';
import type { PausedEvent } from '@halobuzz/core/protocol/messages/paused';
import { initialRoomSettings, type RoomSettings } from '@halobuzz/core/protocol/messages/settings';
import type { Welcome } from '@halobuzz/core/protocol/messages/welcome';
import { battleNow, challengeNow, moderatedYou } from './changed-by-event.ts';
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
  /** Access to sound and picture; undefined before the join, and for who may have it no more. */
  readonly media: Media | undefined;
  readonly viewers: number;
  readonly peakViewers: number;
  readonly likes: number;
  /** What the likes come to once our own taps are counted: never less is shown, so a tap answers at once. */
  readonly likesExpected: number;
  readonly feed: readonly FeedItem[];
  /** Keys of lines that were taken away lately: a reader who looks back must lose them too. */
  readonly deleted: readonly string[];
  readonly pinned: ChatEvent | undefined;
  readonly settings: RoomSettings;
  readonly top: readonly Gifter[];
  readonly goal: RoomGoal | undefined;
  /** The newest goal that was reached while we watched. */
  readonly goalReached: Extract<DownEvent, { t: 'goal.reached' }> | undefined;
  readonly lastGift: GiftEvent | undefined;
  /** The newest gifts, oldest first; `giftsSeen` counts all, so that a reader knows how many of them are new to it. */
  readonly gifts: readonly GiftEvent[];
  readonly giftsSeen: number;
  /** Transactions of ours that the ledger has confirmed. */
  readonly confirmed: readonly string[];
  /** Who sits beside the host. */
  readonly guests: readonly Person[];
  /** Whether we sit beside the host, and so may publish. */
  readonly seated: boolean;
  /** Who waits for a seat: all for the host, what is theirs for others. */
  readonly asks: GuestAsks;
  readonly battle: RoomBattle | undefined;
  /** For the host: the newest challenge, and what became of it. */
  readonly challenge: BattleChallenge | undefined;
  /** How much of a picture the host sends; undefined until somebody says so. */
  readonly hostQuality: QualityLevel | undefined;
  /** The catalogue's state as last told; undefined until it changes. */
  readonly catalogue: string | undefined;
  /** What staff paused for us; undefined while all works. */
  readonly paused: PausedEvent | undefined;
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
  | { readonly type: 'media'; readonly media: Media | undefined }
  /** Our message, accepted: it shows even if its event is dropped on the way back. */
  | {
      readonly type: 'said';
      readonly mid: string;
      readonly text: string;
      readonly reply?: { readonly mid: string; readonly name: string; readonly text: string } | undefined;
    }
  | { readonly type: 'balance'; readonly coins: string }
  /** We tapped for a like; it is on its way. */
  | { readonly type: 'tapped' }
  | { readonly type: 'liked'; readonly total: number }
  /** Our likes did not arrive. */
  | { readonly type: 'unliked' };

const noAsks: GuestAsks = { requests: [], invitations: [] };

export const initialRoomState: RoomState = {
  connection: 'idle',
  refusal: undefined,
  room: undefined,
  you: undefined,
  media: undefined,
  viewers: 0,
  peakViewers: 0,
  likes: 0,
  likesExpected: 0,
  feed: [],
  deleted: [],
  pinned: undefined,
  settings: initialRoomSettings,
  top: [],
  goal: undefined,
  goalReached: undefined,
  lastGift: undefined,
  gifts: [],
  giftsSeen: 0,
  confirmed: [],
  guests: [],
  seated: false,
  asks: noAsks,
  battle: undefined,
  challenge: undefined,
  hostQuality: undefined,
  catalogue: undefined,
  paused: undefined,
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
    case 'media':
      return { ...state, media: action.media };
    case 'said':
      if (state.you === undefined) return state;
      return {
        ...state,
        feed: withItem(
          state.feed,
          chatItem({
            mid: action.mid,
            from: { id: state.you.id, name: state.you.name },
            text: action.text,
            reply: action.reply,
          }),
        ),
      };
    case 'balance':
      return state.you === undefined ? state : { ...state, you: { ...state.you, balance: action.coins } };
    case 'tapped':
      return { ...state, likesExpected: Math.max(state.likesExpected, state.likes) + 1 };
    case 'liked':
      return { ...state, likes: Math.max(state.likes, action.total) };
    case 'unliked':
      return { ...state, likesExpected: 0 };
    default:
      return action satisfies never;
  }
}

/** Likes to show: the server's, and ours that are still under way. */
export function likesShown({ likes, likesExpected }: Pick<RoomState, 'likes' | 'likesExpected'>): number {
  return Math.max(likes, likesExpected);
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
    pinned: welcome.pinned,
    settings: welcome.settings,
    top: welcome.top.slice(0, topGiftersMax),
    goal: welcome.goal,
    guests: welcome.guests,
    seated: sits(welcome.guests, welcome.you.id),
    asks: welcome.you.asks ?? noAsks,
    battle: welcome.battle,
    challenge: welcome.you.challenge,
    // Told right after a welcome, where there is anything.
    paused: undefined,
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
      return {
        ...state,
        feed: state.feed.filter((item) => !gone.has(item.key)),
        deleted: [...state.deleted, ...gone].slice(-limits.clientFeedLinesMax),
        pinned: state.pinned !== undefined && event.mids.includes(state.pinned.mid) ? undefined : state.pinned,
      };
    }
    case 'moderated':
      return state.you?.id === event.who.id ? { ...state, you: moderatedYou(state.you, event) } : state;
    case 'guests':
      return { ...state, guests: event.guests, seated: sits(event.guests, state.you?.id) };
    case 'guest.asks':
      return { ...state, asks: { requests: event.requests, invitations: event.invitations } };
    case 'pinned':
      return { ...state, pinned: event.message };
    case 'settings':
      return { ...state, settings: event.settings };
    case 'streak.ended':
      return state;
    case 'goal':
      return { ...state, goal: event.now };
    case 'goal.progress':
      if (state.goal?.goal !== event.goal) return state;
      return { ...state, goal: { ...state.goal, progress: event.progress } };
    case 'goal.reached':
      return { ...state, goalReached: event };
    case 'battle':
      return { ...state, battle: event.now };
    case 'battle.score':
      return { ...state, battle: battleNow(state.battle, event, state.room?.id) };
    case 'battle.challenge':
      return { ...state, challenge: challengeNow(event.challenge) };
    case 'gift': {
      const inSnapshot = offset !== undefined && offset <= state.topOffset;
      return {
        ...state,
        feed: withItem(state.feed, giftItem(event)),
        lastGift: event,
        gifts: [...state.gifts, event].slice(-limits.clientGiftsRememberedMax),
        giftsSeen: state.giftsSeen + 1,
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
    case 'catalogue':
      return state.catalogue === event.state ? state : { ...state, catalogue: event.state };
    case 'paused':
      return { ...state, paused: event.features.length === 0 && event.maintenance === undefined ? undefined : event };
    case 'noop':
      return state;
    default:
      return event satisfies never;
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

/** Whether chat or gifts are paused for us, by themselves or by maintenance. */
export function isPausedIn({ paused }: Pick<RoomState, 'paused'>, feature: 'chat' | 'gifts'): boolean {
  return paused?.maintenance !== undefined || paused?.features.includes(feature) === true;
}
