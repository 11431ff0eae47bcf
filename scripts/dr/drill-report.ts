import type { Loss } from './drill-options.ts';

/** One loss and what came back. */
export interface LossReport {
  readonly loss: Loss;
  readonly legs: number;
  /** Gifts that somebody had been told were confirmed, or accepted, and that are in no store any more. */
  readonly confirmed: { readonly told: number; readonly lost: number; readonly lostAgeMs: number };
  readonly accepted: { readonly told: number; readonly lost: number };
  /** From the kill until the books are verified, wallets agree and a new gift is confirmed. */
  readonly rtoMs: number;
  readonly steps: readonly { readonly name: string; readonly tookMs: number }[];
  /** Shards in which a signed checkpoint proves that entries are gone. */
  readonly provenShards: number;
  readonly problems: readonly string[];
}

const rtoBarMs = { base: 30_000, perMillionLegs: 270_000 } as const;
/** Both stores at once leave what was captured: objects of the last moments are gone. */
const capturedBarMs = 5_000;

/** Five minutes for a million legs; smaller ledgers get their part of it behind what any start takes. */
export function rtoBarOf(legs: number): number {
  return rtoBarMs.base + Math.ceil((rtoBarMs.perMillionLegs * legs) / 1_000_000);
}

/** What misses its bar, a line each. */
export function missedBars(report: LossReport): readonly string[] {
  const { loss, confirmed, accepted, rtoMs, legs } = report;
  const missed = report.problems.map((problem) => `${loss}: ${problem}`);
  if (rtoMs > rtoBarOf(legs))
    missed.push(`${loss}: back after ${seconds(rtoMs)}, the bar is ${seconds(rtoBarOf(legs))}`);
  if (loss === 'both') {
    if (confirmed.lostAgeMs > capturedBarMs) {
      missed.push(
        `both: confirmed money of the last ${seconds(confirmed.lostAgeMs)} is lost, the bar is ${seconds(capturedBarMs)}`,
      );
    }
    return missed;
  }
  if (confirmed.lost > 0) missed.push(`${loss}: ${confirmed.lost} confirmed gifts are lost, the bar is 0`);
  if (loss === 'mongodb' && accepted.lost > 0)
    missed.push(`mongodb: ${accepted.lost} accepted gifts are lost, the bar is 0`);
  return missed;
}

/** For people. */
export function reportText(reports: readonly LossReport[]): string {
  return reports.map(textOf).join('\n\n');
}

function textOf({ loss, legs, confirmed, accepted, rtoMs, steps, provenShards }: LossReport): string {
  const rpo =
    confirmed.lost === 0 ? 'RPO of confirmed money 0' : `RPO of confirmed money ${seconds(confirmed.lostAgeMs)}`;
  return [
    `lost: ${loss}, with a ledger of ${legs} legs`,
    ...steps.map(({ name, tookMs }) => `  ${name.padEnd(48)} ${seconds(tookMs).padStart(9)}`),
    `  ${'RTO'.padEnd(48)} ${seconds(rtoMs).padStart(9)}   (bar ${seconds(rtoBarOf(legs))})`,
    `  ${rpo}: ${confirmed.lost} of ${confirmed.told} confirmed gifts and ${accepted.lost} of ${accepted.told} accepted ones are lost`,
    ...(provenShards === 0 ? [] : [`  the newest checkpoint names the loss in ${provenShards} shards`]),
  ].join('\n');
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}
