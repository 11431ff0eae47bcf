import type { Role } from '@halobuzz/core/tokens';
import { QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import type { ReactElement } from 'react';
import { Route, Router } from 'wouter';
import { memoryLocation } from 'wouter/memory-location';
import { bindCalls } from '../src/api/call.ts';
import { Console, newQueryClient } from '../src/console.tsx';
import { SayProvider } from '../src/kit/say.tsx';
import { browserStore } from '../src/session/browser-store.ts';
import { ConsoleSession } from '../src/session/console-session.ts';
import { isIdle, touch } from '../src/session/last-touch.ts';
import { type ConsoleServices, ServicesContext } from '../src/session/session-context.ts';
import { StepUpDialog } from '../src/session/step-up-dialog.tsx';
import { CommandsProvider } from '../src/shell/commands.tsx';
import { type FakeServer, fakeServer, type Handler, success } from './fake-server.ts';

export const myId = 'aabcdefghijklmnopqrstuvwxy2';
export const sessionId = 'se_mfrggzdfmztwq2lknnwg23tpob';

export const tokensOf = (accessToken: string) => ({
  ...{ accessToken, tokenType: 'Bearer', expiresInSeconds: 600, sessionId },
});

/** What every signed-in console asks first. */
export function sessionRoutes(roles: readonly Role[]): Readonly<Record<string, Handler>> {
  return {
    'POST /auth/refresh': () => success(tokensOf('access-1')),
    'GET /auth/me': () =>
      success({
        ...{ accountId: myId, username: 'sita', email: 'sita@example.com', emailVerified: true },
        ...{ roles, createdAt: '2026-01-02T03:04:05.678Z' },
      }),
  };
}

export interface Shown {
  readonly server: FakeServer;
  readonly services: ConsoleServices;
  /** The addresses that were gone to, behind `/console`. */
  readonly places: () => readonly string[];
  clock: { nowMs: number };
}

export interface ShowOptions {
  readonly roles?: readonly Role[];
  readonly routes?: Readonly<Record<string, Handler>>;
  /** Behind `/console`, with its query. */
  readonly at?: string;
  /** The route's pattern, for a page that reads a parameter: `/cases/:id`. */
  readonly pattern?: string;
}

function make({ roles = ['admin'], routes = {}, at = '/' }: ShowOptions) {
  const server = fakeServer({ ...sessionRoutes(roles), ...routes });
  const clock = { nowMs: Date.UTC(2026, 10, 23, 12) };
  const store = browserStore();
  const now = (): number => clock.nowMs;
  const session = new ConsoleSession({
    fetch: server.fetch,
    ...{ store, now, exclusively: (_name, task) => task() },
    isIdle: () => isIdle(store, now()),
  });
  bindCalls(session);
  const location = memoryLocation({ path: `/console${at === '/' ? '' : at}`, record: true });
  const services: ConsoleServices = {
    ...{ session, store, now },
    passkeys: { available: false, get: async () => undefined },
  };
  const shown: Shown = {
    ...{ server, services, clock },
    places: () => location.history.map((place) => place.replace(/^\/console/, '') || '/'),
  };
  return { shown, location, store };
}

/** Renders one page for somebody who is signed in with these roles; resolves once the session is there. */
export async function showPage(page: ReactElement, options: ShowOptions = {}): Promise<Shown> {
  const { shown, location, store } = make(options);
  store.set('session', sessionId);
  touch(store, shown.clock.nowMs);
  await shown.services.session.reload();
  render(
    <ServicesContext.Provider value={shown.services}>
      <Router base="/console" hook={location.hook} searchHook={location.searchHook}>
        <QueryClientProvider client={newQueryClient(0)}>
          <SayProvider>
            <CommandsProvider>
              {options.pattern === undefined ? page : <Route path={options.pattern}>{page}</Route>}
              <StepUpDialog />
            </CommandsProvider>
          </SayProvider>
        </QueryClientProvider>
      </Router>
    </ServicesContext.Provider>,
  );
  return shown;
}

/** Renders the whole console; `signedIn: false` begins at the sign-in. */
export function showConsole(
  options: ShowOptions & { readonly signedIn?: boolean; readonly idle?: boolean } = {},
): Shown {
  const { shown, location, store } = make(options);
  if (options.signedIn !== false) store.set('session', sessionId);
  if (options.idle !== true) touch(store, shown.clock.nowMs);
  render(<Console services={shown.services} place={{ hook: location.hook, searchHook: location.searchHook }} />);
  return shown;
}
