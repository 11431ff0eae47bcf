import type { Online } from './online.ts';

/** Nothing in the app asks the system: a request that fails says the same. */
export const online: Online = { now: () => true, onChange: () => () => {} };
