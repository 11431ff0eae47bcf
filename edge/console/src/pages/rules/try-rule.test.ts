import { type FraudPreview, findingSchema } from '@halobuzz/core/api/fraud';
import { initialRules } from '@halobuzz/core/fraud/initial-rules';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareTrials, tryRule } from './try-rule.ts';

const sample = findingSchema.parse(findingSchema.meta()?.example);
const idOf = (n: number) => `fi_${'a'.repeat(25)}${'abcdefghijklmnopqrstuvwxyz'[n % 26]}`;
const rule = initialRules.find(({ id }) => id === 'gift-loop')?.body ?? expect.unreachable();
const page = (ids: readonly string[], next?: string): FraudPreview => ({
  ...{ found: ids.length, looked: 5_000, ids: [...ids], shown: ids.slice(0, 2).map((id) => ({ ...sample, id })) },
  ...(next === undefined ? {} : { next }),
});
const options = { days: 7, onProgress: () => {}, isStopped: () => false };

test('goes through all pages, counts what two of them found once, and says how far it is', async () => {
  const pages = [page([idOf(0), idOf(1)], 'p1'), page([idOf(1), idOf(2)], 'p2'), page([idOf(3)])];
  const [asked, told]: [(string | undefined)[], number[]] = [[], []];
  const trial = await tryRule(
    async (_body, days, after) => {
      asked.push(after);
      expect(days).toBe(7);
      return pages[asked.length - 1] ?? expect.unreachable();
    },
    rule,
    { ...options, onProgress: (looked) => told.push(looked) },
  );
  expect(trial?.ids.size).toBe(4);
  expect(asked).toEqual([undefined, 'p1', 'p2']);
  expect(told).toEqual([5_000, 10_000, 15_000]);
});

test('ends where it is stopped, and where a page leads to itself', async () => {
  let asked = 0;
  const again = async () => {
    asked += 1;
    return page([idOf(asked)], 'same');
  };
  expect(await tryRule(again, rule, { ...options, isStopped: () => asked === 1 })).toBeUndefined();
  asked = 0;
  expect((await tryRule(again, rule, options))?.ids.size).toBe(2);
});

test('every finding is of both, of the new or of the old rule', () => {
  const some = fc.uniqueArray(fc.integer({ min: 0, max: 25 }));
  fc.assert(
    fc.property(some, some, (ours, theirs) => {
      const trial = (numbers: readonly number[]) => {
        const ids = numbers.map(idOf);
        return { ids: new Set(ids), shown: new Map(ids.map((id) => [id, { ...sample, id }])) };
      };
      const { both, onlyNew, onlyOld, shown } = compareTrials(trial(ours), trial(theirs));
      expect([both + onlyNew, both + onlyOld]).toEqual([ours.length, theirs.length]);
      expect(shown.filter(({ by }) => by === 'both')).toHaveLength(both);
      expect(shown.filter(({ by }) => by === 'new')).toHaveLength(onlyNew);
      expect(shown.filter(({ by }) => by === 'old')).toHaveLength(onlyOld);
    }),
  );
});
