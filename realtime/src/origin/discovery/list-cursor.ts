import { invalidField } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { textHash } from '@halobuzz/core/rooms/rendezvous-hash';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import type { RankingPoint } from './ranking.ts';

/** Where a reader of a ranked list stands. */
export interface ListPlace {
  /** Which ranking is read; empty when none could be kept. */
  readonly ranking: string;
  /** How many of its ids were passed. */
  readonly at: number;
  /** What was shown last: from there it goes on when the ranking is gone. */
  readonly point?: RankingPoint;
}

const cursorSchema = z.union([
  z.tuple([z.int(), z.string().max(40), z.int().min(0).max(limits.rankingEntriesMax)]),
  z.tuple([
    ...([z.int(), z.string().max(40), z.int().min(0).max(limits.rankingEntriesMax)] as const),
    ...([z.number(), z.string().max(64)] as const),
  ]),
]);

/** The cursor of a place in a list. It holds no secret; one made up leads to another place of the same list, or nowhere. */
export function listCursor(list: string, { ranking, at, point }: ListPlace): string {
  return encodeCursor([markOf(list), ranking, at, ...(point === undefined ? [] : [point.score, point.id])]);
}

/** @throws AppError `validation_failed` on `cursor` for what is no cursor of ours, or one of another list */
export function placeOfCursor(list: string, text: string): ListPlace {
  const [mark, ranking, at, score, id] = decodeCursor(text, cursorSchema);
  if (mark !== markOf(list)) throw invalidField('cursor', 'belongs to a list that was asked for otherwise');
  return { ranking, at, ...(score === undefined || id === undefined ? {} : { point: { score, id } }) };
}

/** 32 bits that tell lists apart; no protection, and none is needed. */
function markOf(list: string): number {
  return textHash(list, 0);
}
