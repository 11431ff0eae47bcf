import { type IssuedTokens, tokensSchema, webTokensSchema } from '@halobuzz/core/api/auth';
import type { AccessTokenData } from '@halobuzz/core/api/auth-factors';
import { anything, type Schema } from '@halobuzz/core/api/read-answer';
import type { Clock } from '@halobuzz/core/clock';
import { type ErrorCode, errorCodes } from '@halobuzz/core/errors/codes';
import { type ApiFailure, type ApiResult, codeOf, failed } from './failure.ts';
import { type ApiRequest, type Fetch, type FileRequest, requestFile, sendRequest } from './request.ts';
import type { TokenStore } from './token-store.ts';

export interface ApiClientDeps {
  /** Scheme, host and port without a trailing slash; empty for the page's own origin. */
  readonly baseUrl: string;
  readonly fetch: Fetch;
  readonly store: TokenStore;
  readonly now: Clock;
  /** Keeps other windows from refreshing at the same moment. */
  readonly exclusively: <T>(name: string, task: () => Promise<T>) => Promise<T>;
}

/**
 * `ended` with the server's reason when it was the server's doing. `replaced`: another window signed in, maybe as someone
 * else.
 */
export type SessionChange =
  | { readonly kind: 'ended'; readonly code: ErrorCode | undefined }
  | { readonly kind: 'replaced' };

interface Access {
  readonly token: string;
  readonly expiresAtMs: number;
}

/** An access token this close to its end is renewed before it is used. */
export const renewAheadMs = 10_000;

/** What ends a session for good. `validation_failed`: what is stored is no refresh token at all. */
const sessionEnds: readonly ErrorCode[] = ['refresh_rejected', 'session_revoked', 'account_banned'];
const refreshEnds: readonly ErrorCode[] = [...sessionEnds, 'unauthenticated', 'validation_failed'];

/**
 * Every request of the app goes through here. It carries the access token, renews it (one refresh at a time, however
 * many requests wait for it), and forgets the session only when the server says that it is over: no network failure
 * does.
 */
export class ApiClient {
  readonly #deps: ApiClientDeps;
  readonly #listeners = new Set<(change: SessionChange) => void>();
  #access: Access | undefined;
  #renewal: Promise<ApiResult<Access>> | undefined;
  /** Raised whenever a session begins or ends, so that late answers of the old one are told apart. */
  #session = 0;
  /** The session that this window works for; a cookie may meanwhile be another's. */
  #sessionId: string | undefined;

  constructor(deps: ApiClientDeps) {
    this.#deps = deps;
  }

  /** Tells of changes that this client's caller did not ask for by `begin`. Returns how to stop. */
  onSessionChange(listener: (change: SessionChange) => void): () => void {
    this.#listeners.add(listener);
    const stop = this.#deps.store.onOtherChange(() => void this.#otherWindowChanged());
    return () => {
      stop();
      this.#listeners.delete(listener);
    };
  }

  /** Whether a session is stored; it may turn out to be over. */
  async hasSession(): Promise<boolean> {
    if (await this.#deps.store.isLeaving()) await this.#leave();
    return this.#deps.store.present();
  }

  /** The tokens of a session, as they are answered to this client. */
  get tokens(): Schema<IssuedTokens> {
    return this.#withCookie ? webTokensSchema : tokensSchema;
  }

  async begin(tokens: IssuedTokens): Promise<void> {
    this.#session += 1;
    await this.#take(tokens);
  }

  /** Signs out here and, as soon as it can be reached, at the server. */
  async signOut(): Promise<void> {
    if (this.#withCookie) {
      const stored = await this.#deps.store.sessionId();
      // Another window signed in as somebody else: the session of this one is over, and the cookie is not its own.
      if (this.#sessionId !== undefined && stored !== this.#sessionId) return this.#otherWindowChanged();
      await this.#deps.store.leave();
      await this.#leave(stored);
    } else {
      // The server's answer does not matter: this device forgets the session either way.
      await this.authorised({ method: 'POST', path: '/auth/logout', body: {}, data: anything });
      await this.#deps.store.clear();
    }
    this.#forget();
    this.#tell({ kind: 'ended', code: undefined });
  }

  /** Forgets the session on this device, but not one that another window has begun since. */
  async end(code?: ErrorCode): Promise<void> {
    const own = this.#sessionId;
    this.#forget();
    const stored = this.#withCookie ? await this.#deps.store.sessionId() : undefined;
    const replaced = own !== undefined && stored !== undefined && stored !== own;
    if (!replaced) await this.#deps.store.clear();
    this.#tell(replaced ? { kind: 'replaced' } : { kind: 'ended', code });
  }

  /** Sends without a token. */
  open<T>(request: ApiRequest<T>): Promise<ApiResult<T>> {
    return sendRequest(this.#deps.baseUrl, this.#deps.fetch, request);
  }

  /** Sends what may begin a session, without a token. Its tokens go to {@link begin}. */
  opening<T>(request: ApiRequest<T>): Promise<ApiResult<T>> {
    return this.#alone(() => this.open(this.#carrying(request)));
  }

  /** Sends as the signed-in account what gives the session new tokens, or ends it. */
  changing<T>(request: ApiRequest<T>): Promise<ApiResult<T>> {
    const { baseUrl, fetch } = this.#deps;
    return this.#asAccount((token) => this.#alone(() => sendRequest(baseUrl, fetch, this.#carrying(request), token)));
  }

  /** Sends as the signed-in account. Fails with `unauthenticated` when there is none. */
  authorised<T>(request: ApiRequest<T>): Promise<ApiResult<T>> {
    return this.#asAccount((token) => sendRequest(this.#deps.baseUrl, this.#deps.fetch, request, token));
  }

  /** The same for an answer that is a file. */
  download(request: FileRequest): Promise<ApiResult<Blob>> {
    return this.#asAccount((token) => requestFile(this.#deps.baseUrl, this.#deps.fetch, request, token));
  }

  /** Takes the access token that a proof of identity gave: of the same session, whose refresh token stays. */
  raise(access: AccessTokenData): void {
    this.#access = this.#accessOf(access);
  }

  async #asAccount<T>(send: (accessToken: string) => Promise<ApiResult<T>>): Promise<ApiResult<T>> {
    const session = this.#session;
    const access = await this.#usableAccess();
    if (!access.ok) return access;
    const first = await this.#sendAs(send, access.data);
    if (first.ok || !wantsRefresh(first.failure)) return first;
    const renewed = await this.#renew(access.data);
    if (!renewed.ok) return renewed;
    // What one account began is never carried out as another.
    return session === this.#session ? this.#sendAs(send, renewed.data) : failed(signedOut);
  }

  async #sendAs<T>(send: (accessToken: string) => Promise<ApiResult<T>>, access: Access): Promise<ApiResult<T>> {
    const session = this.#session;
    const answer = await send(access.token);
    const code = answer.ok ? undefined : codeOf(answer.failure);
    if (code !== undefined && sessionEnds.includes(code) && session === this.#session) await this.end(code);
    return answer;
  }

  async #usableAccess(): Promise<ApiResult<Access>> {
    const access = this.#access;
    if (access !== undefined && access.expiresAtMs - renewAheadMs > this.#deps.now()) return { ok: true, data: access };
    return this.#renew(access);
  }

  /** The successor of `spent`. Whoever comes while one is being fetched waits for the same. */
  #renew(spent: Access | undefined): Promise<ApiResult<Access>> {
    const current = this.#access;
    if (current !== undefined && current.token !== spent?.token) return Promise.resolve({ ok: true, data: current });
    this.#renewal ??= this.#alone(() => this.#refresh()).finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  async #refresh(): Promise<ApiResult<Access>> {
    const session = this.#session;
    const { store } = this.#deps;
    const refreshToken = await store.load();
    if (!(await store.present())) return failed(signedOut);
    const answer = await this.#askTokens(refreshToken);
    // Signed out, or in again, while the answer was under way: it belongs to nobody now.
    if (session !== this.#session) return failed(signedOut);
    if (answer.ok) return this.#refreshed(answer.data);
    const code = codeOf(answer.failure);
    if (code !== undefined && refreshEnds.includes(code)) await this.end(code);
    return answer;
  }

  /** A token of before there were cookies is shown once; the cookie may be there although its answer was lost. */
  async #askTokens(refreshToken: string | undefined): Promise<ApiResult<IssuedTokens>> {
    const ask = (body: { readonly refreshToken?: string }) =>
      this.open(this.#carrying({ method: 'POST', path: '/auth/refresh', body, data: this.tokens }));
    if (refreshToken === undefined) return ask({});
    const answer = await ask({ refreshToken });
    const refused = !answer.ok && codeOf(answer.failure) === 'refresh_rejected';
    return this.#withCookie && refused ? ask({}) : answer;
  }

  async #refreshed(tokens: IssuedTokens): Promise<ApiResult<Access>> {
    const known = this.#sessionId;
    const access = await this.#take(tokens);
    if (known === undefined || known === tokens.sessionId) return { ok: true, data: access };
    this.#session += 1;
    this.#tell({ kind: 'replaced' });
    return failed(signedOut);
  }

  async #take(tokens: IssuedTokens): Promise<Access> {
    const access = this.#accessOf(tokens);
    this.#access = access;
    this.#sessionId = tokens.sessionId;
    await this.#deps.store.save('refreshToken' in tokens ? tokens.refreshToken : undefined, tokens.sessionId);
    return access;
  }

  /**
   * Only the server can remove the cookie; any answer of it means that the session is over.
   * @param session what was signed out of just now
   */
  async #leave(session?: string): Promise<void> {
    await this.#alone(async () => {
      const { store } = this.#deps;
      // Another window that had not heard of it may have refreshed meanwhile, and written the session down again.
      if (session !== undefined && (await store.sessionId()) === session) await store.leave();
      if (!(await store.isLeaving())) return;
      const answer = await this.open(
        this.#carrying({ method: 'POST', path: '/auth/logout', body: {}, data: anything }),
      );
      const heard = answer.ok || (answer.failure.kind === 'problem' && answer.failure.status < 500);
      if (heard && (await store.isLeaving())) await store.clear();
    });
  }

  #forget(): void {
    this.#session += 1;
    this.#access = undefined;
    this.#sessionId = undefined;
  }

  async #otherWindowChanged(): Promise<void> {
    this.#forget();
    this.#tell((await this.#deps.store.present()) ? { kind: 'replaced' } : { kind: 'ended', code: undefined });
  }

  get #withCookie(): boolean {
    return this.#deps.store.carrier === 'cookie';
  }

  #carrying<T>(request: ApiRequest<T>): ApiRequest<T> {
    return this.#withCookie ? { ...request, sessionCookie: true } : request;
  }

  /** One at a time over all windows: answers that change the cookie must not overtake each other. */
  #alone<T>(task: () => Promise<T>): Promise<T> {
    return this.#deps.exclusively('refresh', task);
  }

  #tell(change: SessionChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  #accessOf(tokens: AccessTokenData): Access {
    return { token: tokens.accessToken, expiresAtMs: this.#deps.now() + tokens.expiresInSeconds * 1_000 };
  }
}

function wantsRefresh(failure: ApiFailure): boolean {
  return failure.kind === 'problem' && errorCodes[failure.code].retry === 'after_refresh';
}

const signedOut: ApiFailure = {
  kind: 'problem',
  code: 'unauthenticated',
  status: errorCodes.unauthenticated.status,
  text: errorCodes.unauthenticated.text,
  errors: [],
  requestId: '',
};
