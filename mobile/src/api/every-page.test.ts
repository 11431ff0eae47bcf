import { limits } from '@halobuzz/core/limits';
import { expect, it } from 'vitest';
import { everyPage } from './every-page.ts';

it('reads page after page, each by the cursor of the one before', async () => {
  const asked: (string | undefined)[] = [];
  const answer = await everyPage(async (cursor) => {
    asked.push(cursor);
    const at = asked.length;
    return { ok: true, data: { items: [at], ...(at < 3 ? { next: `c${at}` } : {}) } };
  });
  expect(asked).toEqual([undefined, 'c1', 'c2']);
  expect(answer).toEqual({ ok: true, data: { items: [1, 2, 3] } });
});

it('fails as the page that failed', async () => {
  const failure = { kind: 'network' } as const;
  const answer = await everyPage<number>(async (cursor) =>
    cursor === undefined ? { ok: true, data: { items: [1], next: 'c' } } : { ok: false, failure },
  );
  expect(answer).toEqual({ ok: false, failure });
});

it('ends where a list never does', async () => {
  const answer = await everyPage(async () => ({ ok: true, data: { items: [1], next: 'again' } }));
  expect(answer.ok && answer.data.items).toHaveLength(limits.clientWholeListPagesMax);
});
