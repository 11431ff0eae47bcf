import type { StorePort } from './store-port.ts';

/** A browser has no store: coins are paid by card there. */
export function deviceStore(): StorePort | undefined {
  return undefined;
}
