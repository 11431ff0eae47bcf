import type { Target } from './dialects.ts';

/** Probes are spread over the viewers from the last backwards, so that the last to join is among them. */
export function isProbe(viewer: number, viewers: number, probes: number): boolean {
  const stride = Math.max(1, Math.floor(viewers / Math.max(1, probes)));
  return probes > 0 && (viewers - 1 - viewer) % stride === 0;
}

/** What the driver has counted since it was last cleared. */
export interface DriverCounts {
  readonly events: number;
  readonly frames: number;
  readonly bytes: number;
  /** Viewers that the server closed. */
  readonly closed: number;
  /** What the probes' headers announced, and the events they found in the payloads: the two must agree. */
  readonly probeEvents: number;
  readonly marks: number;
  /** Delivery latency at the probes, ms; null (a NaN in JSON) without samples. */
  readonly samples: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

export interface GiftFigures {
  readonly sent: number;
  readonly accepted: number;
  readonly refused: number;
  readonly unanswered: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

/** A type, not an interface: only those fit an index signature. */
export type DriverCommands = {
  /** Resolves when all are in; `signFirst`: all tickets are made before the clock starts. */
  readonly open: {
    readonly args: {
      readonly target: Target;
      /** Numbers of the viewers, from the first to before the last: who they are. */
      readonly from: number;
      readonly to: number;
      /** Whether they read everything and take latencies. */
      readonly probes: boolean;
      /** Viewers that may be on their way in at once. */
      readonly concurrency: number;
      readonly signFirst: boolean;
    };
    readonly answer: { readonly tookMs: number };
  };
  readonly clear: { readonly args: object; readonly answer: object };
  readonly counts: { readonly args: object; readonly answer: DriverCounts };
  readonly give: {
    readonly args: { readonly perSecond: number; readonly seconds: number; readonly gift: string };
    readonly answer: GiftFigures;
  };
  readonly close: { readonly args: object; readonly answer: object };
};
