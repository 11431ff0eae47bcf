import { describe, expect, it } from 'vitest';
import { keptEntries } from './kept-entries.ts';

const at = (sequence: bigint, epoch = 1n) => ({ epoch, sequence });

describe('entries that stay in a stream', () => {
  it('go at once where nothing is to be kept', () => {
    expect(keptEntries(0).trimBefore(at(7n), 0)).toEqual(at(7n));
  });

  it('go once they were done for the whole time, those of before the start too', () => {
    const kept = keptEntries(10_000, 1_000);
    expect(kept.trimBefore(at(5n), 0)).toBeUndefined();
    expect(kept.trimBefore(at(8n), 4_000)).toBeUndefined();
    expect(kept.trimBefore(at(9n), 9_999)).toBeUndefined();
    expect(kept.trimBefore(at(9n), 10_000)).toEqual(at(5n));
    expect(kept.trimBefore(at(9n), 13_999)).toEqual(at(5n));
    expect(kept.trimBefore(at(9n), 14_000)).toEqual(at(8n));
    expect(kept.trimBefore(at(9n), 19_999)).toEqual(at(9n));
  });

  it('are no more than so many, whatever their age', () => {
    const kept = keptEntries(10_000, 100);
    expect(kept.trimBefore(at(100n), 0)).toBeUndefined();
    expect(kept.trimBefore(at(350n), 1)).toEqual(at(250n));
    expect(kept.trimBefore(at(360n, 2n), 2)).toEqual(at(260n, 2n));
  });
});
