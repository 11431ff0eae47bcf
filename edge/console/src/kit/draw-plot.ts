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
    const colour = colourReader(element);
    const lines = { stroke: colour('--border'), width: 1 };
    const axis = { stroke: colour('--muted'), grid: lines, ticks: lines };
    const spanMs = (times.at(-1) ?? 0) - (times[0] ?? 0);
    const timeAxis = { ...axis, values: (_: uPlot, at: number[]) => at.map((s) => axisText(s * 1_000, spanMs)) };
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
        axes: [timeAxis, { ...axis, size: 56 }],
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

const dayMs = 86_400_000;

/** `20:15`, and the day where the plot spans several. */
function axisText(ms: number, spanMs: number): string {
  const at = new Date(ms);
  if (spanMs > 2 * dayMs) return at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  return at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}

/** What a colour of the style sheet is now: a canvas does not know `light-dark()`. */
function colourReader(element: HTMLElement): (name: string) => string {
  return (name) => {
    const probe = document.createElement('i');
    probe.style.color = `var(${name})`;
    element.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  };
}
