import { rounded, type Series, sampleEvery } from './time-series.ts';

const intervalMs = 5_000;
const askTimeoutMs = 2_000;

/** What servers tell that explains a run, by the metric's name: how it is called, and what turns it into the unit. */
const wanted = new Map([
  ['nodejs_eventloop_lag_p99_seconds', { title: 'event loop lag', unit: 'ms p99', factor: 1_000 }],
  ['halobuzz_gateway_joined_sockets', { title: 'joined sockets', unit: '', factor: 1 }],
  ['halobuzz_ledger_backlog_entries', { title: 'gifts to commit', unit: '', factor: 1 }],
]);

export interface MetricsSampler {
  stop(): Promise<readonly Series[]>;
}

/** Reads `/metrics` of each server every five seconds. */
export function sampleMetrics(
  startedMs: number,
  servers: () => readonly { readonly name: string; readonly metricsUrl: string }[],
): MetricsSampler {
  const lines = new Map<string, Series & { points: [number, number][] }>();
  const sampler = sampleEvery(intervalMs, async () => {
    const second = rounded((performance.now() - startedMs) / 1_000);
    await Promise.all(
      servers().map(async ({ name, metricsUrl }) => {
        const response = await fetch(metricsUrl, { signal: AbortSignal.timeout(askTimeoutMs) });
        for (const [metric, value] of parseMetrics(await response.text())) {
          const known = wanted.get(metric);
          if (known === undefined) continue;
          const title = `${name}: ${known.title}`;
          const line = lines.get(title) ?? { name: title, unit: known.unit, points: [] };
          line.points.push([second, rounded(value * known.factor)]);
          lines.set(title, line);
        }
      }),
    );
  });
  return {
    async stop() {
      await sampler.stop();
      return [...lines.values()];
    },
  };
}

/** The values of Prometheus' text format by name, labels left aside: of several the sum. */
export function parseMetrics(text: string): Map<string, number> {
  const values = new Map<string, number>();
  for (const [, name = '', value = ''] of text.matchAll(/^([a-zA-Z_:][\w:]*)(?:\{[^}]*\})? (\S+)/gm)) {
    const number = Number(value);
    if (Number.isFinite(number)) values.set(name, (values.get(name) ?? 0) + number);
  }
  return values;
}
