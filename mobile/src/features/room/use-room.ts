import type { Media } from '@halobuzz/core/api/media';
import type { JoinData } from '@halobuzz/core/api/streams';
import { CommandError } from '@halobuzz/core/client/pending-commands';
import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { AppState } from 'react-native';
import type { Catalogue } from '../../i18n/catalogue.ts';
import { useWords } from '../../i18n/use-words.ts';
import { type RoomConnection, useServices } from '../services.ts';
import { type LikeBatch, likeBatch } from './like-batch.ts';
import { initialRoomState, type RoomState, roomReducer } from './room-state.ts';
import { useMediaAccess } from './use-media-access.ts';

/** What came of a gift: its transaction, or why nothing was sent. */
export type GiftOutcome =
  | { readonly ok: true; readonly tx: string }
  | { readonly ok: false; readonly code: string; readonly text: string };

/** Client ids of gifts that may have been charged, by gift and quantity. */
export type OpenGifts = Map<string, string>;

export interface Room {
  readonly state: RoomState;
  /** Access to its sound and picture, kept fresh. */
  readonly media: Media | undefined;
  /** Likes to show: the server's, and ours that are still under way. */
  readonly likes: number;
  /** Resolves with why it was not said, or undefined. */
  readonly chat: (text: string) => Promise<string | undefined>;
  readonly like: () => void;
  /** Ours that may have been charged: whoever sends one again takes its id from here. */
  readonly openGifts: OpenGifts;
  readonly gift: (giftId: string, quantity: number, clientId: string) => Promise<GiftOutcome>;
}

/** A place in the room for as long as the screen is there. */
export function useRoom(roomId: string): Room {
  const { errors } = useWords();
  const { openRoom } = useServices();
  const [state, dispatch] = useReducer(roomReducer, initialRoomState);
  const [joined, setJoined] = useState<JoinData>();
  /** What the total comes to once our taps are counted: never less is shown, so a tap answers at once. */
  const [likesExpected, setLikesExpected] = useState(0);
  const likesKnown = useRef(0);
  likesKnown.current = state.likes;
  const connection = useRef<RoomConnection>(undefined);
  const likes = useRef<LikeBatch>(undefined);
  const gifts = useRef<{ readonly roomId: string; readonly open: OpenGifts }>({ roomId, open: new Map() });
  if (gifts.current.roomId !== roomId) gifts.current = { roomId, open: new Map() };

  useEffect(() => {
    const room = openRoom(
      roomId,
      {
        onState: (next, code) => dispatch({ type: 'connection', state: next, code }),
        onWelcome: (welcome) => dispatch({ type: 'welcome', welcome }),
        onEvent: (event, { offset }) => dispatch({ type: 'event', event, offset }),
      },
      setJoined,
    );
    connection.current = room;
    likes.current = likeBatch((count) => {
      room.like(count).then(
        (data) => {
          if (data.t === 'like') dispatch({ type: 'liked', total: data.total });
        },
        () => setLikesExpected(0),
      );
    }, startTimer);
    room.start();
    // A phone that slept has a socket that looks open and may be dead.
    const subscription = AppState.addEventListener('change', (next) => {
      if (next === 'active') room.wake();
    });
    return () => {
      subscription.remove();
      likes.current?.close();
      room.stop();
      connection.current = undefined;
    };
  }, [openRoom, roomId]);

  const media = useMediaAccess(roomId, joined?.media, state.seated);

  const chat = useCallback(
    async (text: string) => {
      const room = connection.current;
      if (room === undefined) return errors.unavailable;
      try {
        const data = await room.chat(text);
        if (data.t === 'chat') dispatch({ type: 'said', mid: data.mid, text });
        return undefined;
      } catch (error) {
        return refusalOf(errors, error).text;
      }
    },
    [errors],
  );

  const like = useCallback(() => {
    setLikesExpected((before) => Math.max(before, likesKnown.current) + 1);
    likes.current?.tap();
  }, []);

  const gift = useCallback(
    async (giftId: string, quantity: number, clientId: string): Promise<GiftOutcome> => {
      const room = connection.current;
      if (room === undefined) return { ok: false, code: 'unavailable', text: errors.unavailable };
      try {
        const data = await room.gift(giftId, quantity, clientId);
        if (data.t !== 'gift') return { ok: false, code: 'internal', text: errors.internal };
        dispatch({ type: 'balance', coins: data.balance });
        return { ok: true, tx: data.tx };
      } catch (error) {
        return { ok: false, ...refusalOf(errors, error) };
      }
    },
    [errors],
  );

  return {
    state,
    media,
    likes: Math.max(state.likes, likesExpected),
    chat,
    like,
    openGifts: gifts.current.open,
    gift,
  };
}

function refusalOf(errors: Catalogue['errors'], error: unknown): { readonly code: string; readonly text: string } {
  // The room client rejects with nothing else; anything else is a bug and shows as one.
  if (!(error instanceof CommandError)) throw error;
  return { code: error.code, text: error.errors[0]?.message ?? errors[error.code] };
}

function startTimer(run: () => void, delayMs: number): () => void {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
}
