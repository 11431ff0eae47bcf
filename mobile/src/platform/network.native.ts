import type { NetworkPort } from './network-port.ts';

/** Phones show the state of their network at the top of every screen, and each screen says what it could not load. */
export const network: NetworkPort = { isThere: () => true, onChange: () => () => {} };
