import type { Clock } from '../clock.ts';
import { AppError } from '../errors/app-error.ts';
import { limits } from '../limits.ts';
import { SwitchBoard } from './switch-board.ts';
import type { SwitchState } from './switches.ts';

/** The kill switches as a process knows them that has to ask for them. */
export interface AskedSwitches {
  /**
   * At most `switchEdgeLifeMs` old, or older while nobody answers: then the last ones hold, and who never heard of any takes
   * everything for on.
   */
  readonly now: (requestId?: string) => Promise<SwitchBoard>;
}

/**
 * Asks again when what is known has grown old. Kept as a value: requests of a Worker must not wait for each other's calls. One
 * asks and the others go on by what was known, but where nothing is known yet.
 *
 * @param ask throws AppError where there is no answer
 */
export function askedSwitches(
  ask: (requestId: string | undefined) => Promise<SwitchState>,
  clock: Clock,
): AskedSwitches {
  const board = new SwitchBoard();
  let heard = false;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  return {
    async now(requestId) {
      if (clock() - askedAtMs < limits.switchEdgeLifeMs) return board;
      // From the question on, not from its answer: what is answered slowly is older.
      const nowMs = clock();
      if (heard) askedAtMs = nowMs;
      try {
        board.take(await ask(requestId));
        heard = true;
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
      }
      askedAtMs = nowMs;
      return board;
    },
  };
}
