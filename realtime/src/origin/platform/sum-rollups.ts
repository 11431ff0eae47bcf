import type { PlatformRollup } from './platform-rollups.ts';

/** What a time adds up to. Of viewers and broadcasts the most that were seen counts. */
export interface PlatformSums {
  readonly viewers?: number;
  readonly broadcasts?: number;
  readonly gifts: number;
  readonly coins: bigint;
  readonly reports: number;
  readonly signUps: number;
  readonly payments: Readonly<Record<string, number>>;
}

const nothing: PlatformSums = { gifts: 0, coins: 0n, reports: 0, signUps: 0, payments: {} };

export function sumRollups(rollups: readonly PlatformRollup[]): PlatformSums {
  return rollups.reduce(added, nothing);
}

function added(sums: PlatformSums, one: PlatformRollup): PlatformSums {
  const payments = { ...sums.payments };
  for (const [state, count] of Object.entries(one.payments ?? {})) {
    payments[state] = (payments[state] ?? 0) + Number(count);
  }
  return {
    ...most('viewers', sums.viewers, one.viewers),
    ...most('broadcasts', sums.broadcasts, one.broadcasts),
    gifts: sums.gifts + Number(one.gifts ?? 0),
    coins: sums.coins + BigInt(one.coins ?? 0),
    reports: sums.reports + Number(one.reports ?? 0),
    signUps: sums.signUps + Number(one.signUps ?? 0),
    payments,
  };
}

/** Unseen is not none. */
function most(name: 'viewers' | 'broadcasts', a: number | undefined, b: number | undefined) {
  const seen = [a, b].filter((value) => value !== undefined).map(Number);
  return seen.length === 0 ? {} : { [name]: Math.max(...seen) };
}
