import { limits } from '@halobuzz/core/limits';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { RankingSegment, RankingStore } from './ranking.ts';

const segmentSchema = z.object({
  ids: z.array(z.string()),
  next: z.strictObject({ score: z.number(), id: z.string() }).optional(),
});

/** Rankings in control Redis, each segment under a key of its own. Nothing is lost with them but the order of open lists. */
export function redisRankings(control: Redis): RankingStore {
  const lifeMs = limits.rankingLifeMs;
  return {
    async current(list) {
      return (await control.get(controlKeys.currentRanking(list))) ?? undefined;
    },
    async begin(list, rankingId, segment) {
      // In one write, in this order: whoever finds its name finds the ranking.
      await Promise.all([
        control.set(controlKeys.ranking(list, rankingId, 0), JSON.stringify(segment), 'PX', lifeMs),
        control.set(controlKeys.currentRanking(list), rankingId, 'PX', limits.rankingFreshMs),
      ]);
    },
    async upTo(list, rankingId, last) {
      const keys = Array.from({ length: last + 1 }, (_, at) => controlKeys.ranking(list, rankingId, at));
      const texts = await Promise.all(keys.map((key) => control.getex(key, 'PX', lifeMs)));
      return texts.map((text) => (text === null ? undefined : segmentOf(text)));
    },
    async extend(list, rankingId, at, segment) {
      const key = controlKeys.ranking(list, rankingId, at);
      const earlier = await control.set(key, JSON.stringify(segment), 'PX', lifeMs, 'NX', 'GET');
      return earlier === null ? segment : (segmentOf(earlier) ?? segment);
    },
  };
}

/** What another build wrote in another form is not there. */
function segmentOf(text: string): RankingSegment | undefined {
  const parsed = segmentSchema.safeParse(JSON.parse(text));
  if (!parsed.success) return undefined;
  const { ids, next } = parsed.data;
  return { ids, ...(next === undefined ? {} : { next }) };
}
