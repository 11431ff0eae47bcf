import type { Actor } from '@halobuzz/core/tokens';

/** What the middleware lays on a request's context. */
export interface OriginEnv {
  Variables: {
    requestId: string;
    /** The whole request body, bounded; empty when there was none. */
    bodyBytes: Uint8Array<ArrayBuffer>;
    /** On whose behalf the edge calls; undefined for its own acts. */
    actor: Actor | undefined;
  };
}
