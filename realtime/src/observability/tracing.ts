import type { TraceContext } from '@halobuzz/core/tracing/trace-context';

/** The names of attributes that spans may have: OpenTelemetry's, none of which takes what a person said or is. */
export type AttributeName =
  | 'http.request.method'
  | 'http.route'
  | 'http.response.status_code'
  | 'rpc.system'
  | 'rpc.service'
  | 'rpc.method'
  | 'messaging.system'
  | 'messaging.operation.type'
  | 'messaging.destination.name'
  | 'messaging.destination.partition.id'
  | 'messaging.batch.message_count'
  | 'db.system.name'
  | 'db.namespace'
  | 'db.collection.name'
  | 'db.operation.name'
  | 'db.operation.batch.size'
  | 'error.type';

export type SpanAttributes = Readonly<Partial<Record<AttributeName, string | number>>>;
export type SpanKind = 'server' | 'client' | 'producer' | 'consumer';

export interface SpanSpec {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes?: SpanAttributes;
}

/** A span whose end is still to come. */
export interface OpenSpan {
  readonly context: TraceContext;
  /** Once. `failed`: why, as a code or the name of an error; absent when all went well. */
  end(outcome?: {
    readonly failed?: string | undefined;
    readonly attributes?: SpanAttributes;
    /** In the place of the one it began with. */
    readonly name?: string;
  }): void;
}

/** A span that is over, recorded in one go. */
export interface PastSpan extends SpanSpec {
  /** Absent: the first of a trace of its own. */
  readonly parent?: TraceContext | undefined;
  readonly links?: readonly TraceContext[];
  /** Unix time, ms. */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly failed?: string | undefined;
}

/**
 * What a process records of its work for a collector. Recording never throws, blocks or waits: spans go to a bounded queue,
 * and what does not fit is counted. Absent in processes that have no collector.
 */
export interface Tracing {
  /** Whether what begins here now is traced. */
  sample(): boolean;
  /** Begins a span under `parent`, or a trace. */
  begin(spec: SpanSpec, parent?: TraceContext): OpenSpan;
  /** Answers with the place of the span, for links to it. */
  record(span: PastSpan): TraceContext;
  /** A place in a trace that is not recorded: ids for the log. */
  unsampled(parent?: TraceContext): TraceContext;
  /** Sends what waits, and ends. */
  close(): Promise<void>;
}
