import { limits } from '@halobuzz/core/limits';

export interface LikeBatch {
  /** One tap. */
  readonly tap: () => void;
  /** Sends what is waiting now, and nothing more. */
  readonly close: () => void;
}

/** Taps inside this time travel as one command. */
export const likeBatchMs = 500;
/** Taps that wait; more are shown but not sent, so that a stuck key is no flood. */
export const likesWaitingMax = limits.likesPerCommandMax * 4;

/**
 * Gathers taps into commands. A batch that fails is dropped: likes are worth less than a busy socket.
 *
 * @param send sends a number of likes, at most `likesPerCommandMax`
 */
export function likeBatch(
  send: (count: number) => void,
  setTimer: (run: () => void, delayMs: number) => () => void,
): LikeBatch {
  let waiting = 0;
  let cancel: (() => void) | undefined;
  const flush = (): void => {
    cancel = undefined;
    if (waiting === 0) return;
    const count = Math.min(waiting, limits.likesPerCommandMax);
    waiting -= count;
    send(count);
    if (waiting > 0) cancel = setTimer(flush, likeBatchMs);
  };
  return {
    tap: () => {
      waiting = Math.min(waiting + 1, likesWaitingMax);
      cancel ??= setTimer(flush, likeBatchMs);
    },
    close: () => {
      cancel?.();
      flush();
      cancel?.();
      waiting = 0;
    },
  };
}
