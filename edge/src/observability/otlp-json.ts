import type { TraceContext } from '@halobuzz/core/tracing/trace-context';

/** By the numbers of https://github.com/open-telemetry/opentelemetry-proto (SpanKind). */
export const spanKinds = { server: 2, client: 3 } as const;

export type SpanAttributes = Readonly<Record<string, string | number | undefined>>;

/** A span that has ended. Times in Unix milliseconds. */
export interface EndedSpan {
  readonly name: string;
  readonly kind: keyof typeof spanKinds;
  readonly context: TraceContext;
  readonly parentSpanId: string | undefined;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly failed: boolean;
  readonly attributes: SpanAttributes;
}

/** The body of an OTLP/HTTP export of traces, as JSON (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding). */
export function otlpJson(resource: SpanAttributes, spans: readonly EndedSpan[]): string {
  const scopeSpans = [{ scope: { name: 'halobuzz-edge' }, spans: spans.map(spanJson) }];
  return JSON.stringify({ resourceSpans: [{ resource: { attributes: attributesJson(resource) }, scopeSpans }] });
}

function spanJson(span: EndedSpan): object {
  const { traceId, spanId, state } = span.context;
  return {
    ...{ traceId, spanId, parentSpanId: span.parentSpanId, traceState: state },
    // Bit 0: sampled, as in a traceparent: whatever is exported is.
    ...{ flags: 1, name: span.name, kind: spanKinds[span.kind] },
    ...{ startTimeUnixNano: nanosOf(span.startedAtMs), endTimeUnixNano: nanosOf(span.endedAtMs) },
    ...{ attributes: attributesJson(span.attributes), status: span.failed ? { code: 2 } : {} },
  };
}

function attributesJson(attributes: SpanAttributes): object[] {
  return Object.entries(attributes).flatMap(([key, value]) => {
    if (value === undefined) return [];
    return [{ key, value: typeof value === 'string' ? { stringValue: value } : { intValue: String(value) } }];
  });
}

/** 64 bits, so a text in JSON. */
function nanosOf(ms: number): string {
  return `${Math.round(ms)}000000`;
}
