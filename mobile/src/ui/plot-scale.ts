/** A point of a plot: where it stands in time, how high, and both in words. */
export interface PlotPoint {
  readonly at: string;
  readonly value: number;
  readonly text: string;
}

/** The top of the scale: the least of 1, 2, 5 times a power of ten that holds every value, and no less than 1. */
export function topOf(values: readonly number[]): number {
  const highest = Math.max(1, ...values);
  const power = 10 ** Math.floor(Math.log10(highest));
  return ([1, 2, 5, 10].find((step) => step * power >= highest) ?? 10) * power;
}

/** The point nearest to a place `x` in a plot `width` wide. */
export function nearestPoint(x: number, width: number, count: number): number {
  if (count === 0 || width <= 0) return 0;
  return Math.min(count - 1, Math.max(0, Math.floor((x / width) * count)));
}

/** The middle of a point's share of the width. */
export function placeOf(at: number, width: number, count: number): number {
  return ((at + 0.5) * width) / Math.max(1, count);
}

/** The line through all points, as an SVG path; with `closed` the area below it. */
export function linePath(points: readonly PlotPoint[], width: number, height: number, closed: boolean): string {
  const top = topOf(points.map(({ value }) => value));
  const steps = points.map(({ value }, at) => {
    const x = placeOf(at, width, points.length).toFixed(1);
    return `${at === 0 ? 'M' : 'L'}${x} ${(height - (value / top) * height).toFixed(1)}`;
  });
  if (steps.length === 0) return '';
  const [from, to] = [placeOf(0, width, points.length), placeOf(points.length - 1, width, points.length)];
  return closed ? `${steps.join('')}L${to.toFixed(1)} ${height}L${from.toFixed(1)} ${height}Z` : steps.join('');
}
