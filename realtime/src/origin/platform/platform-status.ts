import type { PartState, PlatformStatus, StatusPoint, WatchedPart } from '@halobuzz/core/api/status';
import type { Clock } from '@halobuzz/core/clock';
import { limits, WALLET_SHARDS } from '@halobuzz/core/limits';
import type { Db } from 'mongodb';
import { ledgerHeads } from '../../adapters/mongo/ledger-collections.ts';
import { minutesBetween } from './add-up-hours.ts';
import type { AnswerTimes } from './answer-times.ts';
import { byTime, hourMs, platformRollups, startOf } from './platform-rollups.ts';
import type { SeenRegion } from './seen-regions.ts';
import { sumRollups } from './sum-rollups.ts';

/** Rejects when a part does not work; the answer says nothing. */
export type Probe = () => Promise<unknown>;

export interface PlatformStatusDeps {
  readonly db: Db;
  readonly clock: Clock;
  /** Each server of rooms, and each of wallets. */
  readonly probes: { readonly rooms: readonly Probe[]; readonly wallets: readonly Probe[] };
  readonly mediaOn: boolean;
  readonly answerTimes: Pick<AnswerTimes, 'between'>;
  readonly regions: () => Promise<readonly SeenRegion[]>;
}

/** How everything is, for everybody to see. Never rejects for a part that is out: that is what it tells. */
export async function platformStatus(deps: PlatformStatusDeps): Promise<PlatformStatus> {
  const { db, clock, probes } = deps;
  const nowMs = clock();
  const [database, ledger, rooms, wallets, regions, figures] = await Promise.all([
    stateOfAll([() => db.command({ ping: 1 })]),
    orElse<PartState, PartState>(ledgerState(db), 'unknown'),
    stateOfAll(probes.rooms),
    stateOfAll(probes.wallets),
    orElse(deps.regions(), []),
    orElse(figuresOf(deps, nowMs), undefined),
  ]);
  const parts: Record<WatchedPart, PartState> = {
    ledger,
    database,
    rooms,
    wallets,
    media: deps.mediaOn ? 'up' : 'off',
  };
  return {
    ...{ at: new Date(nowMs).toISOString(), parts },
    regions: [...regions],
    ...(figures?.now === undefined ? {} : { now: figures.now }),
    stepSeconds: limits.statusStepMs / 1_000,
    points: figures?.points ?? [],
  };
}

/** One look for all who ask within its life, also while it is under way: whoever can ask often must not make us look often. */
export function sharedStatus(deps: PlatformStatusDeps): () => Promise<PlatformStatus> {
  let looking: { readonly sinceMs: number; readonly status: Promise<PlatformStatus> } | undefined;
  return () => {
    const nowMs = deps.clock();
    if (looking === undefined || nowMs - looking.sinceMs >= limits.statusLookLifeMs) {
      looking = { sinceMs: nowMs, status: platformStatus(deps) };
    }
    return looking.status;
  };
}

/** By leases: a shard whose owner does not renew is written by nobody. */
async function ledgerState(db: Db): Promise<PartState> {
  const [found] = await ledgerHeads(db)
    .aggregate<{ served: number | bigint }>([
      { $match: { state: 'open', owner: { $ne: null }, $expr: { $gt: ['$leaseUntil', '$$NOW'] } } },
      { $count: 'served' },
    ])
    .toArray();
  return stateOfShare(Number(found?.served ?? 0), WALLET_SHARDS);
}

async function stateOfAll(probes: readonly Probe[]): Promise<PartState> {
  const answered = await Promise.all(
    probes.map((probe) =>
      orElse(
        probe().then(() => 1),
        0,
      ),
    ),
  );
  return stateOfShare(
    answered.reduce((sum, one) => sum + one, 0),
    probes.length,
  );
}

function stateOfShare(working: number, all: number): PartState {
  if (working >= all) return 'up';
  return working === 0 ? 'down' : 'limited';
}

async function figuresOf({ db, answerTimes }: PlatformStatusDeps, nowMs: number) {
  const toMs = startOf(nowMs, limits.statusStepMs) + limits.statusStepMs;
  const fromMs = toMs - limits.statusSpanMs;
  const [minutes, times, newest] = await Promise.all([
    minutesBetween(db, fromMs, toMs),
    orElse(answerTimes.between(fromMs, toMs), new Map<number, number>()),
    platformRollups(db)
      .find({ kind: 'seen', at: { $gte: new Date(nowMs - hourMs) }, sampledAt: { $exists: true } })
      .sort({ at: -1 })
      .limit(1)
      .next(),
  ]);
  const byStep = byTime(minutes, (atMs) => startOf(atMs, limits.statusStepMs));
  const points: StatusPoint[] = [];
  for (let at = fromMs; at < toMs; at += limits.statusStepMs) {
    const { viewers, gifts } = sumRollups(byStep.get(at) ?? []);
    const answerMs = times.get(at);
    points.push({
      ...{ at: new Date(at).toISOString(), gifts },
      ...(viewers === undefined ? {} : { viewers }),
      ...(answerMs === undefined ? {} : { answerMs }),
    });
  }
  const now =
    newest === null ? undefined : { viewers: Number(newest.viewers ?? 0), broadcasts: Number(newest.broadcasts ?? 0) };
  return { points, now };
}

/** What a part tells, or `otherwise` when it fails or takes too long. */
async function orElse<T, U>(asked: Promise<T>, otherwise: U): Promise<T | U> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<U>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), limits.statusProbeMs);
  });
  try {
    return await Promise.race([asked.catch(() => otherwise), late]);
  } finally {
    clearTimeout(timer);
  }
}
