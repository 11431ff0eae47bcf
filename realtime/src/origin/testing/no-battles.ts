import type { ChallengeDeps } from '../battles/challenge-host.ts';
import { notHere } from './fakes.ts';

/** No battles. They are tested over real stores alone. */
export const noBattles = {
  battles: {
    ...{ insert: notHere, get: notHere, keeping: notHere, newestOf: notHere, lastRefusal: notHere, move: notHere },
    ...{ noteHeads: notHere, freeRooms: notHere, claimDue: notHere, dueAgain: notHere, scanOpen: notHere },
  },
  battleRooms: { tell: notHere, challenge: notHere, exchange: notHere, givers: notHere },
  battleLedger: { walletNowMs: notHere, bellHeads: notHere, progress: notHere, coinsWithin: notHere },
} satisfies Pick<ChallengeDeps, 'battles' | 'battleRooms' | 'battleLedger'>;
