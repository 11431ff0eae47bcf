import { seededRandom } from '@halobuzz/core/testing/seeded-random';
import { describe, expect, it } from 'vitest';
import { limits } from '../limits.ts';
import { emptyPlot, viewerPlotSchema, withSample } from './viewer-plot.ts';

const step = limits.plotStepMs;

describe('viewers over time', () => {
  it('keep the most of each step, and the last count through steps without a sample', () => {
    let plot = emptyPlot(1_000);
    for (const [atMs, viewers] of [
      [1_000, 3],
      [1_000 + step - 1, 7],
      [1_000 + step, 2],
      [1_000 + 4 * step, 5],
      // The clock of another origin may be a little behind.
      [1_000 + 2 * step, 9],
    ] as const) {
      plot = withSample(plot, atMs, viewers);
    }
    expect(plot).toEqual({ fromMs: 1_000, stepMs: step, points: [7, 2, 2, 2, 9] });
  });

  it('take a sample from before the beginning as one of the beginning', () => {
    expect(withSample(emptyPlot(5_000), 1, 4).points).toEqual([4]);
  });

  it('fit whatever the length, and lose no peak', () => {
    const seed = 20_261_123;
    const random = seededRandom(seed);
    for (let history = 0; history < 20; history += 1) {
      let plot = emptyPlot(0);
      let atMs = 0;
      let peak = 0;
      const samples = 1 + random.below(2_000);
      for (let i = 0; i < samples; i += 1) {
        const viewers = random.below(10_000);
        peak = Math.max(peak, viewers);
        plot = withSample(plot, atMs, viewers);
        atMs += random.below(20 * step);
        if (Math.max(...plot.points) !== peak) expect.fail(`seed ${seed}, history ${history}, sample ${i}`);
      }
      expect(viewerPlotSchema.safeParse(plot).success, `seed ${seed}, history ${history}`).toBe(true);
      expect(plot.stepMs / step).toSatisfy((ratio: number) => Number.isInteger(Math.log2(ratio)));
    }
  });

  it('come to as few points after a gap of years', () => {
    const plot = withSample(withSample(emptyPlot(0), 0, 8), 5 * 365 * 86_400_000, 1);
    expect(plot.points.length).toBeLessThanOrEqual(limits.plotPointsMax);
    expect(plot.points[0]).toBe(8);
    expect(plot.points.at(-1)).toBe(1);
  });
});
