import type { Restrictions } from '@halobuzz/core/api/restrictions';
import { expect, test } from 'vitest';
import { AccountRestrictions } from './account-restrictions.ts';
import { revocationMemoryMs } from './revocations.ts';

const at = (version: number, mutedUntilMs: number): Restrictions => ({ version, mutedUntilMs, suspendedUntilMs: 0 });

test('the news that was decided last holds, in whatever order it comes, over tokens from before', () => {
  const known = new AccountRestrictions();
  known.add({ account: 'a', restrictions: at(2, 0) }, 10);
  known.add({ account: 'a', restrictions: at(1, 99) }, 20);
  expect(known.of('a', at(1, 99))).toEqual(at(2, 0));
  expect(known.of('a', undefined)).toEqual(at(2, 0));
  expect(known.of('a', at(3, 50))).toEqual(at(3, 50));
  expect(known.of('b', undefined)).toBeUndefined();
});

test('it is forgotten when no token can be older', () => {
  const known = new AccountRestrictions();
  known.add({ account: 'a', restrictions: at(1, 99) }, 0);
  known.add({ account: 'b', restrictions: at(1, 99) }, revocationMemoryMs - 1);
  expect(known.of('a', undefined)).toEqual(at(1, 99));
  known.add({ account: 'b', restrictions: at(2, 99) }, revocationMemoryMs);
  expect(known.of('a', undefined)).toBeUndefined();
});
