import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newestFirst, pageOfList } from './list-page.ts';

interface Item {
  readonly atMs: number;
  readonly id: string;
}
const keyOf = (item: Item): string => newestFirst(item.atMs, item.id);
const items = fc
  .uniqueArray(fc.record({ atMs: fc.nat({ max: 50 }), id: fc.stringMatching(/^[a-z0-9_]{1,6}$/) }), {
    selector: ({ id }) => id,
    maxLength: 40,
  })
  .map((list): Item[] => list);

/** Walks all pages; `between` says what the list is before each further page. */
function walk(list: readonly Item[], limit: number, between = (now: readonly Item[]) => now): Item[] {
  const seen: Item[] = [];
  let cursor: string | undefined;
  let now = list;
  do {
    const page = pageOfList(now, keyOf, { limit, cursor });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    seen.push(...page.items);
    cursor = page.next;
    now = between(now);
  } while (cursor !== undefined);
  return seen;
}

test('pages show every item once, the newest first, whatever their size', () => {
  fc.assert(
    fc.property(items, fc.integer({ min: 1, max: 10 }), (list, limit) => {
      const seen = walk(list, limit);
      expect(new Set(seen)).toEqual(new Set(list));
      expect(seen).toHaveLength(list.length);
      expect(seen.map(({ atMs }) => atMs)).toEqual(seen.map(({ atMs }) => atMs).sort((a, b) => b - a));
    }),
    { verbose: 1 },
  );
});

test('what goes between two pages neither repeats nor hides another', () => {
  fc.assert(
    fc.property(items, fc.integer({ min: 1, max: 5 }), (list, limit) => {
      const seen = walk(list, limit, (now) => now.slice(1));
      expect(new Set(seen).size).toBe(seen.length);
      const last = [...list].sort((a, b) => (keyOf(a) < keyOf(b) ? 1 : -1))[0];
      const stayed = last !== undefined && list.at(-1) === last;
      if (stayed) expect(seen).toContain(last);
    }),
    { verbose: 1 },
  );
});

test('any other cursor is refused, by name', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (cursor) => {
      const read = () => pageOfList([], keyOf, { limit: 1, cursor });
      expect(read).toThrow(
        expect.objectContaining({ code: 'validation_failed', errors: [expect.objectContaining({ field: 'cursor' })] }),
      );
    }),
    { verbose: 1 },
  );
});
