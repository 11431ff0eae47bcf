import type { Revocation } from '@halobuzz/core/api/internal';
import type { CloseErrorCode } from '@halobuzz/core/errors/codes';
import { limits } from '@halobuzz/core/limits';
import type { Identity } from '../auth/identity.ts';

/** Revocations are remembered a minute longer than any token lives that was issued before them. */
export const revocationMemoryMs = limits.resumeTokenLifeMs + 60_000;

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

  /** The code of a revocation at or after `issuedAtMs`, if there is one. */
  revokedAs(identity: Identity, issuedAtMs: number): CloseErrorCode | undefined {
    const keys: Key[] = [`account:${identity.account}`, `session:${identity.session}`, `device:${identity.device}`];
    for (const key of keys) {
      const entry = this.#entries.get(key);
      if (entry !== undefined && entry.atMs >= issuedAtMs) return entry.code;
    }
    return undefined;
  }
}
