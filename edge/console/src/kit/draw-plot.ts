import uPlot from 'uplot';
import type { Series } from './plot.tsx';

const heightPx = 180;

/**
 * Draws into an element that is there, follows its width and the colour scheme. Returns how to stop. Draws nothing where the
 * browser has nothing to draw on; the numbers stand in the table all the same.
 */
export function drawPlot(element: HTMLElement, series: readonly Series[]): () => void {
  if (document.createElement('canvas').getContext('2d') === null) return () => {};
  const times = [...new Set(series.flatMap(({ points }) => points.map(([at]) => at)))].toSorted((a, b) => a - b);
  const columns = series.map(({ points }) => {
    const byTime = new Map(points);
    return times.map((at) => byTime.get(at) ?? null);
  });
  let plot: uPlot | undefined;
  const draw = (): void => {
    plot?.destroy();
    const style = getComputedStyle(element);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    const axis = {
      stroke: colour('--muted'),
      grid: { stroke: colour('--border'), width: 1 },
      ticks: { stroke: colour('--border') },
    };
    plot = new uPlot(
      {
        ...{
          width: Math.max(element.clientWidth, 200),
          height: heightPx,
          legend: { show: series.length > 1, live: false },
        },
        ...{
          cursor: { drag: { x: false, y: false } },
          scales: { y: { range: (_, low, high) => [Math.min(0, low ?? 0), Math.max(1, high ?? 1)] } },
        },
        axes: [axis, { ...axis, size: 56 }],
        series: [
          {},
          ...series.map(({ label }, at) => ({
            label,
            stroke: colour(`--plot-${(at % 4) + 1}`),
            width: 2,
            // Told apart without colours too.
            ...(at === 0 ? {} : { dash: [8 - 2 * Math.min(at, 3), 4] }),
            spanGaps: false,
            points: { show: times.length === 1 },
          })),
        ],
      },
      [times.map((at) => at / 1_000), ...columns],
      element,
    );
  };
  draw();
  const resized = new ResizeObserver(() =>
    plot?.setSize({ width: Math.max(element.clientWidth, 200), height: heightPx }),
  );
  resized.observe(element);
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  scheme.addEventListener('change', draw);
  const chosen = new MutationObserver(draw);
  chosen.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => {
    resized.disconnect();
    chosen.disconnect();
    scheme.removeEventListener('change', draw);
    plot?.destroy();
  };
}
