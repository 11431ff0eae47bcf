import { z } from 'zod';
import { limits } from '../limits.ts';

/** Viewers over time: `points[i]` is the most at once from `fromMs + i × stepMs` on, for a step. */
export const viewerPlotSchema = z.strictObject({
  fromMs: z.int(),
  stepMs: z.int(),
  points: z.array(z.int()).max(limits.plotPointsMax),
});
export type ViewerPlot = Readonly<z.infer<typeof viewerPlotSchema>>;

export function emptyPlot(fromMs: number): ViewerPlot {
  return { fromMs, stepMs: limits.plotStepMs, points: [] };
}

/**
 * Takes one sample in. Steps without a sample repeat the last known count. A plot that would outgrow
 * `limits.plotPointsMax` is halved first: two steps become one with the higher of both counts, as often as needed, so
 * that a broadcast of any length fits and its peaks stay. A sample from before the plot's last step counts into that one.
 */
export function withSample(plot: ViewerPlot, atMs: number, viewers: number): ViewerPlot {
  let { stepMs } = plot;
  let points = [...plot.points];
  const indexOf = (): number => Math.max(0, Math.floor((atMs - plot.fromMs) / stepMs));
  while (indexOf() >= limits.plotPointsMax) {
    points = halved(points);
    stepMs *= 2;
  }
  const index = Math.max(indexOf(), points.length - 1);
  const last = points.at(-1) ?? 0;
  while (points.length < index) points.push(last);
  points[index] = Math.max(points[index] ?? 0, viewers);
  return { fromMs: plot.fromMs, stepMs, points };
}

function halved(points: readonly number[]): number[] {
  const half: number[] = [];
  for (let at = 0; at < points.length; at += 2) half.push(Math.max(points[at] ?? 0, points[at + 1] ?? 0));
  return half;
}
