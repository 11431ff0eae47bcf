import type { JoinData } from '@halobuzz/core/api/streams';
import type { Gift } from '@halobuzz/core/api/wallet';
import { CommandError } from '@halobuzz/core/client/pending-commands';
import type { ErrorCode } from '@halobuzz/core/errors/codes';
import { limits } from '@halobuzz/core/limits';
import type { GuestAct } from '@halobuzz/core/protocol/messages/guests';
import type { RoomConnection, Services } from '../services.ts';
import { likeBatch } from './like-batch.ts';
import { createRoomStore, type RoomStore } from './room-store.ts';

/** Why a command was refused. `text` is what the server said of a field, where that is all there is to say. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly text: string | undefined;
  readonly retryAfterMs: number | undefined;
}

/** What came of a gift: its transaction, or why nothing was sent. */
export type GiftOutcome =
  | { readonly ok: true; readonly tx: string }
  | { readonly ok: false; readonly refusal: Refusal };

/** `gift` names the version whose price was seen. */
export type SendGift = (
  gift: Pick<Gift, 'id' | 'version'>,
  quantity: number,
  clientId: string,
  recipient?: string,
) => Promise<GiftOutcome>;

/** A message that is answered. */
export interface Answered {
  readonly mid: string;
  readonly name: string;
  readonly text: string;
}

/** Client ids of gifts that may have been charged, by gift, quantity and recipient. */
export type OpenGifts = Map<string, string>;

/** One person's place in one room: what is known of it, and what they do in it. */
export interface RoomSession {
  readonly roomId: string;
  readonly store: RoomStore;
  readonly connection: RoomConnection;
  /** Goes in; the function that it returns leaves. May be called again then. */
  readonly enter: () => () => void;
  /** Resolves with why it was not said, or undefined. */
  readonly chat: (text: string, reply?: Answered) => Promise<Refusal | undefined>;
  readonly like: () => void;
  /** To the host, or to `recipient`, a seated guest. */
  readonly gift: SendGift;
  /** Ours that may have been charged: whoever sends one again takes its id from here. */
  readonly openGifts: OpenGifts;
  /** Takes a message away. Resolves with why not, or undefined. */
  readonly removeMessage: (mid: string) => Promise<Refusal | undefined>;
  /** Asks for a seat, answers an invitation, gives the seat up. Resolves with why not, or undefined. */
  readonly guest: (act: GuestAct) => Promise<Refusal | undefined>;
  /** The server's time as far as it is known: for what ends at a time of its clock. */
  readonly serverNowMs: () => number;
}

type Means = Pick<Services, 'openRoom' | 'frames'>;

/**
 * Makes a session; nothing is opened before `enter`.
 *
 * @param joined hears what came with each place that the edge gives
 * @param password the broadcast's, if it asks for one
 */
export function roomSession(
  { openRoom, frames }: Means,
  roomId: string,
  joined: (data: JoinData) => void,
  password?: string,
): RoomSession {
  const store = createRoomStore(frames);
  /** How far the server's clock is ahead of ours. */
  let aheadMs = 0;
  const connection = openRoom(
    roomId,
    {
      onState: (state, code) => store.dispatch({ type: 'connection', state, code }),
      onWelcome: (welcome) => store.dispatch({ type: 'welcome', welcome }),
      onEvent: (event, { offset, serverTimeMs }) => {
        aheadMs = serverTimeMs - Date.now();
        store.dispatch({ type: 'event', event, offset });
      },
    },
    joined,
    password,
  );
  const openGifts: OpenGifts = new Map();
  let likes = newLikes();

  function newLikes() {
    return likeBatch((count) => {
      connection.like(count).then(
        ({ total }) => store.dispatch({ type: 'liked', total }),
        () => store.dispatch({ type: 'unliked' }),
      );
    }, startTimer);
  }

  return {
    roomId,
    store,
    connection,
    openGifts,
    enter() {
      likes = newLikes();
      connection.start();
      return () => {
        likes.close();
        connection.stop();
        store.close();
      };
    },
    chat: (text, reply) =>
      refusalOf(async () => {
        const { mid } = await connection.chat(text, reply?.mid);
        store.dispatchNow({ type: 'said', mid, text, reply });
      }),
    like() {
      store.dispatchNow({ type: 'tapped' });
      likes.tap();
    },
    async gift({ id, version }, quantity, clientId, recipient) {
      let tx = '';
      const refusal = await refusalOf(async () => {
        const accepted = await connection.gift(id, quantity, clientId, recipient, version);
        tx = accepted.tx;
        store.dispatchNow({ type: 'balance', coins: accepted.balance });
      });
      return refusal === undefined ? { ok: true, tx } : { ok: false, refusal };
    },
    removeMessage: (mid) => refusalOf(() => connection.command({ t: 'chat.delete', mid })),
    guest: (act) => refusalOf(() => connection.guest(act)),
    serverNowMs: () => Date.now() + aheadMs,
  };
}

/** Remembers the id of a gift that is on its way; the oldest is forgotten, whose repeat would be refused as stale anyway. */
export function keepOpen(open: OpenGifts, key: string, clientId: string): void {
  open.set(key, clientId);
  const [oldest] = open.keys();
  if (open.size > limits.clientOpenGiftsMax && oldest !== undefined) open.delete(oldest);
}

async function refusalOf(what: () => Promise<unknown>): Promise<Refusal | undefined> {
  try {
    await what();
    return undefined;
  } catch (error) {
    // The room client rejects with nothing else; anything else is a bug and shows as one.
    if (!(error instanceof CommandError)) throw error;
    return { code: error.code, text: error.errors[0]?.message, retryAfterMs: error.retryAfterMs };
  }
}

function startTimer(run: () => void, delayMs: number): () => void {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
}
