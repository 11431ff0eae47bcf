import type { TraceContext } from '@halobuzz/core/tracing/trace-context';
import type { SpanAttributes } from './otlp-json.ts';

/** A call that a request makes: ended once. */
export interface CallTrace {
  /** What travels with the call. */
  readonly context: TraceContext;
  end(outcome: { readonly failed: boolean; readonly attributes?: SpanAttributes }): void;
}

/** The trace of one request. */
export interface RequestTrace {
  readonly context: TraceContext;
  call(name: string, attributes: SpanAttributes): CallTrace;
  /** Ends it. What is left to do behind the answer, or undefined where nothing is exported. Never rejects. */
  end(answer: {
    readonly method: string;
    readonly route: string;
    readonly status: number;
    readonly code?: string | undefined;
  }): Promise<void> | undefined;
}
