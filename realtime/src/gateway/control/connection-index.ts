import type { Revocation } from '@halobuzz/core/api/internal';
import type { Identity } from '../auth/identity.ts';

/** Finds the joined connections of an account, session or device. */
export class ConnectionIndex<C> {
  readonly #byKey = new Map<string, Set<C>>();

  add(connection: C, identity: Identity): void {
    for (const key of keysOf(identity)) {
      const found = this.#byKey.get(key);
      if (found === undefined) this.#byKey.set(key, new Set([connection]));
      else found.add(connection);
    }
  }

  remove(connection: C, identity: Identity): void {
    for (const key of keysOf(identity)) {
      const found = this.#byKey.get(key);
      found?.delete(connection);
      if (found?.size === 0) this.#byKey.delete(key);
    }
  }

  /** A copy: closing connections while walking it is safe. */
  find(kind: Revocation['kind'], id: string): C[] {
    return [...(this.#byKey.get(`${kind}:${id}`) ?? [])];
  }
}

function keysOf(identity: Identity): readonly string[] {
  return [`account:${identity.account}`, `session:${identity.session}`, `device:${identity.device}`];
}
