import type { WebTokens } from '@halobuzz/core/api/auth';
import { type Account, accountSchema, webTokensSchema } from '@halobuzz/core/api/auth';
import { type AccessTokenData, type MfaChallengeData, mfaChallengeDataSchema } from '@halobuzz/core/api/auth-factors';
import { anything, type Schema } from '@halobuzz/core/api/read-answer';
import type { Clock } from '@halobuzz/core/clock';
import { errorCodes } from '@halobuzz/core/errors/codes';
import { ApiProblem, type ProblemCode, problemFrom } from '../api/api-problem.ts';
import type { Caller } from '../api/call.ts';
import {
  type ApiRequest,
  type Credentials,
  type Fetch,
  type FileRequest,
  openAnswer,
  sendRequest,
} from '../api/request.ts';
import type { TextStore } from './browser-store.ts';

export interface SessionDeps {
  readonly fetch: Fetch;
  readonly store: TextStore;
  readonly now: Clock;
  /** Keeps other windows, the web app's too, from changing the cookie at the same moment. */
  readonly exclusively: <T>(name: string, task: () => Promise<T>) => Promise<T>;
  /** Whether nobody used the console for so long that it has to be locked. */
  readonly isIdle: () => boolean;
}

/** `unreachable`: there is a session, but the server could not be asked about it; nothing is forgotten. */
export type SessionState =
  | { readonly status: 'starting' }
  | { readonly status: 'signed-out'; readonly problem?: ApiProblem }
  | { readonly status: 'unreachable'; readonly problem: ApiProblem }
  | { readonly status: 'signed-in'; readonly me: Account };

/** What the window shows. `proving`: somebody waits for a proof of identity. `locked`: nothing may be seen until one is given. */
export interface SessionView {
  readonly state: SessionState;
  readonly proving: boolean;
  readonly locked: boolean;
}

interface Access {
  readonly token: string;
  readonly expiresAtMs: number;
}

/** An access token this close to its end is renewed before it is used. */
const renewAheadMs = 10_000;
/** What ends a session for good. */
const sessionEnds: readonly ProblemCode[] = ['refresh_rejected', 'session_revoked', 'account_banned'];
const refreshEnds: readonly ProblemCode[] = [...sessionEnds, 'unauthenticated', 'validation_failed'];
/** What a proof of identity answers. A trusted device's sign-in is confirmed by no second factor, and staff need one. */
const wantsProof: readonly ProblemCode[] = ['step_up_required', 'mfa_required'];
/** In the place of a session's id: its person signed out, and the server has not heard it yet. The web app's word too. */
const leaving = 'signing-out';

/** Signed in, or asked for a second factor: told apart before reading, so that each is read leniently. */
const signInAnswer: Schema<WebTokens | MfaChallengeData> = {
  safeParse: (value) =>
    typeof value === 'object' && value !== null && 'mfaRequired' in value
      ? mfaChallengeDataSchema.safeParse(value)
      : webTokensSchema.safeParse(value),
};

/**
 * The browser's session, which the console shares with the web app (ADR 0029): the refresh token is in a cookie that no
 * script reads, the access token in this object alone. One refresh at a time over all windows, under the web app's lock.
 * Requests wait while the console is locked; one that wants a proof of identity has it asked for once and is repeated.
 */
export class ConsoleSession implements Caller {
  readonly #deps: SessionDeps;
  readonly #listeners = new Set<() => void>();
  #view: SessionView = { state: { status: 'starting' }, proving: false, locked: false };
  #access: Access | undefined;
  #renewal: Promise<Access> | undefined;
  /** The session that this window works for; the cookie may meanwhile be another's. */
  #sessionId: string | undefined;
  /** Raised whenever a session begins or ends, so that late answers of the old one are told apart. */
  #life = 0;
  #proof: { readonly done: Promise<boolean>; readonly settle: (proved: boolean) => void } | undefined;
  #unlocked: { readonly done: Promise<void>; readonly settle: () => void } | undefined;

  constructor(deps: SessionDeps) {
    this.#deps = deps;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly view = (): SessionView => this.#view;

  /** Finds out who is signed in, and follows what other windows do. Returns how to stop. */
  start(): () => void {
    void this.reload();
    return this.#deps.store.onOtherChange('session', () => {
      this.#forget();
      this.#show({ state: { status: 'starting' } });
      void this.reload();
    });
  }

  /** Asks the server again who this is. */
  async reload(): Promise<void> {
    const { store } = this.#deps;
    if (store.get('session') === leaving) await this.#leave();
    if (store.get('session') === undefined) return this.#show({ state: { status: 'signed-out' } });
    const life = this.#life;
    try {
      const me = await this.#asAccount((token) =>
        this.#ask({ method: 'GET', path: '/auth/me', schema: accountSchema }, { token }),
      );
      // Before anything is shown: whoever comes to a window that nobody used for long sees nothing of it.
      if (this.#view.state.status !== 'signed-in' && this.#deps.isIdle()) this.#lockNow();
      this.#show({ state: { status: 'signed-in', me } });
    } catch (thrown) {
      const problem = problemFrom(thrown);
      if (life !== this.#life || this.#view.state.status === 'signed-out') return;
      if (problem.code === 'unauthenticated') this.#show({ state: { status: 'signed-out' } });
      else if (this.#view.state.status !== 'signed-in') this.#show({ state: { status: 'unreachable', problem } });
    }
  }

  /** Begins a session, unless a challenge comes back: then there is none before its second factor. @throws ApiProblem */
  async signIn(request: FileRequest): Promise<MfaChallengeData['challenge'] | undefined> {
    const answer = await this.#alone(() => this.#ask({ ...request, schema: signInAnswer }, { cookie: true }));
    if ('mfaRequired' in answer) return answer.challenge;
    this.#life += 1;
    this.#take(answer);
    this.unlock();
    await this.reload();
    return undefined;
  }

  /** Sends as nobody. @throws ApiProblem */
  sendOpen<T>(request: ApiRequest<T>): Promise<T> {
    return this.#ask(request);
  }

  /** Sends as whoever is signed in, also while the console is locked: what a proof of identity takes. @throws ApiProblem */
  sendLocked<T>(request: ApiRequest<T>): Promise<T> {
    return this.#asAccount((token) => this.#ask(request, { token }));
  }

  send<T>(request: ApiRequest<T>): Promise<T> {
    return this.#proven((token) => this.#ask(request, { token }));
  }

  open(request: FileRequest): Promise<Response> {
    return this.#proven((token) => openAnswer(this.#deps.fetch, request, { token }));
  }

  /** A proof was given: takes its token, unlocks, and lets whoever waited go on. */
  proved(access: AccessTokenData): void {
    this.#access = this.#accessOf(access);
    this.#settleProof(true);
    this.unlock();
  }

  /** The proof was not given: what waited for it is not done. */
  giveUpProof(): void {
    this.#settleProof(false);
  }

  lock(): void {
    if (this.#view.state.status === 'signed-in') this.#lockNow();
  }

  #lockNow(): void {
    if (this.#view.locked) return;
    let settle = (): void => {};
    const done = new Promise<void>((resolve) => {
      settle = resolve;
    });
    this.#unlocked = { done, settle };
    this.#show({ locked: true });
  }

  unlock(): void {
    this.#unlocked?.settle();
    this.#unlocked = undefined;
    if (this.#view.locked) this.#show({ locked: false });
  }

  /** Signs out here and, as soon as it can be reached, at the server; the web app of this browser with it. */
  async signOut(): Promise<void> {
    const { store } = this.#deps;
    const stored = store.get('session');
    // Another window signed in as somebody else: the cookie is not this one's to take away.
    const own = this.#sessionId === undefined || stored === this.#sessionId;
    if (own) {
      store.set('session', leaving);
      await this.#leave();
    }
    this.#end();
  }

  async #proven<T>(send: (token: string) => Promise<T>): Promise<T> {
    await this.#unlocked?.done;
    try {
      return await this.#asAccount(send);
    } catch (thrown) {
      const problem = problemFrom(thrown);
      if (!wantsProof.includes(problem.code)) throw thrown;
      if (!(await this.#askProof())) {
        throw new ApiProblem('given_up', 'Nothing was done: you did not prove that it is you.');
      }
    }
    return this.#asAccount(send);
  }

  /** However many wait for a proof, it is asked for once. */
  #askProof(): Promise<boolean> {
    if (this.#proof === undefined) {
      let settle = (_proved: boolean): void => {};
      const done = new Promise<boolean>((resolve) => {
        settle = resolve;
      });
      this.#proof = { done, settle };
      this.#show({ proving: true });
    }
    return this.#proof.done;
  }

  #settleProof(proved: boolean): void {
    this.#proof?.settle(proved);
    this.#proof = undefined;
    if (this.#view.proving) this.#show({ proving: false });
  }

  async #asAccount<T>(send: (token: string) => Promise<T>): Promise<T> {
    const life = this.#life;
    const access = await this.#usableAccess();
    try {
      return await send(access.token);
    } catch (thrown) {
      const { code } = problemFrom(thrown);
      if (sessionEnds.includes(code) && life === this.#life) this.#end(problemFrom(thrown));
      if (code !== 'unauthenticated') throw thrown;
    }
    const renewed = await this.#renew(access);
    // What one account began is never carried out as another.
    if (life !== this.#life) throw signedOut();
    return send(renewed.token);
  }

  async #usableAccess(): Promise<Access> {
    const access = this.#access;
    if (access !== undefined && access.expiresAtMs - renewAheadMs > this.#deps.now()) return access;
    return this.#renew(access);
  }

  /** The successor of `spent`. Whoever comes while one is being fetched waits for the same. */
  #renew(spent: Access | undefined): Promise<Access> {
    const current = this.#access;
    if (current !== undefined && current.token !== spent?.token) return Promise.resolve(current);
    this.#renewal ??= this.#alone(() => this.#refresh()).finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  async #refresh(): Promise<Access> {
    const life = this.#life;
    const stored = this.#deps.store.get('session');
    if (stored === undefined || stored === leaving) throw signedOut();
    const request = { method: 'POST', path: '/auth/refresh', body: {}, schema: webTokensSchema } as const;
    let tokens: WebTokens;
    try {
      tokens = await this.#ask(request, { cookie: true });
    } catch (thrown) {
      const problem = problemFrom(thrown);
      if (life === this.#life && refreshEnds.includes(problem.code)) this.#end(problem);
      throw thrown;
    }
    // Signed out, or in again, while the answer was under way: it belongs to nobody now.
    if (life !== this.#life) throw signedOut();
    const known = this.#sessionId;
    const access = this.#take(tokens);
    if (known === undefined || known === tokens.sessionId) return access;
    this.#life += 1;
    this.#show({ state: { status: 'starting' } });
    void this.reload();
    throw signedOut();
  }

  #take(tokens: WebTokens): Access {
    const access = this.#accessOf(tokens);
    this.#access = access;
    this.#sessionId = tokens.sessionId;
    this.#deps.store.set('session', tokens.sessionId);
    return access;
  }

  /** Only the server can remove the cookie; any answer of it means that the session is over. */
  async #leave(): Promise<void> {
    await this.#alone(async () => {
      const { store } = this.#deps;
      if (store.get('session') !== leaving) return;
      const heard = await this.#ask(
        { method: 'POST', path: '/auth/logout', body: {}, schema: anything },
        { cookie: true },
      ).then(
        () => true,
        (thrown: unknown) => problemFrom(thrown).status >= 400 && problemFrom(thrown).status < 500,
      );
      if (heard && store.get('session') === leaving) store.set('session', undefined);
    });
  }

  #end(problem?: ApiProblem): void {
    const { store } = this.#deps;
    const own = this.#sessionId;
    this.#forget();
    const stored = store.get('session');
    // Another window began a session since: it is not this one's to forget.
    if (own !== undefined && stored !== undefined && stored !== leaving && stored !== own) {
      this.#show({ state: { status: 'starting' } });
      void this.reload();
      return;
    }
    if (stored !== leaving) store.set('session', undefined);
    this.#show({ state: { status: 'signed-out', ...(problem === undefined ? {} : { problem }) } });
  }

  #forget(): void {
    this.#life += 1;
    this.#access = undefined;
    this.#sessionId = undefined;
    this.#settleProof(false);
    this.unlock();
  }

  #ask<T>(request: ApiRequest<T>, as: Credentials = {}): Promise<T> {
    return sendRequest(this.#deps.fetch, request, as);
  }

  #alone<T>(task: () => Promise<T>): Promise<T> {
    return this.#deps.exclusively('refresh', task);
  }

  #accessOf(tokens: AccessTokenData): Access {
    return { token: tokens.accessToken, expiresAtMs: this.#deps.now() + tokens.expiresInSeconds * 1_000 };
  }

  #show(change: Partial<SessionView>): void {
    this.#view = { ...this.#view, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function signedOut(): ApiProblem {
  return new ApiProblem('unauthenticated', errorCodes.unauthenticated.text, {
    status: errorCodes.unauthenticated.status,
  });
}
