/** Whether this device has a network, as far as the platform tells. */
export interface Online {
  readonly now: () => boolean;
  /** Calls back when that changes. Returns how to stop. */
  readonly onChange: (changed: () => void) => () => void;
}

/** The browser's own word: true may still mean a network without a way out. */
export const online: Online = {
  now: () => navigator.onLine,
  onChange: (changed) => {
    window.addEventListener('online', changed);
    window.addEventListener('offline', changed);
    return () => {
      window.removeEventListener('online', changed);
      window.removeEventListener('offline', changed);
    };
  },
};
