import { createContext, useContext, useSyncExternalStore } from 'react';
import type { TextStore } from './browser-store.ts';
import type { ConsoleSession, SessionView } from './console-session.ts';
import type { Passkeys } from './passkeys.ts';

/** What the console as a whole works with; pages need none of it. */
export interface ConsoleServices {
  readonly session: ConsoleSession;
  readonly store: TextStore;
  readonly passkeys: Passkeys;
  readonly now: () => number;
}

export const ServicesContext = createContext<ConsoleServices | undefined>(undefined);

export function useServices(): ConsoleServices {
  const services = useContext(ServicesContext);
  if (services === undefined) throw new Error('useServices needs a ServicesContext above it');
  return services;
}

/** What the session shows now. */
export function useSessionView(): SessionView {
  const { session } = useServices();
  return useSyncExternalStore(session.subscribe, session.view);
}
