// @vitest-environment node
import { expect, it } from 'vitest';
import { filterOf } from './entry-filter.ts';

it('shows whatever became of a payout among payouts', () => {
  const types = ['payout_hold', 'payout_post', 'payout_void', 'payout_return'] as const;
  expect(types.map((type) => filterOf({ type }))).toEqual(types.map(() => 'payouts'));
});
