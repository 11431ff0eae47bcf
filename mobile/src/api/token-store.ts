import type { StoragePort } from '../platform/storage-port.ts';

/** Where the refresh token rests between runs. The access token never leaves memory. */
export interface TokenStore {
  load(): Promise<string | undefined>;
  /** `sessionId` stays the same over all refreshes of one session. */
  save(refreshToken: string, sessionId: string): Promise<void>;
  clear(): Promise<void>;
  /** Another window signed in or out. Its refreshes say nothing: they leave the session as it was. */
  onOtherChange(changed: () => void): () => void;
}

export function tokenStore(storage: StoragePort): TokenStore {
  return {
    load: () => storage.get(tokenKey),
    save: async (refreshToken, sessionId) => {
      await storage.set(tokenKey, refreshToken);
      await storage.set(sessionKey, sessionId);
    },
    clear: async () => {
      await storage.remove(tokenKey);
      await storage.remove(sessionKey);
    },
    onOtherChange: (changed) => storage.onOtherChange(sessionKey, changed),
  };
}

const tokenKey = 'refresh-token';
const sessionKey = 'session';
