import type { Actor } from '@halobuzz/core/tokens';
import type { TraceContext } from '@halobuzz/core/tracing/trace-context';

/** What the middleware lays on a request's context. */
export interface OriginEnv {
  Variables: {
    requestId: string;
    /** The whole request body, bounded; empty when there was none. */
    bodyBytes: Uint8Array<ArrayBuffer>;
    /** On whose behalf the edge calls; undefined for its own acts. */
    actor: Actor | undefined;
    /** Where traces are collected; set behind `authenticate`. */
    trace: TraceContext | undefined;
  };
}
