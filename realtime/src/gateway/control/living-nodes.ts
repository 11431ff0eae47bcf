import { limits } from '@halobuzz/core/limits';

/**
 * Which nodes count, as this node knows. While the registry is out of reach the last known ones stay: an outage of
 * control Redis must not make viewers vanish. A node is dropped from rooms only when it has been gone for a node's life
 * under a registry that answered all the while.
 */
export class LivingNodes {
  readonly #own: string | undefined;
  #living: ReadonlySet<string>;
  /** Node field → when it was first seen to be gone. */
  readonly #goneSinceMs = new Map<string, number>();

  /** `own`: the node itself, which is always alive; undefined for whoever is no node. */
  constructor(own: string | undefined) {
    this.#own = own;
    this.#living = new Set(own === undefined ? [] : [own]);
  }

  /** The registry answered. */
  update(living: ReadonlySet<string>): void {
    this.#living = living;
    for (const field of this.#goneSinceMs.keys()) if (living.has(field)) this.#goneSinceMs.delete(field);
  }

  /** The registry did not answer: what seems gone must be seen to be gone anew. */
  unknown(): void {
    this.#goneSinceMs.clear();
  }

  /** Viewers on all living nodes; `own` replaces what the store holds for this node. */
  sum(counts: ReadonlyMap<string, number>, own: number): number {
    let total = own;
    for (const [field, count] of counts) if (field !== this.#own && this.#living.has(field)) total += count;
    return total;
  }

  /** Fields of a room that belong to nodes which are gone for good. */
  dead(counts: ReadonlyMap<string, number>, nowMs: number): string[] {
    const dead: string[] = [];
    for (const field of counts.keys()) {
      if (field === this.#own || this.#living.has(field)) continue;
      const sinceMs = this.#goneSinceMs.get(field) ?? nowMs;
      this.#goneSinceMs.set(field, sinceMs);
      if (nowMs - sinceMs >= limits.nodeLifeMs) dead.push(field);
    }
    // Bounded: a field that no room holds any more is forgotten a while later.
    for (const [field, sinceMs] of this.#goneSinceMs) {
      if (nowMs - sinceMs > limits.nodeLifeMs * 12) this.#goneSinceMs.delete(field);
    }
    return dead;
  }
}
