import type { Account, IssuedTokens, LoginRequest, RegisterRequest } from '@halobuzz/core/api/auth';
import type { MfaChallengeData } from '@halobuzz/core/api/auth-factors';
import type { ErrorCode } from '@halobuzz/core/errors/codes';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { type ApiFailure, type ApiResult, codeOf } from '../../api/failure.ts';
import { useServices } from '../services.ts';

/**
 * `unreachable`: a session is stored, but the server could not be asked about it; nothing is forgotten.
 */
export type SessionState =
  | { readonly status: 'starting' }
  | { readonly status: 'signed-out'; readonly code?: ErrorCode }
  | { readonly status: 'unreachable'; readonly failure: ApiFailure }
  | { readonly status: 'signed-in'; readonly account: Account };

export interface Session {
  readonly state: SessionState;
  /** Signed in, unless a challenge comes back: then there is no session before its second factor. */
  readonly signIn: (
    credentials: Pick<LoginRequest, 'identifier' | 'password' | 'turnstileToken'>,
  ) => Promise<ApiResult<SignInStep>>;
  /** Goes on with the tokens of a sign-in. */
  readonly enter: (tokens: IssuedTokens) => Promise<void>;
  /** Registers and signs in. Resolves with the failure, or undefined when signed in. */
  readonly signUp: (request: RegisterRequest) => Promise<ApiFailure | undefined>;
  readonly signOut: () => Promise<void>;
  /** Asks the server about the account again. */
  readonly reload: () => Promise<void>;
}

/** What is missing for a sign-in; undefined: nothing. */
export type SignInStep = MfaChallengeData['challenge'] | undefined;

const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('useSession needs a SessionProvider above it');
  return session;
}

/** The signed-in account, or undefined. */
export function useAccount(): Account | undefined {
  const { state } = useSession();
  return state.status === 'signed-in' ? state.account : undefined;
}

/** Knows who is signed in, and tells the screens. */
export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const { api, client, device } = useServices();
  const [state, setState] = useState<SessionState>({ status: 'starting' });

  const reload = useCallback(async () => {
    if (!(await client.hasSession())) {
      setState((before) => (before.status === 'signed-out' ? before : { status: 'signed-out' }));
      return;
    }
    const answer = await api.me();
    setState((before) => stateAfter(answer, before));
  }, [api, client]);

  useEffect(() => {
    void reload();
    return client.onSessionChange((change) => {
      if (change.kind === 'ended') {
        setState({ status: 'signed-out', ...(change.code === undefined ? {} : { code: change.code }) });
        return;
      }
      // Whatever this window asks for from now on is the other account's: it must not look like the one before.
      setState({ status: 'starting' });
      void reload();
    });
  }, [client, reload]);

  const enter = useCallback<Session['enter']>(
    async (tokens) => {
      await client.begin(tokens);
      await reload();
    },
    [client, reload],
  );

  const signIn = useCallback<Session['signIn']>(
    async (credentials) => {
      const answer = await api.login({ ...credentials, device: await device() });
      if (!answer.ok) return answer;
      if ('mfaRequired' in answer.data) return { ok: true, data: answer.data.challenge };
      await enter(answer.data);
      return { ok: true, data: undefined };
    },
    [api, device, enter],
  );

  const signUp = useCallback<Session['signUp']>(
    async (request) => {
      const answer = await api.register(request);
      if (!answer.ok) return answer.failure;
      const entered = await signIn({ identifier: request.username, password: request.password });
      return entered.ok ? undefined : entered.failure;
    },
    [api, signIn],
  );

  const signOut = useCallback(() => client.signOut(), [client]);

  const session = useMemo(
    () => ({ state, signIn, enter, signUp, signOut, reload }),
    [state, signIn, enter, signUp, signOut, reload],
  );
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>;
}

function stateAfter(answer: ApiResult<Account>, before: SessionState): SessionState {
  if (answer.ok) return { status: 'signed-in', account: answer.data };
  // The client has already told why the session ended.
  if (before.status === 'signed-out') return before;
  if (codeOf(answer.failure) === 'unauthenticated') return { status: 'signed-out' };
  return before.status === 'signed-in' ? before : { status: 'unreachable', failure: answer.failure };
}
