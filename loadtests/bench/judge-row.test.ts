import { describe, expect, it } from 'vitest';
import { type Bar, judgeRow, type Measured } from './judge-row.ts';

const base: Measured = {
  ...{ id: 'row', unit: 'µs', ours: 6, peers: { uws: 5, centrifuge: null }, driverShare: 0.3 },
  bar: { kind: 'ratio-max', of: 'uws', value: 1.2 },
};
const judged = (bar: Bar, ours: number): boolean => judgeRow({ ...base, bar, ours }).ok;

describe('a bar', () => {
  it('of a peer is met up to its share of that peer, and never without that peer', () => {
    expect(judgeRow(base)).toMatchObject({ ratio: 1.2, ok: true, bar: '≤ 1.2 × uws', driverBound: false });
    expect(judged(base.bar, 6.1)).toBe(false);
    for (const missing of [null, 0, Number.NaN]) {
      expect(judgeRow({ ...base, peers: { uws: missing } })).toMatchObject({ ok: false });
    }
    expect(judgeRow({ ...base, peers: {} })).toMatchObject({ ratio: null, ok: false });
  });

  it('of a peer can be a share to reach', () => {
    const bar: Bar = { kind: 'ratio-min', of: 'uws', value: 0.7 };
    expect(judgeRow({ ...base, bar, ours: 3.5 })).toMatchObject({ ratio: 0.7, ok: true, bar: '≥ 0.7 × uws' });
    expect(judged(bar, 3.4)).toBe(false);
    expect(judgeRow({ ...base, bar, peers: { uws: null } })).toMatchObject({ ok: false });
  });

  it('of its own is met at the bar itself and on the right side of it', () => {
    expect([19.9, 20, 20.1].map((ours) => judged({ kind: 'max', value: 20 }, ours))).toEqual([true, true, false]);
    expect([1, 2, 3].map((ours) => judged({ kind: 'min', value: 2 }, ours))).toEqual([false, true, true]);
  });

  it('is not met by a figure that was not had', () => {
    expect(judged({ kind: 'max', value: 20 }, Number.NaN)).toBe(false);
    expect(judged({ kind: 'min', value: 20 }, Number.POSITIVE_INFINITY)).toBe(false);
  });
});

it('marks a row whose driver was busy itself', () => {
  expect(judgeRow({ ...base, driverShare: 0.81 }).driverBound).toBe(true);
  expect(judgeRow({ ...base, driverShare: 0.8 }).driverBound).toBe(false);
});
