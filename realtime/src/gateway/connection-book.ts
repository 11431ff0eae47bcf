import type { Revocation } from '@halobuzz/core/api/internal';
import { limits } from '@halobuzz/core/limits';
import type { Identity } from './auth/identity.ts';
import type { Connection } from './connection/connection.ts';
import type { AccountRestrictions } from './control/account-restrictions.ts';
import { ConnectionIndex } from './control/connection-index.ts';
import type { GatewayMetrics } from './metrics.ts';
import type { GatewayServices } from './services.ts';

/** A client gets a new resume token when this much of the old one's life is over. */
const renewAfterMs = limits.resumeTokenLifeMs * 0.75;

/** All sockets of this node: how many there are, who they are, and which of them need a new resume token. */
export class ConnectionBook {
  readonly #metrics: GatewayMetrics;
  readonly #all = new Set<Connection>();
  /** Not joined yet, oldest first, and from which client address. */
  readonly #waiting = new Map<Connection, string>();
  /** The same by address. */
  readonly #waitingByAddress = new Map<string, Set<Connection>>();
  #joined = 0;
  readonly #index = new ConnectionIndex<Connection>();

  constructor(metrics: GatewayMetrics) {
    this.#metrics = metrics;
  }

  get size(): number {
    return this.#all.size;
  }

  /** Sockets that have not joined yet. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Those of one client address. */
  waitingAt(address: string): number {
    return this.#waitingByAddress.get(address)?.size ?? 0;
  }

  /** The oldest socket, of all or of one address, that has said no hello, and since when, ms. */
  oldestSilent(address?: string): { readonly connection: Connection; readonly openedAtMs: number } | undefined {
    const among = address === undefined ? this.#waiting.keys() : (this.#waitingByAddress.get(address) ?? []);
    for (const connection of among) {
      const { state } = connection;
      if (state.kind === 'fresh') return { connection, openedAtMs: state.openedAtMs };
    }
    return undefined;
  }

  /** A copy. */
  all(): Connection[] {
    return [...this.#all];
  }

  /** A copy. */
  joinedConnections(): Connection[] {
    return [...this.#all].filter((connection) => connection.state.kind === 'joined');
  }

  find(whose: Pick<Revocation, 'kind' | 'id'>): Connection[] {
    return this.#index.find(whose.kind, whose.id);
  }

  /** What the account may not do holds from now on for its sockets, and for the resume tokens that they are given. */
  restrict(account: string, known: Pick<AccountRestrictions, 'of'>): void {
    for (const { state } of this.#index.find('account', account)) {
      if (state.kind !== 'joined') continue;
      state.identity.restrictions = known.of(account, state.identity.restrictions);
      state.resumeIssuedAtMs = 0;
    }
  }

  opened(connection: Connection, address: string): void {
    this.#all.add(connection);
    this.#waiting.set(connection, address);
    const here = this.#waitingByAddress.get(address);
    if (here === undefined) this.#waitingByAddress.set(address, new Set([connection]));
    else here.add(connection);
    this.#count();
  }

  joined(connection: Connection, identity: Identity): void {
    this.#joined += 1;
    this.#waitsNoMore(connection);
    this.#index.add(connection, identity);
    this.#count();
  }

  left(connection: Connection, identity: Identity): void {
    this.#joined -= 1;
    this.#index.remove(connection, identity);
  }

  closed(connection: Connection): void {
    this.#all.delete(connection);
    this.#waitsNoMore(connection);
    this.#count();
  }

  /** Gives a new resume token to everybody whose token grows old. */
  renewResumeTokens(services: Pick<GatewayServices, 'auth' | 'clock'>): void {
    const nowMs = services.clock();
    for (const connection of this.#all) {
      const { state } = connection;
      if (state.kind !== 'joined' || nowMs - state.resumeIssuedAtMs < renewAfterMs) continue;
      const { token, expiresAtMs } = services.auth.resumeTokens.seal(state.identity, nowMs);
      state.resumeIssuedAtMs = nowMs;
      connection.notify({ t: 'resume', resume: token, resumeExpiresAtMs: expiresAtMs });
    }
  }

  /** Ends the sockets that have lasted long enough, or whose session has ended by age. */
  closeExpired(nowMs: number): void {
    for (const connection of this.joinedConnections()) {
      const { state } = connection;
      if (state.kind === 'joined' && state.endsAtMs <= nowMs) connection.close('admission_expired');
    }
  }

  #waitsNoMore(connection: Connection): void {
    const address = this.#waiting.get(connection);
    if (address === undefined) return;
    this.#waiting.delete(connection);
    const here = this.#waitingByAddress.get(address);
    here?.delete(connection);
    if (here?.size === 0) this.#waitingByAddress.delete(address);
  }

  #count(): void {
    this.#metrics.sockets.set(this.#all.size);
    this.#metrics.joined.set(this.#joined);
  }
}
