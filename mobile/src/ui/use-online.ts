import { useSyncExternalStore } from 'react';
// Without its extension, as a `.native.ts` stands beside the file: the bundler picks.
import { online } from '../platform/online';

/** Whether the device has a network, as far as it knows; changes by itself. */
export function useOnline(): boolean {
  return useSyncExternalStore(online.onChange, online.now, online.now);
}
