import { limits } from '@halobuzz/core/limits';
import { type Demand, eventsPerSecond, headroom } from './demand.ts';
import type { MeasuredCosts } from './measured-costs.ts';
import { roomTickMs } from './plan-capacity.ts';

export interface Simulated {
  /** Gateways that stayed within their share of a core, filled one after the other. */
  readonly gateways: number;
  readonly framesPerSecond: number;
}

export interface SimulationOptions {
  readonly viewers: number;
  /** Simulated time. */
  readonly seconds: number;
  /** A number in [0, 1). */
  readonly next: () => number;
}

/**
 * Plays an evening event by event: rooms of the demand's sizes, each event at its own moment, each room with its pacer (a burst of frames,
 * then one a tick), viewers who come and go. It knows the costs and nothing of the plan's formulas.
 */
export function simulateEvening(costs: MeasuredCosts, demand: Demand, options: SimulationOptions): Simulated {
  const { viewers, seconds, next } = options;
  const exponential = (perSecond: number): number => -Math.log(1 - next()) / perSecond;
  const coreBudget = headroom.gatewayBusyMax * seconds * 1_000_000;
  let gateways = 1;
  let used = 0;
  let framesSent = 0;
  /** A room's viewers may sit on many gateways; each pays for its own. */
  const pay = (microseconds: number): void => {
    used += microseconds;
    while (used > coreBudget) {
      gateways += 1;
      used -= coreBudget;
    }
  };
  for (const { viewers: size, shareOfViewers } of demand.rooms) {
    const rooms = Math.max(1, Math.round((viewers * shareOfViewers) / size));
    for (let room = 0; room < rooms; room += 1) {
      const { frames, events } = playRoom(size);
      framesSent += frames * size;
      pay(size * (frames * costs.frame + (events - frames) * costs.eventInFrame));
    }
  }
  for (let at = exponential(visitsPerSecond()); at < seconds; at += exponential(visitsPerSecond())) pay(costs.join);
  return { gateways, framesPerSecond: framesSent / seconds };

  function visitsPerSecond(): number {
    return viewers / (demand.minutesPerVisit * 60);
  }

  /** Frames to each viewer, and events in them. */
  function playRoom(size: number): { frames: number; events: number } {
    const rate = eventsPerSecond(demand, size);
    const tick = roomTickMs(size) / 1_000;
    let dueAt = 0;
    let frameAt = -1;
    let frames = 0;
    let events = 0;
    for (let at = exponential(rate); at < seconds; at += exponential(rate)) {
      events += 1;
      // It is laid into the frame that waits; else it begins one, at once or when the pacer lets it.
      if (at <= frameAt) continue;
      frameAt = Math.max(at, dueAt - (limits.roomTickBurstMax - 1) * tick);
      dueAt = Math.max(dueAt, frameAt) + tick;
      frames += 1;
    }
    return { frames, events };
  }
}
