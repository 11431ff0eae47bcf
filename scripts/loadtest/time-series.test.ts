import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { sampleK6 } from './sample-k6.ts';
import { parseMetrics, sampleMetrics } from './sample-metrics.ts';
import { sampleProcesses } from './sample-processes.ts';
import { percentileOf, pointsMax, sampleEvery, thinned } from './time-series.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** A server that gives one answer after the other, and the last one from then on; resolves with its port and a wait. */
async function answering(...answers: string[]) {
  let asked = 0;
  let enough = (): void => {};
  const all = new Promise<void>((resolve) => {
    enough = resolve;
  });
  const server = createServer((_request, response) => {
    response.end(answers[Math.min(asked, answers.length - 1)]);
    asked += 1;
    if (asked > answers.length) enough();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  return { port: typeof address === 'object' ? (address?.port ?? 0) : 0, all };
}

it('keeps a bounded number of points, and their mean', () => {
  const points = Array.from({ length: 10 * pointsMax }, (_, at): [number, number] => [at, 7]);
  const kept = thinned({ name: 'a', unit: '', points }).points;
  expect(kept).toHaveLength(pointsMax);
  expect(kept.every(([, value]) => value === 7)).toBe(true);
  const few = { name: 'a', unit: '', points: points.slice(0, 3) };
  expect(thinned(few)).toBe(few);
});

it('takes nearest ranks', () => {
  expect(percentileOf([], 90)).toBe(0);
  expect(percentileOf([5, 1, 4, 2, 3], 50)).toBe(3);
  expect(percentileOf([1, 2], 100)).toBe(2);
});

it('a failing sample is a gap, and stopping waits for nothing', async () => {
  let asked = 0;
  let twice = (): void => {};
  const seenTwice = new Promise<void>((resolve) => {
    twice = resolve;
  });
  const sampler = sampleEvery(1, () => {
    asked += 1;
    if (asked === 2) twice();
    throw new Error('gone');
  });
  await seenTwice;
  await sampler.stop();
  expect(asked).toBeGreaterThanOrEqual(2);
});

describe('Prometheus’ text', () => {
  it('is read by name, and summed over labels', () => {
    const text = '# HELP a b\n# TYPE a gauge\na{process="x"} 2\na{process="y"} 3\nb 1.5e3\nc NaN\n';
    expect([...parseMetrics(text)]).toEqual([
      ['a', 5],
      ['b', 1_500],
    ]);
  });

  it('becomes a line for each server', async () => {
    const { port } = await answering('nodejs_eventloop_lag_p99_seconds{process="g"} 0.012\nother 1\n');
    const servers = () => [{ name: 'gw-1', metricsUrl: `http://127.0.0.1:${port}/metrics` }];
    const sampler = sampleMetrics(performance.now(), servers);
    const lines = await sampler.stop();
    expect(lines).toMatchObject([{ name: 'gw-1: event loop lag', unit: 'ms p99', points: [[expect.any(Number), 12]] }]);
  });
});

it('reads k6: gauges as they are, trends by their 95th percentile, and nothing else', async () => {
  const metric = (id: string, type: string, sample: Record<string, number>) => ({ id, attributes: { type, sample } });
  const data = [
    metric('vus', 'gauge', { value: 4 }),
    metric('hb_join_ms', 'trend', { 'p(95)': 12.345678 }),
    metric('http_req_blocked', 'trend', { 'p(95)': 1 }),
  ];
  const { port } = await answering(JSON.stringify({ data }));
  const lines = await sampleK6(performance.now(), `127.0.0.1:${port}`).stop();
  expect(lines.map(({ name, points }) => [name, points.at(-1)?.[1]])).toEqual([
    ['vus', 4],
    ['hb_join_ms', 12.35],
  ]);
});

it('sees the memory of a process, and leaves out who is not there', async () => {
  const sampler = sampleProcesses(performance.now(), () => [
    { name: 'own', pid: process.pid, wholeGroup: false },
    { name: 'nobody', pid: 2 ** 30, wholeGroup: true },
  ]);
  const samples = await sampler.stop();
  expect(samples.map(({ name }) => name)).toEqual(['own']);
  expect(samples[0]?.memory.points[0]?.[1]).toBeGreaterThan(1);
});
