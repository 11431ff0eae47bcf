import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ApiError } from './api-request.ts';
import { demoUsername } from './demo-names.ts';
import type { HalobuzzApi } from './halobuzz-api.ts';
import type { SavedAccount } from './saved-accounts.ts';

/** A signed-in bot. */
export interface DemoSession {
  readonly username: string;
  /** A token that lives for at least another half minute. Throws an ApiError when the session cannot go on. */
  accessToken(): Promise<string>;
}

export interface SessionDeps {
  readonly api: HalobuzzApi;
  readonly random: () => number;
  readonly now: () => number;
  /** Ends every wait. */
  readonly signal: AbortSignal;
  /** Called after an account changed, so that it is saved. */
  readonly changed: () => void;
  /** Called when a rate limit makes a bot wait. */
  readonly slowed: () => void;
}

const renewBeforeMs = 30_000;
const mailPollMs = 150;
const mailWaitMs = 15_000;
const namesTriedMax = 8;
const pauseMsDefault = 2_000;

/** A new account's particulars; nothing is registered yet. */
export function inventAccount(attempt: number, random: () => number): SavedAccount {
  const username = demoUsername(attempt, random);
  return {
    username,
    email: `${username}@demo.example`,
    password: randomBytes(18).toString('base64url'),
    deviceId: `demo-${randomBytes(9).toString('base64url')}`,
    verified: false,
  };
}

/**
 * Signs a bot in: by its refresh token, else its password, else by registering (an account of an earlier run is gone
 * after `npm start -- --fresh`). Rate limits are waited out.
 */
export async function signIn(account: SavedAccount, deps: SessionDeps): Promise<DemoSession> {
  const session = openSession(account, deps);
  const resumed = account.refreshToken !== undefined && (await accepted(session.accessToken()));
  if (!resumed) delete account.refreshToken;
  const known = resumed || (account.verified && (await accepted(session.accessToken())));
  if (!known) {
    await register(account, deps);
    await session.accessToken();
  }
  if (!account.verified) await verify(account, session, deps);
  return session;
}

function openSession(account: SavedAccount, deps: SessionDeps): DemoSession {
  let token = '';
  let renewAtMs = 0;
  let renewal: Promise<void> | undefined;
  const renew = async (): Promise<void> => {
    const { api } = deps;
    const { username, password, deviceId, refreshToken } = account;
    const tokens = await patiently(deps, () =>
      refreshToken === undefined
        ? api.login(username, password, { id: deviceId, name: 'demo' })
        : api.refresh(refreshToken),
    );
    account.refreshToken = tokens.refreshToken;
    token = tokens.accessToken;
    renewAtMs = deps.now() + tokens.expiresInSeconds * 1_000 - renewBeforeMs;
    deps.changed();
  };
  return {
    get username() {
      return account.username;
    },
    accessToken: async () => {
      if (deps.now() >= renewAtMs) {
        renewal ??= renew().finally(() => {
          renewal = undefined;
        });
        await renewal;
      }
      return token;
    },
  };
}

async function register(account: SavedAccount, deps: SessionDeps): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await patiently(deps, () => deps.api.register(account));
      account.verified = false;
      deps.changed();
      return;
    } catch (error) {
      const taken = error instanceof ApiError && error.code === 'username_taken';
      if (!taken || attempt >= namesTriedMax) throw error;
      Object.assign(account, inventAccount(attempt, deps.random));
    }
  }
}

async function verify(account: SavedAccount, session: DemoSession, deps: SessionDeps): Promise<void> {
  const deadlineMs = deps.now() + mailWaitMs;
  for (;;) {
    const code = await deps.api.mailedCode(account.email);
    if (code !== undefined) {
      await patiently(deps, async () => deps.api.verifyEmail(await session.accessToken(), code));
      account.verified = true;
      deps.changed();
      return;
    }
    if (deps.now() > deadlineMs) throw new ApiError('unavailable', 0, `no mail arrived for ${account.email}`);
    await delay(mailPollMs, undefined, { signal: deps.signal });
  }
}

/** Whether it succeeded; a refusal of credentials is the answer no, anything else is thrown. */
async function accepted(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    const refused = ['invalid_credentials', 'refresh_rejected', 'session_revoked', 'unauthenticated'];
    if (error instanceof ApiError && refused.includes(error.code)) return false;
    throw error;
  }
}

/** Repeats what was refused for now (rate limits, a busy hasher), as long as the demo runs. */
export async function patiently<T>(deps: Pick<SessionDeps, 'signal' | 'slowed'>, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const later = error instanceof ApiError && (error.code === 'rate_limited' || error.code === 'hashing_busy');
      if (!later) throw error;
      deps.slowed();
      await delay(error.retryAfterMs ?? pauseMsDefault, undefined, { signal: deps.signal });
    }
  }
}
