import { limits } from '@halobuzz/core/limits';

/** Runs something with the next frame that is drawn; returns what takes it back. */
export type Frames = (run: () => void) => () => void;

/**
 * Frames as they are drawn, no more than one every `clientRoomDrawPeriodMs`; a hidden page, which gets none, has one every
 * `clientHiddenDrawPeriodMs`. The first after a quiet moment comes at once with the next frame.
 */
export function drawnFrames(now: () => number = () => performance.now()): Frames {
  let lastMs = Number.NEGATIVE_INFINITY;
  return (run) => {
    let frame: number | undefined;
    const stop = (): void => {
      clearTimeout(pause);
      clearTimeout(hidden);
      if (frame !== undefined) cancelAnimationFrame(frame);
    };
    const draw = (): void => {
      stop();
      lastMs = now();
      run();
    };
    const pauseMs = Math.max(0, lastMs + limits.clientRoomDrawPeriodMs - now());
    const pause = setTimeout(() => {
      frame = requestAnimationFrame(draw);
    }, pauseMs);
    const hidden = setTimeout(draw, limits.clientHiddenDrawPeriodMs);
    return stop;
  };
}
