import { randomBytes } from 'node:crypto';
import { limits } from '@halobuzz/core/limits';
import { childContext, type TraceContext } from '@halobuzz/core/tracing/trace-context';
import {
  type Attributes,
  type Context,
  createTraceState,
  SpanKind as OtelKind,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AlwaysOnSampler, BasicTracerProvider, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { Registry } from 'prom-client';
import type { Owner } from '../lifecycle.ts';
import { boundedSpans } from './bounded-spans.ts';
import type { Logger } from './log.ts';
import type { CountOf } from './metrics-in.ts';
import type { PastSpan, SpanKind, SpanSpec, Tracing } from './tracing.ts';
import { spanCounter } from './tracing-metrics.ts';
import type { TracingSettings } from './tracing-options.ts';

export interface OtelOptions {
  /** `gateway`, `ledger`, `origin`. */
  readonly process: string;
  /** Which of them. */
  readonly node: string;
  readonly environment: string;
  /** The collector's address, without `/v1/traces`. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Share of what begins here that is traced. */
  readonly ratio: number;
  readonly log: Logger;
  /** Spans by what became of them. */
  readonly spans: CountOf<'outcome'>;
  /** Default: OTLP/HTTP to the endpoint. */
  readonly exporter?: SpanExporter;
  /** From 0 up to 1, anew each time. */
  readonly draw?: () => number;
}

const kinds: Readonly<Record<SpanKind, OtelKind>> = {
  server: OtelKind.SERVER,
  client: OtelKind.CLIENT,
  producer: OtelKind.PRODUCER,
  consumer: OtelKind.CONSUMER,
};

const random = (length: number): Uint8Array => randomBytes(length);

/**
 * {@link Tracing} by OpenTelemetry's SDK, as one provider that nothing is patched for and nobody finds by a global. What is not
 * sampled never reaches it.
 */
export function otelTracing(options: OtelOptions): Tracing {
  const { ratio, draw = Math.random } = options;
  const exporter =
    options.exporter ??
    new OTLPTraceExporter({
      ...{ url: `${options.endpoint}/v1/traces`, headers: { ...options.headers } },
      ...{ timeoutMillis: limits.spanExportTimeoutMs, concurrencyLimit: 1 },
    });
  const queue = boundedSpans({ exporter, log: options.log, spans: options.spans });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({
      'service.name': `halobuzz-${options.process}`,
      'service.instance.id': options.node,
      'deployment.environment.name': options.environment,
    }),
    sampler: new AlwaysOnSampler(),
    spanProcessors: [queue],
    spanLimits: { linkCountLimit: limits.spanLinksMax },
  });
  const tracer = provider.getTracer('halobuzz');

  const started = (
    spec: SpanSpec,
    parent: TraceContext | undefined,
    more: { startTime?: number; links?: readonly TraceContext[] },
  ): Span =>
    tracer.startSpan(
      spec.name,
      {
        kind: kinds[spec.kind],
        attributes: attributesOf(spec),
        ...(more.startTime === undefined ? {} : { startTime: more.startTime }),
        ...(more.links === undefined ? {} : { links: more.links.map((link) => ({ context: spanContextOf(link) })) }),
      },
      parent === undefined ? ROOT_CONTEXT : contextOf(parent),
    );

  return {
    sample: () => draw() < ratio,
    begin(spec, parent) {
      const span = started(spec, parent, {});
      const context = placeOf(span);
      return {
        context,
        end({ failed, attributes, name } = {}) {
          if (name !== undefined) span.updateName(name);
          if (attributes !== undefined) span.setAttributes({ ...attributes });
          if (failed !== undefined) fail(span, failed);
          span.end();
        },
      };
    },
    record(past: PastSpan) {
      const { startedAtMs, endedAtMs, failed, links } = past;
      const span = started(past, past.parent, { startTime: startedAtMs, ...(links === undefined ? {} : { links }) });
      if (failed !== undefined) fail(span, failed);
      span.end(Math.max(startedAtMs, endedAtMs));
      return placeOf(span);
    },
    unsampled: (parent) => childContext(parent, false, random),
    async close() {
      await provider.shutdown();
    },
  };
}

/** The tracing of a process, owned by its lifecycle; undefined where no collector is set. */
export function tracingOf(
  options: TracingSettings & { readonly log: Logger; readonly registry: Registry },
  owner: Owner,
): Tracing | undefined {
  const { endpoint, headers = {}, registry, log } = options;
  if (endpoint === undefined) return undefined;
  const tracing = otelTracing({ ...options, endpoint, headers, spans: spanCounter(registry) });
  owner.own('tracing', () => tracing.close());
  log.info({ endpoint, ratio: options.ratio }, 'traces are sent');
  return tracing;
}

function attributesOf({ attributes }: SpanSpec): Attributes {
  return { ...attributes };
}

function fail(span: Span, why: string): void {
  span.setAttribute('error.type', why);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

function placeOf(span: Span): TraceContext {
  const { traceId, spanId, traceState } = span.spanContext();
  const state = traceState?.serialize();
  return { traceId, spanId, sampled: true, ...(state === undefined || state === '' ? {} : { state }) };
}

/** A parent is always one of another place, and whatever comes under it here is recorded. */
function spanContextOf({ traceId, spanId, state }: TraceContext): SpanContext {
  const traceState = state === undefined ? {} : { traceState: createTraceState(state) };
  return { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true, ...traceState };
}

function contextOf(place: TraceContext): Context {
  return trace.setSpanContext(ROOT_CONTEXT, spanContextOf(place));
}
