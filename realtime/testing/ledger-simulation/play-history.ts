import { judge, unrestOf } from './judge.ts';
import { type Defect, LedgerWorld } from './ledger-world.ts';
import { breakSomething, heal } from './sim-faults.ts';
import { SimTraffic, simShards } from './sim-traffic.ts';

export interface HistoryOptions {
  /** Faults of one history. */
  readonly steps: number;
  readonly defect?: Defect;
  /** Draws from these faults alone; all when absent. */
  readonly only?: readonly string[];
}

export interface History {
  readonly seed: number;
  /** Empty when every promise was kept. */
  readonly problems: readonly string[];
  /** What happened last, oldest first. */
  readonly trace: readonly string[];
  readonly entries: number;
  /** Entries that were taken and that the wallets server's disk lost before they were committed. */
  readonly lostByDisk: number;
  readonly virtualMs: number;
}

const calmMs = 1_200;
const faultEveryMs = { fromMs: 100, toMs: 1_500 };
/** Everything has come to rest by then, or never will. */
const restMs = 180_000;
const lookEveryMs = 250;

/** Plays one history of faults, twice healed and judged. The same seed plays the same. */
export async function playHistory(seed: number, options: HistoryOptions): Promise<History> {
  const world = new LedgerWorld(seed, simShards, options.defect ?? {});
  const { time, random } = world;
  const startMs = time.nowMs;
  const traffic = new SimTraffic(world);
  const problems: string[] = [];
  world.startWriter(0);
  world.startWriter(1);
  traffic.active = true;
  for (const half of [0, 1]) {
    let done = false;
    let left = Math.ceil((options.steps - half) / 2);
    const next = (): void => {
      if (left === 0) {
        time.after(calmMs, () => {
          done = true;
        });
        return;
      }
      left -= 1;
      breakSomething(world, options.only ?? options.defect?.only);
      time.after(faultEveryMs.fromMs + random.next() * (faultEveryMs.toMs - faultEveryMs.fromMs), next);
    };
    time.after(calmMs, next);
    await time.runUntil(() => done, Number.MAX_SAFE_INTEGER);
    heal(world);
    time.after(calmMs, () => {
      traffic.active = false;
    });
    problems.push(...(await restAndJudge(world, traffic)));
    if (problems.length > 0) break;
    traffic.active = true;
  }
  const lost = [...world.accepted].filter(
    ([{ intent }, { taken }]) => !taken && !world.mongo.transactions.has(intent.tx),
  );
  return {
    ...{ seed, problems, trace: world.trace, entries: world.mongo.transactions.size, lostByDisk: lost.length },
    virtualMs: time.nowMs - startMs,
  };
}

async function restAndJudge(world: LedgerWorld, traffic: SimTraffic): Promise<readonly string[]> {
  const { time } = world;
  let unrest: string | undefined = 'nothing was looked at';
  let looking = true;
  const look = (): void => {
    unrest = traffic.active ? 'people are still giving' : unrestOf(world, traffic);
    if (unrest !== undefined && looking) time.after(lookEveryMs, look);
  };
  time.after(lookEveryMs, look);
  const rested = await time.runUntil(() => unrest === undefined, time.nowMs + restMs);
  looking = false;
  if (!rested) return [`the ledger never came to rest: ${unrest}`];
  return judge(world, traffic);
}

/** The report of a history that broke a promise. */
export function reportOf({ seed, problems, trace }: History): string {
  const shown = problems.slice(0, 12);
  return [`seed ${seed} breaks ${problems.length} promises:`, ...shown, 'what happened last:', ...trace].join('\n  ');
}
