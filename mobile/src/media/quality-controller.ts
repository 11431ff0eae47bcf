import type { QualityReport } from '@halobuzz/core/client/room-client';
import { limits } from '@halobuzz/core/limits';
import {
  type ContentClass,
  encoderLadder,
  type NetworkClass,
  type QualityStep,
  viewerLadder,
} from '@halobuzz/core/media/encoder-ladders';
import type { QualityLevel } from '@halobuzz/core/media/quality-level';
import { advanceQuality, initialQuality } from '@halobuzz/core/media/quality-machine';
import { gradeOf, type QualitySample } from '@halobuzz/core/media/quality-sample';
import type { RtcReading, RtcSteering } from './rtc.ts';

export interface QualityControllerDeps {
  readonly rtc: RtcSteering;
  /** Time that only moves forward, ms. */
  readonly now: () => number;
  /** Tells the room server; refusals and outages are nothing to act upon. */
  readonly report: (report: QualityReport) => Promise<unknown>;
  readonly onLevel: (level: QualityLevel) => void;
}

/** Whose quality is steered: what they send, or what they receive. */
export type Steered =
  | { readonly kind: 'publisher'; readonly content: ContentClass; readonly network: NetworkClass }
  | { readonly kind: 'viewer' };

/**
 * Steers one person's media by the readings of its engine, until `stop` is called: the machine decides, the engine is told
 * one thing after the other (only the newest wish waits), and the room server hears the level when it changes and now and
 * then, never more often than it allows.
 */
export function controlQuality(deps: QualityControllerDeps, steered: Steered): { stop(): void } {
  const { rtc, now } = deps;
  const { ladder, first, apply } = wayOf(rtc, steered);
  let state = initialQuality(first);
  const tell = reporter(deps);
  const engine = newestOnly(apply);
  const levelNow = (): QualityLevel => ladder[state.step]?.level ?? 'audio';
  engine.want(state.step);
  deps.onLevel(levelNow());

  const unsubscribe = rtc.onReading((reading) => {
    const sample = sampleOf(reading, steered.kind, now());
    const result = advanceQuality(ladder, state, sample);
    state = result.state;
    if (result.change !== undefined) deps.onLevel(levelNow());
    // Said each time: an engine that refused is asked again.
    engine.want(state.step);
    tell(levelNow(), sample);
  });
  return {
    stop() {
      unsubscribe();
      engine.close();
    },
  };
}

interface Way {
  readonly ladder: readonly QualityStep[];
  readonly first: number;
  readonly apply: (step: number) => Promise<void>;
}

function wayOf(rtc: RtcSteering, steered: Steered): Way {
  if (steered.kind === 'viewer') {
    const apply = async (at: number): Promise<void> => rtc.receive(viewerLadder[at]?.stream ?? 'none');
    return { ladder: viewerLadder, first: 0, apply };
  }
  const { steps, first } = encoderLadder(steered.content, steered.network);
  const apply = async (at: number): Promise<void> => {
    const step = steps[at];
    if (step !== undefined) await rtc.encode(step);
  };
  return { ladder: steps, first, apply };
}

/** The readings of the direction that matters. */
function sampleOf(reading: RtcReading, kind: Steered['kind'], atMs: number): QualitySample {
  const { rttMs } = reading;
  return kind === 'publisher'
    ? {
        ...{ atMs, rttMs, grade: gradeOf(reading.uplink), lossPercent: reading.sendLossPercent },
        ...{ bandwidthKbps: reading.sendKbps, overloaded: reading.encoderOverloaded },
      }
    : {
        ...{ atMs, rttMs, grade: gradeOf(reading.downlink), lossPercent: reading.receiveLossPercent },
        overloaded: reading.decoderOverloaded,
      };
}

/** Runs one call at a time; of the wishes that come meanwhile only the newest is kept. */
function newestOnly(apply: (step: number) => Promise<void>): { want(step: number): void; close(): void } {
  let wanted: number | undefined;
  let applied: number | undefined;
  let running = false;
  let closed = false;
  const run = async (): Promise<void> => {
    running = true;
    while (!closed && wanted !== undefined && wanted !== applied) {
      const step = wanted;
      try {
        await apply(step);
        applied = step;
      } catch {
        // The engine could not; the next reading asks again.
        break;
      }
    }
    running = false;
  };
  return {
    want(step) {
      wanted = step;
      if (!running) void run();
    },
    close() {
      closed = true;
    },
  };
}

/** Says the level when it changed or was not said for a while, and never twice within what the server allows. */
function reporter({ now, report }: QualityControllerDeps): (level: QualityLevel, sample: QualitySample) => void {
  let said: { readonly level: QualityLevel; readonly atMs: number } | undefined;
  return (level, { rttMs, lossPercent }) => {
    const atMs = now();
    const sinceMs = atMs - (said?.atMs ?? Number.NEGATIVE_INFINITY);
    if (sinceMs < limits.qualityReportPeriodMs) return;
    if (said?.level === level && sinceMs < limits.qualityReportRepeatMs) return;
    said = { level, atMs };
    report({
      level,
      ...(rttMs === undefined ? {} : { rttMs: Math.round(Math.min(Math.max(rttMs, 0), limits.qualityRttMsMax)) }),
      ...(lossPercent === undefined ? {} : { lossPercent: Math.round(Math.min(Math.max(lossPercent, 0), 100)) }),
    }).catch(() => undefined);
  };
}
