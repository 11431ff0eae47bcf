import { isStaff } from '@halobuzz/core/roles';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Router, type RouterOptions } from 'wouter';
import { problemFrom } from './api/api-problem.ts';
import { ProblemNotice } from './kit/problem-notice.tsx';
import { SayProvider } from './kit/say.tsx';
import { IdleLock } from './session/idle-lock.tsx';
import { type ConsoleServices, ServicesContext, useServices, useSessionView } from './session/session-context.ts';
import { SignInPage } from './session/sign-in-page.tsx';
import { StepUpDialog } from './session/step-up-dialog.tsx';
import { CommandsProvider } from './shell/commands.tsx';
import { Shell } from './shell/shell.tsx';

/** The whole console. `place`: where the address is kept, the browser's own if not said. */
export function Console({
  services,
  place = {},
}: {
  readonly services: ConsoleServices;
  readonly place?: RouterOptions;
}) {
  return (
    <ServicesContext.Provider value={services}>
      <Router {...place} base="/console">
        <Gate />
      </Router>
    </ServicesContext.Provider>
  );
}

/** Answers are asked for again only where that can help. */
export function newQueryClient(retries = 2): QueryClient {
  const again = new Set(['network', 'unavailable', 'internal']);
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 2_000,
        retry: (count, thrown) => count < retries && again.has(problemFrom(thrown).code),
      },
    },
  });
}

function Gate() {
  const { session } = useServices();
  const { state } = useSessionView();
  useEffect(() => session.start(), [session]);
  switch (state.status) {
    case 'starting':
      return (
        <main className="card narrow">
          <p role="status">Loading…</p>
        </main>
      );
    case 'unreachable':
      return (
        <main className="card narrow stack">
          <h1>HaloBuzz console</h1>
          <ProblemNotice problem={state.problem} onRetry={() => void session.reload()} />
        </main>
      );
    case 'signed-out':
      return <SignInPage ended={state.problem} />;
    case 'signed-in':
      // Another person's answers are never shown to this one.
      return isStaff(state.me.roles) ? (
        <SignedIn key={state.me.accountId} />
      ) : (
        <NotStaff username={state.me.username} />
      );
    default:
      return state satisfies never;
  }
}

function SignedIn() {
  const [queries] = useState(newQueryClient);
  return (
    <QueryClientProvider client={queries}>
      <SayProvider>
        <CommandsProvider>
          <Shell />
          <StepUpDialog />
          <IdleLock />
        </CommandsProvider>
      </SayProvider>
    </QueryClientProvider>
  );
}

function NotStaff({ username }: { readonly username: string }) {
  const { session } = useServices();
  return (
    <main className="card narrow stack">
      <h1>HaloBuzz console</h1>
      <p>
        You are signed in as @{username}, who is not staff. <a href="/">Go to the app</a>, or sign out here and there.
      </p>
      <button type="button" onClick={() => void session.signOut()}>
        Sign out
      </button>
    </main>
  );
}
