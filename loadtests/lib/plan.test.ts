import { describe, expect, it } from 'vitest';
import { dueBy, planOf, turnMs } from './plan.ts';

describe('the plan of a crowd', () => {
  it('goes forward, and gives entering and acting the time that the sizes say', () => {
    const plan = planOf({ rampSeconds: 10, seconds: 60 }, 1_000);
    const moments = Object.values(plan);
    expect(moments).toEqual([...moments].sort((a, b) => a - b));
    expect(plan.enterToMs - plan.enterFromMs).toBe(10_000);
    expect(plan.actToMs - plan.actFromMs).toBe(60_000);
  });

  it('spreads turns evenly and leaves the end free', () => {
    expect([0, 1, 2, 3].map((at) => turnMs(at, 4, 100, 200))).toEqual([100, 125, 150, 175]);
  });

  it('counts what is due exactly, before, within and after', () => {
    expect(dueBy(999, 10, 1_000, 3_000)).toBe(0);
    expect(dueBy(1_100, 10, 1_000, 3_000)).toBe(1);
    expect(dueBy(3_000, 10, 1_000, 3_000)).toBe(20);
    expect(dueBy(9_000, 10, 1_000, 3_000)).toBe(20);
    expect(dueBy(61_000, 1_000 / 3, 1_000, 61_000)).toBe(20_000);
  });
});
