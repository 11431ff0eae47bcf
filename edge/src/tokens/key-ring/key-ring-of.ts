import type { Bindings } from '../../env.ts';

/** The one object that holds the keys of access tokens. */
export function keyRingOf(bindings: Pick<Bindings, 'KEY_RING'>) {
  return bindings.KEY_RING.get(bindings.KEY_RING.idFromName('access-tokens'));
}
