import type { Move } from './rolling-deploy.ts';

/** How those who were sent away came back, held against what they had been told. */
export interface ReturnSpread {
  readonly moves: number;
  /** Came before the time they were told: none should. */
  readonly early: number;
  /** Came later than told, by more than `lateSlackMs`: the machine was busy, or the node closed them late. */
  readonly late: number;
  /** Share of all in each tenth of the spread, in order; who was late is in none. */
  readonly tenths: readonly number[];
  /** From being told to standing in another room, and from asking for a place to standing in it, ms. */
  readonly awayMs: { readonly p50: number; readonly p99: number };
  readonly joinMs: { readonly p50: number; readonly p99: number };
}

/** A timer may fire a moment early by another clock. */
const earlySlackMs = 5;
const lateSlackMs = 250;
const parts = 10;

export function returnSpread(moves: readonly Move[]): ReturnSpread {
  const tenths = new Array<number>(parts).fill(0);
  let early = 0;
  let late = 0;
  const away: number[] = [];
  const join: number[] = [];
  for (const { toldAtMs, afterMs, jitterMs, cameAtMs, liveAtMs } of moves) {
    if (cameAtMs === undefined || liveAtMs === undefined) continue;
    const intoMs = cameAtMs - toldAtMs - afterMs;
    if (intoMs < -earlySlackMs) early += 1;
    else if (intoMs > jitterMs + lateSlackMs) late += 1;
    else {
      const part = Math.min(parts - 1, Math.max(0, Math.floor((intoMs / jitterMs) * parts)));
      tenths[part] = (tenths[part] ?? 0) + 1 / moves.length;
    }
    away.push(liveAtMs - toldAtMs);
    join.push(liveAtMs - cameAtMs);
  }
  return { moves: away.length, early, late, tenths, awayMs: quantiles(away), joinMs: quantiles(join) };
}

/**
 * What the tenths would be: a node closes its sockets evenly over the spread, a client returns at a random moment of it, and
 * not before it was closed. The later of two even draws lies below x with x².
 */
export const toldTenths: readonly number[] = Array.from({ length: parts }, (_, i) => (2 * i + 1) / parts ** 2);

function quantiles(values: readonly number[]): { readonly p50: number; readonly p99: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}

export function spreadText(spread: ReturnSpread): string {
  const percent = (share: number): string => `${(share * 100).toFixed(0).padStart(3)}%`;
  const span = ({ p50, p99 }: { readonly p50: number; readonly p99: number }): string =>
    `p50 ${Math.round(p50)} ms, p99 ${Math.round(p99)} ms`;
  return [
    `  returns by tenth of the spread  ${spread.tenths.map(percent).join(' ')}`,
    `  as told they would be           ${toldTenths.map(percent).join(' ')}`,
    `  ${spread.moves} moves, ${spread.early} early, ${spread.late} late`,
    `  told to back in the room: ${span(spread.awayMs)}; asked to back: ${span(spread.joinMs)}`,
  ].join('\n');
}
