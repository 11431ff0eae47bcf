import type { MoneyOutlook } from '@halobuzz/core/api/internal-erasure';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import type { ErasureObstacle } from '@halobuzz/core/privacy/erasure-steps';
import type { Actor } from '@halobuzz/core/tokens';
import type { LivestreamStore } from '../../streams/livestream-store.ts';
import { type StandingDeps, standingOfMoney } from './money-standing.ts';

export type OutlookDeps = StandingDeps & {
  readonly livestreams: Pick<LivestreamStore, 'liveOfHost'>;
};

/** What an account's owner should know before they ask for its erasure. @throws AppError `unavailable` */
export async function moneyOutlook(deps: OutlookDeps, { account, subject }: Actor): Promise<MoneyOutlook> {
  const [standing, live] = await Promise.all([standingOfMoney(deps, subject), deps.livestreams.liveOfHost(account)]);
  const { hot } = standing;
  if (hot === undefined) throw new AppError('unavailable');
  const obstacles: readonly (readonly [boolean, ErasureObstacle])[] = [
    [standing.paymentOpen, 'payment_open'],
    [standing.payoutOpen || standing.held > 0n, 'payout_open'],
    [hot.owed > 0n || standing.owed > 0n, 'wallet_owing'],
    [hot.frozen, 'wallet_frozen'],
  ];
  return {
    obstacles: obstacles.flatMap(([there, code]) => (there ? [code] : [])),
    coins: String(hot.coins),
    diamonds: String(standing.diamonds < 0n ? 0n : standing.diamonds),
    heldDiamonds: String(standing.held),
    owedCoins: String(hot.owed),
    payoutMinimumDiamonds: String(limits.payoutDiamondsMin),
    live: live !== undefined,
  };
}
