/** What rests in this browser, shared with the web app on the same origin. Throws never: where storage is forbidden, memory stands in. */
export interface TextStore {
  get(key: StoredKey): string | undefined;
  set(key: StoredKey, value: string | undefined): void;
  /** Another window changed it. Returns how to stop. */
  onOtherChange(key: StoredKey, changed: () => void): () => void;
}

/**
 * The first three are the web app's own, under the same names: one session, one device, one appearance.
 * `console-active`: when somebody last used the console here; `console-keys`: whether single keys are shortcuts.
 */
export type StoredKey = 'session' | 'device' | 'appearance' | 'console-active' | 'console-keys';

const prefix = 'halobuzz.';

export function browserStore(): TextStore {
  const memory = new Map<string, string>();
  const local = localStorageOrUndefined();
  return {
    get: (key) => memory.get(key) ?? local?.getItem(prefix + key) ?? undefined,
    set: (key, value) => {
      memory.delete(key);
      if (value === undefined) {
        local?.removeItem(prefix + key);
        return;
      }
      try {
        if (local === undefined) throw new Error('no storage');
        local.setItem(prefix + key, value);
      } catch {
        memory.set(key, value);
      }
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

/** Reading the property alone throws where storage is forbidden. */
function localStorageOrUndefined(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}
