import type { ErrorCode } from '../errors/codes.ts';
import type { DownEvent, EventType } from '../protocol/down.ts';
import type { Welcome } from '../protocol/messages/welcome.ts';

/**
 * `idle`: not started. `connecting`: the first try is under way. `live`: in the room. `reconnecting`: the connection was
 * lost, and will be made again by itself. `ended`: the broadcast is over. `refused`: the server does not want this client
 * back; the detail says why. `stopped`: left by {@link RoomClient.stop}.
 */
export type RoomClientState = 'idle' | 'connecting' | 'live' | 'reconnecting' | 'ended' | 'refused' | 'stopped';

/** `offset` is undefined for lossy and personal events, which are not recovered. */
export interface EventPlace {
  readonly offset: number | undefined;
  readonly serverTimeMs: number;
}

/** What a {@link RoomClient} tells. An error thrown in here is thrown again from a timer, and disturbs nothing. */
export interface RoomListener {
  onState(state: RoomClientState, detail?: ErrorCode): void;
  /** A snapshot. With `recovered` the state so far still holds and the missing events follow; otherwise forget it. */
  onWelcome(welcome: Welcome): void;
  /** Reliable events come in order and once; chat once; other lossy events as they arrive. */
  onEvent(event: DownEvent, place: EventPlace): void;
}

export type EventOf<T extends EventType> = Extract<DownEvent, { t: T }>;

/** Handlers by name: each event's handler receives that event's own type. */
export type RoomHandlers = {
  readonly [T in EventType]?: (event: EventOf<T>, place: EventPlace) => void;
} & {
  readonly onState?: RoomListener['onState'];
  readonly onWelcome?: RoomListener['onWelcome'];
};

/**
 * A listener from handlers by event type; what has no handler is passed over.
 *
 * @example listenTo({ gift: (gift) => show(gift.from.name, gift.coins), onState: (state) => setBanner(state) })
 */
export function listenTo(handlers: RoomHandlers): RoomListener {
  return {
    onState: (state, detail) => handlers.onState?.(state, detail),
    onWelcome: (welcome) => handlers.onWelcome?.(welcome),
    onEvent: (event, place) => {
      // The handler under an event's own name takes that event; the compiler does not follow the pairing.
      const handler = handlers[event.t] as ((event: DownEvent, place: EventPlace) => void) | undefined;
      handler?.(event, place);
    },
  };
}
