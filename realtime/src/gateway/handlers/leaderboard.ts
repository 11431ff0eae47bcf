import { limits } from '@halobuzz/core/limits';
import type { Command } from '@halobuzz/core/protocol/up';
import { type BoardPeriod, periodStart } from '@halobuzz/core/rooms/leaderboards';
import type { BoardRead } from '../../adapters/redis/leaderboards.ts';
import type { Joined } from '../connection/connection-state.ts';
import { type CommandOutcome, refused } from '../connection/outcome.ts';
import type { GatewayServices } from '../services.ts';

type LeaderboardCommand = Extract<Command, { t: 'leaderboard' }>;

/** Who has given most: in this broadcast, or to this host. */
export async function handleLeaderboard(
  services: GatewayServices,
  { identity, lease: { room } }: Joined,
  { scope, limit = limits.leaderboardPageItemsDefault }: LeaderboardCommand,
): Promise<CommandOutcome> {
  const owner = room.facts?.host;
  if (owner === undefined) return refused('unavailable');
  let read: BoardRead;
  if (scope === 'room') read = await room.scripts.gifts.top(room.id, limit, identity.account);
  else {
    const period: BoardPeriod = scope === 'host' ? 'all' : scope;
    const board = { owner, period, start: periodStart(period, services.clock()) };
    read = await services.leaderboards.read(board, limit, identity.account);
  }
  const entries = read.entries.map(({ rank, account, name, coins }) => ({
    rank,
    person: { id: account, name },
    coins,
  }));
  const own = read.own === undefined ? {} : { own: read.own };
  return { kind: 'ok', data: { t: 'leaderboard', scope, entries, ...own } };
}
