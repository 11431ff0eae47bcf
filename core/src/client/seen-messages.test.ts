import { expect, it } from 'vitest';
import { SeenMessages } from './seen-messages.ts';

it('knows the newest ids, and forgets the oldest at its bound', () => {
  const seen = new SeenMessages(2);
  expect(['a', 'b', 'a', 'b'].map((id) => seen.add(id))).toEqual([true, true, false, false]);
  expect(seen.add('c')).toBe(true);
  expect(['b', 'c'].map((id) => seen.add(id))).toEqual([false, false]);
  expect(seen.add('a')).toBe(true);
});
