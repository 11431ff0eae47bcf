import { z } from 'zod';
import { rounded, type Series, sampleEvery } from './time-series.ts';

/** k6's own interface tells what it has counted so far; see its REST API. */
const metricsSchema = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      attributes: z.object({ type: z.string(), sample: z.record(z.string(), z.number()) }),
    }),
  ),
});

const intervalMs = 2_000;
const askTimeoutMs = 2_000;
/** k6's own that are worth a line; of ours all are. */
const builtIn = new Set(['vus', 'http_reqs', 'http_req_duration', 'iterations', 'dropped_iterations']);

export interface K6Sampler {
  stop(): Promise<readonly Series[]>;
}

/** Reads k6's metrics every two seconds: counters as rates, gauges as they are, trends as their 95th percentile so far. */
export function sampleK6(startedMs: number, address: string): K6Sampler {
  const lines = new Map<string, { unit: string; points: [number, number][]; last: number; lastSecond: number }>();
  const sampler = sampleEvery(intervalMs, async () => {
    const response = await fetch(`http://${address}/v1/metrics`, { signal: AbortSignal.timeout(askTimeoutMs) });
    const { data } = metricsSchema.parse(await response.json());
    const second = rounded((performance.now() - startedMs) / 1_000);
    for (const { id, attributes } of data) {
      if (!id.startsWith('hb_') && !builtIn.has(id)) continue;
      const { type, sample } = attributes;
      const { unit, value } = figureOf(type, sample);
      if (value === undefined) continue;
      const line = lines.get(id) ?? { unit, points: [], last: 0, lastSecond: 0 };
      if (type !== 'counter') line.points.push([second, rounded(value)]);
      else if (second > line.lastSecond) {
        line.points.push([second, rounded((value - line.last) / (second - line.lastSecond))]);
      }
      lines.set(id, Object.assign(line, { last: value, lastSecond: second }));
    }
  });
  return {
    async stop() {
      await sampler.stop();
      return [...lines].map(([name, { unit, points }]) => ({ name, unit, points }));
    },
  };
}

function figureOf(type: string, sample: Readonly<Record<string, number>>): { unit: string; value: number | undefined } {
  switch (type) {
    case 'counter':
      return { unit: '/s', value: sample.count };
    case 'trend':
      return { unit: 'ms p95 so far', value: sample['p(95)'] };
    case 'rate':
      return { unit: 'share', value: sample.rate };
    default:
      return { unit: '', value: sample.value };
  }
}
