import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EntryPoint } from './ledger-reads.ts';
import { newestFirst, newestPage, type TimeOrdered } from './newest-page.ts';

type Row = { readonly point: EntryPoint };

const isBehind = (after: EntryPoint | undefined) => (row: Row) =>
  after === undefined || newestFirst({ point: after }, row) < 0;

/** A collection whose time index keeps rows of one time in the order of insertion. */
function memorySource(rows: readonly Row[]): TimeOrdered<Row> {
  const byTime = [...rows].sort((a, b) => b.point.atMs - a.point.atMs);
  return {
    older: async (after, limit) => byTime.filter(isBehind(after)).slice(0, limit),
    at: async (atMs, after, limit) =>
      [...rows]
        .filter((row) => row.point.atMs === atMs)
        .filter(isBehind(after))
        .sort(newestFirst)
        .slice(0, limit),
  };
}

describe('newestPage', () => {
  it('walks every row once, in the total order, whatever the ties and the page size', async () => {
    const times = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(times, fc.integer({ min: 1, max: 7 }), fc.infiniteStream(fc.nat()), async (all, limit, salt) => {
        const rows = all.map((atMs, i) => ({ point: { atMs, id: `${salt.next().value}-${i}` } }));
        const source = memorySource(rows);
        const seen: Row[] = [];
        let after: EntryPoint | undefined;
        for (;;) {
          const page: readonly Row[] = await newestPage(source, after, limit);
          seen.push(...page);
          if (page.length < limit) break;
          after = page.at(-1)?.point;
        }
        expect(seen).toEqual([...rows].sort(newestFirst));
      }),
      { verbose: 1 },
    );
  });
});
