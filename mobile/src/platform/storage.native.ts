import { deleteItemAsync, getItemAsync, setItemAsync, WHEN_UNLOCKED_THIS_DEVICE_ONLY } from 'expo-secure-store';
import { memoryStorage, type StoragePort } from './storage-port.ts';

/** The phone's store: key chain or keystore, never part of a backup. */
export function deviceStorage(): StoragePort {
  const fallback = memoryStorage();
  const options = { keychainAccessible: WHEN_UNLOCKED_THIS_DEVICE_ONLY };
  return {
    get: async (key) => {
      try {
        return (await getItemAsync(prefix + key, options)) ?? (await fallback.get(key));
      } catch {
        return fallback.get(key);
      }
    },
    set: async (key, value) => {
      try {
        await setItemAsync(prefix + key, value, options);
      } catch {
        await fallback.set(key, value);
      }
    },
    remove: async (key) => {
      await fallback.remove(key);
      try {
        await deleteItemAsync(prefix + key, options);
      } catch {
        // Nothing was there, or the key chain is locked: the token is refused by the server after sign-out.
      }
    },
    onOtherChange: () => () => {},
  };
}

const prefix = 'halobuzz.';
