import { memoryStorage, type StoragePort } from './storage-port.ts';

/**
 * The web's store: localStorage, under a prefix. A page's scripts can read it, so the refresh token is not there: a cookie
 * that none can read carries it (ADR 0029).
 */
export function deviceStorage(): StoragePort {
  const fallback = memoryStorage();
  const local = localStorageOrUndefined();
  if (local === undefined) return fallback;
  return {
    get: async (key) => local.getItem(prefix + key) ?? (await fallback.get(key)),
    set: async (key, value) => {
      try {
        local.setItem(prefix + key, value);
      } catch {
        await fallback.set(key, value);
      }
    },
    remove: async (key) => {
      local.removeItem(prefix + key);
      await fallback.remove(key);
    },
    onOtherChange: (key, changed) => {
      const listen = (event: StorageEvent): void => {
        if (event.key === prefix + key || event.key === null) changed();
      };
      window.addEventListener('storage', listen);
      return () => window.removeEventListener('storage', listen);
    },
  };
}

const prefix = 'halobuzz.';

/** Reading the property alone throws where storage is forbidden. */
function localStorageOrUndefined(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}
