import type { StoredKey } from './stored-keys.ts';

/**
 * A small place on the device for text. `get` answers undefined for what was never set. None of the calls throws: a
 * store that is out of reach (private mode, a locked key chain) keeps values for this run only.
 */
export interface StoragePort {
  get(key: StoredKey): Promise<string | undefined>;
  set(key: StoredKey, value: string): Promise<void>;
  remove(key: StoredKey): Promise<void>;
  /** Calls back when another window of this app changed `key`. Returns how to stop. */
  onOtherChange(key: StoredKey, changed: () => void): () => void;
}

/** Lives as long as the process. */
export function memoryStorage(): StoragePort {
  const values = new Map<string, string>();
  return {
    get: async (key) => values.get(key),
    set: async (key, value) => {
      values.set(key, value);
    },
    remove: async (key) => {
      values.delete(key);
    },
    onOtherChange: () => () => {},
  };
}
