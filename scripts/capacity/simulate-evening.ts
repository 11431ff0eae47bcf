import { limits } from '@halobuzz/core/limits';
import { FramePacer } from '../../realtime/src/gateway/rooms/frame-pacer.ts';
import { roomTickMsOf } from '../../realtime/src/gateway/rooms/room-tick.ts';
import { type Demand, eventsPerSecond, headroom } from './demand.ts';
import type { MeasuredCosts } from './measured-costs.ts';
import { microseconds } from './plan-capacity.ts';

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
 * Plays an evening event by event: rooms of the demand's sizes, each event at its own moment, each room with the pacer that
 * gateways have, viewers who come and go. It knows the costs and nothing of the plan's formulas.
 */
export function simulateEvening(costs: MeasuredCosts, demand: Demand, options: SimulationOptions): Simulated {
  const { viewers, seconds, next } = options;
  const exponential = (perSecond: number): number => -Math.log(1 - next()) / perSecond;
  const coreBudget = headroom.gatewayBusyMax * seconds * microseconds;
  let gateways = 1;
  let used = 0;
  let framesSent = 0;
  /** A room's viewers may sit on many gateways; each pays for its own. */
  const pay = (cost: number): void => {
    used += cost;
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
    const tickMs = roomTickMsOf(size);
    const pacer = new FramePacer(limits.roomTickBurstMax);
    let frameAtMs = -1;
    let frames = 0;
    let events = 0;
    for (let at = exponential(rate); at < seconds; at += exponential(rate)) {
      const nowMs = at * 1_000;
      events += 1;
      // It is laid into the frame that waits; else it begins one, at once or when the pacer lets it.
      if (nowMs <= frameAtMs) continue;
      frameAtMs = nowMs + pacer.delayMs(tickMs, nowMs);
      pacer.sent(1, tickMs, frameAtMs);
      frames += 1;
    }
    return { frames, events };
  }
}
