/**
 * Members by key, the oldest of a key first. Nearly every key of a gateway has one member, which then costs no collection
 * of its own: with a Set for each, indexes were a third of what an idle viewer's memory was.
 */
export class GroupIndex<V extends object> {
  /** Arrays are ours: no member is one. */
  readonly #byKey = new Map<string, V | V[]>();

  /** Keys that have members. */
  get size(): number {
    return this.#byKey.size;
  }

  add(key: string, member: V): void {
    const found = this.#byKey.get(key);
    if (found === undefined) this.#byKey.set(key, member);
    else if (Array.isArray(found)) {
      if (!found.includes(member)) found.push(member);
    } else if (found !== member) this.#byKey.set(key, [found, member]);
  }

  remove(key: string, member: V): void {
    const left = this.of(key).filter((other) => other !== member);
    const [only] = left;
    if (only === undefined) this.#byKey.delete(key);
    else this.#byKey.set(key, left.length === 1 ? only : left);
  }

  /** A copy: members may leave while it is walked. */
  of(key: string): V[] {
    const found = this.#byKey.get(key);
    if (found === undefined) return [];
    return Array.isArray(found) ? [...found] : [found];
  }

  *groups(): Generator<readonly [key: string, members: readonly V[]]> {
    for (const key of this.#byKey.keys()) yield [key, this.of(key)];
  }
}
