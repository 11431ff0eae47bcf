import type { Restrictions } from '@halobuzz/core/api/restrictions';
import { limits } from '@halobuzz/core/limits';
import { revocationMemoryMs } from './revocations.ts';

/** What the feed tells of an account that was muted, suspended, or freed of that. */
export interface RestrictionNews {
  readonly account: string;
  readonly restrictions: Restrictions;
}

/** Of two, the one that was decided later. */
export function newerRestrictions(a: Restrictions | undefined, b: Restrictions | undefined): Restrictions | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return b.version > a.version ? b : a;
}

/**
 * What accounts may not do, as the feed told it lately. Tickets and resume tokens carry it too; this knows better than those
 * that were made before. Remembered for longer than any token lives, so that none brings back what was.
 */
export class AccountRestrictions {
  /** In order of time, oldest first: a map keeps insertion order. */
  readonly #entries = new Map<string, { readonly atMs: number; readonly restrictions: Restrictions }>();

  /** News may come in any order and repeatedly. */
  add({ account, restrictions }: RestrictionNews, atMs: number): void {
    const newest = newerRestrictions(this.#entries.get(account)?.restrictions, restrictions) ?? restrictions;
    this.#entries.delete(account);
    this.#entries.set(account, { atMs, restrictions: newest });
    for (const [oldest, entry] of this.#entries) {
      const full = this.#entries.size > limits.revocationStreamEntriesMax;
      if (!full && entry.atMs > atMs - revocationMemoryMs) break;
      this.#entries.delete(oldest);
    }
  }

  /** What holds for somebody whose token says `told`. */
  of(account: string, told: Restrictions | undefined): Restrictions | undefined {
    return newerRestrictions(told, this.#entries.get(account)?.restrictions);
  }
}
