import type { RandomBytes } from '@halobuzz/core/clock';
import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import type { OriginLog } from '../http/origin-log.ts';
import type { ListPlace } from './list-cursor.ts';

/** Where something stands in the order of a list: by score, highest first, and among equals by id. */
export interface RankingPoint {
  readonly score: number;
  readonly id: string;
}

/** Some ids of a list, in its order; `next` is where those behind them begin, absent at its end. */
export interface RankingSegment {
  readonly ids: readonly string[];
  readonly next?: RankingPoint;
}

/** A list as it is now. */
export interface RankingSource {
  /** What was asked for, in one form. */
  readonly list: string;
  /** Ranked at once or not at all: there is nothing behind the first segment. */
  readonly whole?: true;
  /**
   * `rankingSegmentEntriesMax` ids behind `after` (undefined: from the first), none of `seen`. Equals stand as is cheapest,
   * unless they are to stand `byId`, so that a point alone tells what is behind it.
   */
  rank(after: RankingPoint | undefined, seen: readonly string[], byId: boolean): Promise<RankingSegment>;
}

/**
 * Rankings that people are reading, each of one list: cursors carry ids, and one that was put into the cursor of another
 * list finds nothing. All may fail; then lists are read without.
 */
export interface RankingStore {
  /** The ranking that was begun last, while it is fresh. */
  current(list: string): Promise<string | undefined>;
  /** Keeps a new ranking's first segment; whoever begins the list now is given this ranking. */
  begin(list: string, rankingId: string, segment: RankingSegment): Promise<void>;
  /** Segments of a list's ranking from the first to `last`, those that are there; keeps them alive. */
  upTo(list: string, rankingId: string, last: number): Promise<readonly (RankingSegment | undefined)[]>;
  /** Adds a segment; of two that come at once the first stays, and is given back. */
  extend(list: string, rankingId: string, at: number, segment: RankingSegment): Promise<RankingSegment>;
}

export interface RankingDeps {
  readonly rankings: RankingStore;
  readonly random: RandomBytes;
  readonly log: OriginLog;
}

/** What may be shown of the given ids; what is gone meanwhile is left out. */
export type LoadRanked<T> = (ids: readonly string[]) => Promise<ReadonlyMap<string, RankedItem<T>>>;

export interface RankedItem<T> {
  readonly item: T;
  /** By which the list is ordered, as of now. */
  readonly score: number;
}

export interface RankedPage<T> {
  readonly items: readonly T[];
  /** Where the next page begins; undefined at the end. */
  readonly next: ListPlace | undefined;
}

const segmentSize = limits.rankingSegmentEntriesMax;

/**
 * A page of a list whose order moves all the time. Whoever begins the list gets its order as it is then, kept under an id
 * that the cursor carries; further pages go by that order, so nothing is shown twice, and nothing that did not move is left
 * out. The order is kept in segments; those behind the first are ranked when somebody gets there. A ranking that is gone
 * (nobody read it for a while, or Redis is away) is begun anew behind the last item shown.
 */
export async function rankedPage<T>(
  deps: RankingDeps,
  source: RankingSource,
  place: ListPlace | undefined,
  limit: number,
  load: LoadRanked<T>,
): Promise<RankedPage<T>> {
  const { ranking, start } = await openRanking(deps, source, place, limit);
  const items: T[] = [];
  let at = start;
  let point = place?.point;
  for (let round = 0; round < limits.rankingFillRoundsMax && items.length < limit; round += 1) {
    const segment = await ranking.segment(Math.floor(at / segmentSize));
    const inSegment = at % segmentSize;
    // As many as a page each time, so that gaps are filled soon; what is not needed is left to the next page.
    const ids = segment?.ids.slice(inSegment, inSegment + limit) ?? [];
    if (ids.length === 0) break;
    const found = await load(ids);
    for (const id of ids) {
      if (items.length === limit) break;
      at += 1;
      const one = found.get(id);
      if (one === undefined) continue;
      items.push(one.item);
      point = { score: one.score, id };
    }
  }
  // Without a ranking only what was shown tells where to go on.
  const known = ranking.id !== '' || source.whole === true || point !== undefined;
  const more = known && at < limits.rankingEntriesMax && ranking.reaches(at);
  return { items, next: more ? { ranking: ranking.id, at, ...(point === undefined ? {} : { point }) } : undefined };
}

interface OpenRanking {
  /** Empty when it could not be kept. */
  readonly id: string;
  segment(at: number): Promise<RankingSegment | undefined>;
  /** Whether something stands at this place or may. */
  reaches(at: number): boolean;
}

async function openRanking(
  deps: RankingDeps,
  source: RankingSource,
  place: ListPlace | undefined,
  limit: number,
): Promise<{ readonly ranking: OpenRanking; readonly start: number }> {
  const fresh =
    place === undefined ? await orNothing(deps, async () => [await deps.rankings.current(source.list)]) : [];
  const known = place?.ranking ?? fresh?.[0];
  if (known !== undefined && known !== '') {
    const start = place?.at ?? 0;
    const ranking = await keptRanking(deps, source, known, Math.floor(start / segmentSize));
    if (ranking !== undefined) return { ranking, start };
  }
  const point = source.whole === true ? undefined : place?.point;
  // Without Redis, points are all there is to go on by.
  const first = await source.rank(point, [], point !== undefined || fresh === undefined);
  let id = '';
  // A list that fits on the page has no second one to keep an order for.
  if (first.ids.length > limit || first.next !== undefined) {
    id = newOpaqueId('rk', deps.random);
    // Behind a point it is no beginning for others.
    const kept = await orNothing(deps, async () => {
      if (point === undefined) await deps.rankings.begin(source.list, id, first);
      else await deps.rankings.extend(source.list, id, 0, first);
      return true;
    });
    if (kept === undefined) id = '';
  }
  return { ranking: openAs(deps, source, id, [first]), start: source.whole === true ? (place?.at ?? 0) : 0 };
}

/** A ranking that is still kept, up to the wanted segment or the one before it, from which that can be made. */
async function keptRanking(
  deps: RankingDeps,
  source: RankingSource,
  id: string,
  wanted: number,
): Promise<OpenRanking | undefined> {
  const segments = await orNothing(deps, () => deps.rankings.upTo(source.list, id, wanted));
  const reached = segments?.[wanted] ?? segments?.[wanted - 1];
  return segments === undefined || reached === undefined ? undefined : openAs(deps, source, id, [...segments]);
}

function openAs(
  deps: RankingDeps,
  source: RankingSource,
  id: string,
  segments: (RankingSegment | undefined)[],
): OpenRanking {
  const segment = async (at: number): Promise<RankingSegment | undefined> => {
    const known = segments[at];
    if (known !== undefined) return known;
    // The page before ended where this begins, so the segment before is there, and of this one nobody knows yet.
    const { next } = segments[at - 1] ?? {};
    if (next === undefined || at * segmentSize >= limits.rankingEntriesMax) return undefined;
    const seen = segments.flatMap((one) => one?.ids ?? []);
    const made = await source.rank(next, seen, id === '');
    const kept =
      id === '' ? made : ((await orNothing(deps, () => deps.rankings.extend(source.list, id, at, made))) ?? made);
    segments[at] = kept;
    return kept;
  };
  return {
    id,
    segment,
    reaches(at) {
      const inside = segments[Math.floor(at / segmentSize)];
      if (inside !== undefined) return at % segmentSize < inside.ids.length || inside.next !== undefined;
      return segments[Math.floor(at / segmentSize) - 1]?.next !== undefined;
    },
  };
}

/** Lists are read while Redis is away, too. */
async function orNothing<T>(deps: RankingDeps, ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (err) {
    deps.log.warn({ err }, 'a ranking could not be kept or read; the list goes on without');
    return undefined;
  }
}
