import * as metrics from './metrics.ts';

/**
 * What happens thousands of times a second is counted here and handed to k6 once a second: a sample for each frame would be
 * the generator's own load. k6 gives every virtual user its own copy of a module, so these are one virtual user's counts.
 */
export const tally = { frames: 0, framesBad: 0, events: 0, gaps: 0 };

export function flushTally(): void {
  const { frames, framesBad, events, gaps } = tally;
  Object.assign(tally, { frames: 0, framesBad: 0, events: 0, gaps: 0 });
  if (frames > 0) metrics.frames.add(frames);
  if (framesBad > 0) metrics.framesBad.add(framesBad);
  if (events > 0) metrics.events.add(events);
  if (gaps > 0) metrics.sequenceGaps.add(gaps);
}
