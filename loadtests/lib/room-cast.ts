import type { JoinData, Stream } from '@halobuzz/core/api/streams';
import type { DownEvent } from '@halobuzz/core/protocol/down';
import { type LoadAccount, newAccount } from './account.ts';
import { noteAge } from './dated.ts';
import { api, must } from './http.ts';
import { RoomSocket } from './room-socket.ts';

/** One person in the room with everything their socket showed them. */
export interface Member {
  readonly account: LoadAccount;
  readonly socket: RoomSocket;
  readonly seen: {
    readonly chats: Set<string>;
    /** Transaction ids as often as they came: a second time is a fault. */
    readonly gifts: string[];
    readonly confirmed: Set<string>;
    likes: number;
    viewers: number;
    endedCoins: string | undefined;
  };
}

/** A broadcast, its host and its viewers. */
export interface RoomCast {
  readonly stream: Stream;
  readonly host: LoadAccount;
  readonly viewers: readonly LoadAccount[];
}

/** Creates the accounts and starts the broadcast. `label` opens every username: at most 18 characters. */
export function castRoom(target: string, label: string, viewers: number): RoomCast {
  const host = newAccount(target, `${label}_h`);
  const accounts = Array.from({ length: viewers }, (_, index) => newAccount(target, `${label}_${index}`));
  const { stream } = must(
    'go live',
    api<{ stream: Stream }>(target, {
      method: 'POST',
      path: '/streams',
      body: { title: `Load test ${label}`, category: 'music' },
      accessToken: host.accessToken,
    }),
  );
  return { stream, host, viewers: accounts };
}

/** Asks for a place in the room and opens the socket; its welcome is still to come. */
export function enterRoom(target: string, roomId: string, account: LoadAccount, decodeOneIn: number): Member {
  const askedAtMs = Date.now();
  const path = `/rooms/${roomId}/join`;
  const { url, ticket } = must(
    'join',
    api<JoinData>(target, {
      method: 'POST',
      path,
      name: '/rooms/:id/join',
      body: {},
      accessToken: account.accessToken,
    }),
  );
  const seen: Member['seen'] = {
    chats: new Set(),
    gifts: [],
    confirmed: new Set(),
    likes: 0,
    viewers: 0,
    endedCoins: undefined,
  };
  const place = { roomId, url, entry: { kind: 'ticket', ticket }, askedAtMs } as const;
  const socket = new RoomSocket(place, decodeOneIn, (event) => note(seen, event));
  return { account, socket, seen };
}

function note(seen: Member['seen'], event: DownEvent): void {
  switch (event.t) {
    case 'chat':
      noteAge(event);
      seen.chats.add(event.mid);
      return;
    case 'gift':
      seen.gifts.push(event.tx);
      return;
    case 'gift.confirmed':
      seen.confirmed.add(event.tx);
      return;
    case 'likes':
      seen.likes = event.total;
      return;
    case 'count':
      seen.viewers = event.viewers;
      return;
    case 'ended':
      seen.endedCoins = event.coins;
      return;
    case 'joined':
    case 'left':
    case 'entered':
    case 'host':
    case 'chat.deleted':
    case 'pinned':
    case 'settings':
    case 'moderated':
    case 'streak.ended':
    case 'goal':
    case 'goal.progress':
    case 'goal.reached':
    case 'guests':
    case 'guest.asks':
    case 'battle':
    case 'battle.score':
    case 'battle.challenge':
    case 'catalogue':
    case 'privacy':
    case 'quality':
    case 'noop':
    case 'paused':
      return;
    default:
      event satisfies never;
  }
}
