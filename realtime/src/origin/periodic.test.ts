import { describe, expect, it } from 'vitest';
import { runPeriodically } from './periodic.ts';
import { recordLog } from './testing/fakes.ts';

describe('runPeriodically', () => {
  it('goes on after failures, tells the first and the recovery, and stops after the run under way', async () => {
    const log = recordLog();
    const state = { runs: 0, running: 0, overlap: false };
    let reached: () => void = () => {};
    const fifth = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const periodic = runPeriodically(
      'task',
      1,
      async () => {
        state.running += 1;
        state.overlap ||= state.running > 1;
        state.runs += 1;
        await Promise.resolve();
        state.running -= 1;
        if (state.runs === 5) reached();
        if (state.runs <= 3) throw new Error('away');
      },
      log,
    );
    await fifth;
    await periodic.stop();
    const { runs } = state;
    expect(log.lines.map(({ level }) => level)).toEqual(['warn', 'info']);
    expect(state).toMatchObject({ running: 0, overlap: false });
    await new Promise((resolve) => setImmediate(resolve));
    expect(state.runs).toBe(runs);
  });
});
