import type { StoragePort } from '../platform/storage-port.ts';

/** What of a session rests between runs. The access token never leaves memory. */
export interface TokenStore {
  /**
   * `body`: the refresh token is kept here and sent in bodies. `cookie`: the browser keeps it, and no script reads it (ADR
   * 0029); here is only the session's id.
   */
  readonly carrier: 'body' | 'cookie';
  /** Whether there is a session, as far as this device knows. */
  present(): Promise<boolean>;
  /** Where a cookie carries it: one that was kept before there were cookies, good for one use. */
  load(): Promise<string | undefined>;
  /** `sessionId` stays the same over all refreshes of one session. */
  save(refreshToken: string | undefined, sessionId: string): Promise<void>;
  clear(): Promise<void>;
  /** Another window signed in or out. Its refreshes say nothing: they leave the session as it was. */
  onOtherChange(changed: () => void): () => void;
  /** The session whose cookie the browser holds, where one carries it. */
  sessionId(): Promise<string | undefined>;
  /** Remembers that its person signed out, until the server has heard it: only then the cookie is gone. */
  leave(): Promise<void>;
  isLeaving(): Promise<boolean>;
}

/** For apps: the refresh token in the device's protected storage. */
export function tokenStore(storage: StoragePort): TokenStore {
  const sessionId = () => storage.get(sessionKey);
  return {
    carrier: 'body',
    present: async () => (await storage.get(tokenKey)) !== undefined,
    load: () => storage.get(tokenKey),
    save: async (refreshToken, session) => {
      if (refreshToken !== undefined) await storage.set(tokenKey, refreshToken);
      await storage.set(sessionKey, session);
    },
    clear: () => clear(storage),
    onOtherChange: (changed) => storage.onOtherChange(sessionKey, changed),
    sessionId,
    leave: () => clear(storage),
    isLeaving: async () => false,
  };
}

/** For browsers: the id of the session alone. */
export function cookieTokenStore(storage: StoragePort): TokenStore {
  const sessionId = async () => {
    const stored = await storage.get(sessionKey);
    return stored === leaving ? undefined : stored;
  };
  return {
    carrier: 'cookie',
    present: async () => (await sessionId()) !== undefined,
    load: () => storage.get(tokenKey),
    save: async (_refreshToken, session) => {
      await storage.set(sessionKey, session);
      await storage.remove(tokenKey);
    },
    clear: () => clear(storage),
    onOtherChange: (changed) => storage.onOtherChange(sessionKey, changed),
    sessionId,
    leave: async () => {
      await storage.set(sessionKey, leaving);
      await storage.remove(tokenKey);
    },
    isLeaving: async () => (await storage.get(sessionKey)) === leaving,
  };
}

async function clear(storage: StoragePort): Promise<void> {
  await storage.remove(tokenKey);
  await storage.remove(sessionKey);
}

const tokenKey = 'refresh-token';
const sessionKey = 'session';
/** In the place of a session's id. */
const leaving = 'signing-out';
