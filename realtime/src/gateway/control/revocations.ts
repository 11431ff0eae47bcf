import type { Revocation } from '@halobuzz/core/api/internal';
import type { CloseErrorCode } from '@halobuzz/core/errors/codes';
import { limits } from '@halobuzz/core/limits';
import type { Identity } from '../auth/identity.ts';

/**
 * For so long after a revocation somebody may still issue tokens in ignorance of it: a gateway until it closes its
 * sockets for want of the feed, an edge that trusts a cached state while the origin is slow, either with a clock ahead.
 */
export const revocationReachMs = limits.revocationFeedCloseMs + 10_000;
/** Revocations are remembered longer than any token lives that they reach. */
export const revocationMemoryMs = limits.resumeTokenLifeMs + 2 * revocationReachMs;

type Key = `${Revocation['kind']}:${string}`;

/** What was revoked lately: a ticket or resume token from before is refused although its holder has no socket. */
export class Revocations {
  /** In order of time, oldest first: a map keeps insertion order. */
  readonly #entries = new Map<Key, { readonly atMs: number; readonly code: Revocation['code'] }>();

  add(revocation: Revocation, atMs: number): void {
    const key: Key = `${revocation.kind}:${revocation.id}`;
    this.#entries.delete(key);
    this.#entries.set(key, { atMs, code: revocation.code });
    for (const [oldest, entry] of this.#entries) {
      const full = this.#entries.size > limits.revocationStreamEntriesMax;
      if (!full && entry.atMs > atMs - revocationMemoryMs) break;
      this.#entries.delete(oldest);
    }
  }

  /**
   * The code of a revocation that reaches a token issued then, if there is one. A session never comes back, so none of
   * its tokens is good whenever it was issued; an account or device may come back a while later.
   */
  revokedAs(identity: Identity, issuedAtMs: number): CloseErrorCode | undefined {
    const session = this.#entries.get(`session:${identity.session}`);
    if (session !== undefined) return session.code;
    const keys: Key[] = [`account:${identity.account}`, `device:${identity.device}`];
    for (const key of keys) {
      const entry = this.#entries.get(key);
      if (entry !== undefined && entry.atMs + revocationReachMs >= issuedAtMs) return entry.code;
    }
    return undefined;
  }
}
