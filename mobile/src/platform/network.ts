import type { NetworkPort } from './network-port.ts';

/** What the browser knows of the line. */
export const network: NetworkPort = {
  isThere: () => navigator.onLine,
  onChange: (changed) => {
    window.addEventListener('online', changed);
    window.addEventListener('offline', changed);
    return () => {
      window.removeEventListener('online', changed);
      window.removeEventListener('offline', changed);
    };
  },
};
