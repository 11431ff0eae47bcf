import type { JoinData } from '@halobuzz/core/api/streams';
import { createContext, useContext, useEffect, useMemo, useRef } from 'react';
import { AppState } from 'react-native';
import { useServices } from '../services.ts';
import { type RoomSession, roomSession } from './room-session.ts';
import type { RoomState } from './room-state.ts';
import { useRoomState } from './room-store.ts';
import { useMediaAccess } from './use-media-access.ts';

const SessionContext = createContext<RoomSession | undefined>(undefined);
export const RoomSessionProvider = SessionContext.Provider;

/** The session of the room that the part belongs to. */
export function useSessionOfRoom(): RoomSession {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('a part of a room needs a RoomSessionProvider above it');
  return session;
}

/** What `select` picks of the room's state; see {@link useRoomState}. */
export function useRoom<T>(select: (state: RoomState) => T): T {
  return useRoomState(useSessionOfRoom().store, select);
}

/** One try to get in; another object is another try. */
export interface Attempt {
  /** The broadcast's, where it asks for one. */
  readonly password?: string;
}

/** A place in the room for as long as the screen is there, and access to its media. */
export function useRoomSession(roomId: string, attempt: Attempt): RoomSession {
  const { openRoom, frames } = useServices();
  const grant = useRef<(data: JoinData) => void>(undefined);
  const session = useMemo(
    () => roomSession({ openRoom, frames }, roomId, (data) => grant.current?.(data), attempt.password),
    [openRoom, frames, roomId, attempt],
  );
  grant.current = useMediaAccess(session);
  useEffect(() => {
    const leave = session.enter();
    // A phone that slept has a socket that looks open and may be dead.
    const subscription = AppState.addEventListener('change', (next) => {
      if (next === 'active') session.connection.wake();
    });
    return () => {
      subscription.remove();
      leave();
    };
  }, [session]);
  return session;
}
