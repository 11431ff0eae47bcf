import * as Updates from 'expo-updates';
import type { AppUpdates } from './app-updates-port.ts';

/** Updates over the air; development builds have none. */
export function appUpdates(): AppUpdates {
  return {
    isThere: async () => {
      if (!Updates.isEnabled) return false;
      try {
        const { isAvailable } = await Updates.checkForUpdateAsync();
        if (!isAvailable) return false;
        const { isNew } = await Updates.fetchUpdateAsync();
        return isNew;
      } catch {
        return false;
      }
    },
    take: async () => {
      await Updates.reloadAsync().catch(() => undefined);
    },
    justTaken: false,
  };
}
