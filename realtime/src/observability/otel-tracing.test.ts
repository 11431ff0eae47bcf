import { limits } from '@halobuzz/core/limits';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type OtlpReceiver, startOtlpReceiver } from '../../testing/otlp-receiver.ts';
import { createLog } from './log.ts';
import { otelTracing } from './otel-tracing.ts';
import type { Tracing } from './tracing.ts';
import { spanCounter } from './tracing-metrics.ts';

const parent = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', sampled: true, state: 'a=1' };
let receiver: OtlpReceiver;
let registry: Registry;
let lines: string[];
let opened: Tracing[];
beforeEach(async () => {
  receiver = await startOtlpReceiver();
  [registry, lines, opened] = [new Registry(), [], []];
});
afterEach(async () => {
  await Promise.all(opened.map((tracing) => tracing.close()));
  await receiver.close();
});

function tracing(
  more: { readonly exporter?: SpanExporter; readonly ratio?: number; readonly draw?: () => number } = {},
) {
  const log = createLog({ name: 'test', level: 'info', destination: { write: (line) => lines.push(line) } });
  const made = otelTracing({
    ...{ process: 'gateway', node: 'gw-1', environment: 'test', endpoint: receiver.endpoint },
    ...{ headers: { authorization: 'Basic abc' }, ratio: 1, log, spans: spanCounter(registry), ...more },
  });
  opened.push(made);
  return made;
}

async function counted(outcome: string): Promise<number> {
  const metric = await registry.getSingleMetric('halobuzz_tracing_spans_total')?.get();
  return metric?.values.find(({ labels }) => labels.outcome === outcome)?.value ?? 0;
}

it('sends spans as a collector wants them: parents, links, attributes, failures', async () => {
  const one = tracing();
  const open = one.begin({ name: 'room/gift', kind: 'server', attributes: { 'rpc.method': 'gift' } }, parent);
  const child = one.begin({ name: 'send', kind: 'producer' }, open.context);
  child.end();
  open.end({ failed: 'unavailable', attributes: { 'http.response.status_code': 503 } });
  const place = one.record({
    ...{ name: 'commit', kind: 'client', links: [open.context], startedAtMs: 1_800_000_000_000 },
    endedAtMs: 1_800_000_000_005,
  });
  await one.close();
  expect(receiver.refusals).toEqual([]);
  expect(receiver.headers[0]).toMatchObject({ authorization: 'Basic abc' });
  expect(receiver.bodies.join()).toContain('halobuzz-gateway');
  const named = (name: string) => receiver.spans.find((span) => span.name === name);
  expect(named('room/gift')).toMatchObject({
    ...{ service: 'halobuzz-gateway', traceId: parent.traceId, parentSpanId: parent.spanId, kind: 2, failed: true },
    attributes: { 'rpc.method': 'gift', 'http.response.status_code': '503', 'error.type': 'unavailable' },
  });
  expect(named('send')).toMatchObject({
    traceId: parent.traceId,
    parentSpanId: open.context.spanId,
    kind: 4,
    failed: false,
  });
  expect(named('commit')).toMatchObject({
    ...{ traceId: place.traceId, spanId: place.spanId, parentSpanId: undefined, kind: 3 },
    links: [{ traceId: parent.traceId, spanId: open.context.spanId }],
  });
  expect(place.traceId).not.toBe(parent.traceId);
  expect(await counted('exported')).toBe(3);
});

it('samples the share that was asked for', () => {
  let at = 0;
  const one = tracing({ ratio: 0.25, draw: () => (at++ % 100) / 100 });
  expect(Array.from({ length: 100 }, () => one.sample()).filter(Boolean)).toHaveLength(25);
  expect(tracing({ ratio: 0 }).sample()).toBe(false);
  expect(tracing({ ratio: 1 }).sample()).toBe(true);
});

it('gives places to what is not recorded, and sends nothing of it', async () => {
  const one = tracing();
  expect(one.unsampled(parent)).toMatchObject({ traceId: parent.traceId, sampled: false });
  await one.close();
  expect(receiver.bodies).toEqual([]);
});

it('holds a bounded queue, counts what does not fit, and tells it once', async () => {
  // Its first export never ends until it is let go.
  let letGo: (() => void) | undefined;
  const exporter: SpanExporter = {
    export: (_spans, done) => {
      letGo = () => {
        exporter.export = (_all, over) => over({ code: 0 });
        done({ code: 0 });
      };
    },
    shutdown: async () => undefined,
  };
  const one = tracing({ exporter });
  const extra = 10;
  for (let at = 0; at < limits.spansQueuedMax + extra; at += 1) one.begin({ name: 'x', kind: 'server' }).end();
  expect(await counted('queue_full')).toBe(extra);
  expect(lines.filter((line) => line.includes('spans were lost'))).toHaveLength(1);
  const closed = one.close();
  await vi.waitFor(() => expect(letGo).toBeDefined());
  letGo?.();
  await closed;
  expect(await counted('exported')).toBe(limits.spansQueuedMax);
});

it.each([
  ['refuses', 400],
  ['is not to be found', 404],
])('goes on when the collector %s, and counts what is lost', async (_, answer) => {
  receiver.answer = answer;
  const one = tracing();
  one.begin({ name: 'x', kind: 'server' }).end();
  await one.close();
  expect(await counted('export_failed')).toBe(1);
  expect(lines.filter((line) => line.includes('spans were lost'))).toHaveLength(1);
});

it('goes on when the exporter itself throws', async () => {
  const exporter: SpanExporter = {
    export: () => {
      throw new Error('broken');
    },
    shutdown: async () => undefined,
  };
  const one = tracing({ exporter });
  one.begin({ name: 'x', kind: 'server' }).end();
  await one.close();
  expect(await counted('export_failed')).toBe(1);
});
