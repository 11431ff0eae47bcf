import type { ServerDescription } from 'mongodb';
import { expect, it } from 'vitest';
import { replicationLagSeconds } from './mongo-metrics.ts';

const member = (type: ServerDescription['type'], lastWriteDate: number) => ({ type, lastWriteDate });

it('is behind by the secondary that is farthest behind', () => {
  const members = [member('RSPrimary', 10_000), member('RSSecondary', 9_000), member('RSSecondary', 7_500)];
  expect(replicationLagSeconds(members)).toBe(2.5);
});

it('is not behind where there is nothing to compare, or a secondary heard of a later write', () => {
  expect(replicationLagSeconds([member('Standalone', 5)])).toBe(0);
  expect(replicationLagSeconds([member('RSSecondary', 5)])).toBe(0);
  expect(replicationLagSeconds([member('RSPrimary', 10), member('RSSecondary', 0)])).toBe(0);
  expect(replicationLagSeconds([member('RSPrimary', 10), member('RSSecondary', 20)])).toBe(0);
});
