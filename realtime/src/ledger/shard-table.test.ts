import { limits } from '@halobuzz/core/limits';
import { expect, it } from 'vitest';
import { rebuildBackoffMs } from './shard-table.ts';

it('waits longer after each failed rebuild, up to the bound', () => {
  expect([1, 2, 3].map(rebuildBackoffMs)).toEqual([500, 1_000, 2_000]);
  expect([10, 1_000, 1e9].map(rebuildBackoffMs)).toEqual(Array(3).fill(limits.ledgerRebuildBackoffMaxMs));
});
