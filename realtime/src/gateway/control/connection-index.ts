import type { Revocation } from '@halobuzz/core/api/internal';
import type { Identity } from '../auth/identity.ts';
import { GroupIndex } from '../group-index.ts';

/** Finds the joined connections of an account, session or device. */
export class ConnectionIndex<C extends object> {
  /** One for each kind, so that the keys are the identity's own strings. */
  readonly #byKind: Readonly<Record<Revocation['kind'], GroupIndex<C>>> = {
    account: new GroupIndex(),
    session: new GroupIndex(),
    device: new GroupIndex(),
  };

  add(connection: C, { account, session, device }: Identity): void {
    this.#byKind.account.add(account, connection);
    this.#byKind.session.add(session, connection);
    this.#byKind.device.add(device, connection);
  }

  remove(connection: C, { account, session, device }: Identity): void {
    this.#byKind.account.remove(account, connection);
    this.#byKind.session.remove(session, connection);
    this.#byKind.device.remove(device, connection);
  }

  /** A copy: closing connections while walking it is safe. */
  find(kind: Revocation['kind'], id: string): C[] {
    return this.#byKind[kind].of(id);
  }
}
