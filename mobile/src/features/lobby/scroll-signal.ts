import { useState } from 'react';

/** Tells of scrolling without drawing anything anew. */
export interface ScrollSignal {
  readonly tell: () => void;
  /** Returns how to stop. */
  readonly subscribe: (listener: () => void) => () => void;
}

export function scrollSignal(): ScrollSignal {
  const listeners = new Set<() => void>();
  return {
    tell: () => {
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useScrollSignal(): ScrollSignal {
  return useState(scrollSignal)[0];
}
