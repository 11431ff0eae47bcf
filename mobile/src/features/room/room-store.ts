import { limits } from '@halobuzz/core/limits';
import { type StoreApi, useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Frames } from '../../realtime/frames.ts';
import { initialRoomState, type RoomAction, type RoomState, roomReducer } from './room-state.ts';

/** A room's state. Parts of the screen read it by {@link useRoomState}, each what it draws alone. */
export interface RoomStore extends Pick<StoreApi<RoomState>, 'getState' | 'getInitialState' | 'subscribe'> {
  /** Takes effect with the next frame, together with all that came until then. */
  dispatch(action: RoomAction): void;
  /** Takes effect at once, behind what waited: for what the person did themselves. */
  dispatchNow(action: RoomAction): void;
  /** Nothing that waits takes effect any more. */
  close(): void;
}

/**
 * Makes a room's store. However many events a room has, its screen is drawn once a frame at most: what comes in between
 * is gathered, and folded in order.
 */
export function createRoomStore(frames: Frames): RoomStore {
  const store = createStore<RoomState>(() => initialRoomState);
  let waiting: RoomAction[] = [];
  let cancel: (() => void) | undefined;

  const settle = (): void => {
    cancel?.();
    cancel = undefined;
    if (waiting.length === 0) return;
    const actions = waiting;
    waiting = [];
    store.setState(actions.reduce(roomReducer, store.getState()), true);
  };
  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    dispatch(action) {
      waiting.push(action);
      if (waiting.length >= limits.clientRoomActionsWaitingMax) settle();
      else cancel ??= frames(settle);
    },
    dispatchNow(action) {
      waiting.push(action);
      settle();
    },
    close() {
      cancel?.();
      cancel = undefined;
      waiting = [];
    },
  };
}

/** What `select` picks of a room's state; draws anew only when that changed (compared by identity: pick, do not build). */
export function useRoomState<T>(store: RoomStore, select: (state: RoomState) => T): T {
  return useStore(store, select);
}
