import { limits } from '@halobuzz/core/limits';
import { boardExpiresAtMs } from '@halobuzz/core/rooms/leaderboards';
import type { Db } from 'mongodb';
import { type GiftRollupDoc, giftRollups } from '../adapters/mongo/gift-rollups.ts';
import { type RankDeps, raiseBoards } from './rank-gifts.ts';

/**
 * Raises all boards to the sums in MongoDB; gifts may go on meanwhile, and repeats change nothing. A score that is too
 * high stays: empty the boards first where that is to be mended. @returns how many sums were read.
 */
export async function rebuildLeaderboards(
  deps: Pick<RankDeps, 'db' | 'boards' | 'raiseRoom'>,
  nowMs: number,
): Promise<number> {
  let count = 0;
  let batch: GiftRollupDoc[] = [];
  const flush = async (): Promise<void> => {
    const names = await namesOf(deps.db, [...new Set(batch.map(({ account }) => account))]);
    const shown = batch.filter(({ account }) => names.has(account));
    // Boards that were over before now would be made only to expire.
    const boards: RankDeps['boards'] = {
      raise: async (board, scores) => {
        const expiresAtMs = boardExpiresAtMs(board.period, board.start);
        if (expiresAtMs === undefined || expiresAtMs > nowMs) await deps.boards.raise(board, scores);
      },
    };
    await raiseBoards({ ...deps, boards }, shown, (account) => names.get(account) ?? '');
    count += batch.length;
    batch = [];
  };
  for await (const doc of giftRollups(deps.db).find().sort({ kind: 1, hostId: 1 })) {
    batch.push(doc);
    if (batch.length >= limits.backgroundBatchMax) await flush();
  }
  await flush();
  return count;
}

/** Handles of those who may be shown. */
async function namesOf(db: Db, accounts: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = await db
    .collection<{ _id: string; username: string }>('users')
    .find({ _id: { $in: [...accounts] }, status: 'active' }, { projection: { username: 1 } })
    .toArray();
  return new Map(found.map(({ _id, username }) => [_id, username]));
}
