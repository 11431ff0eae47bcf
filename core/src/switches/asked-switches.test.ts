import { describe, expect, it } from 'vitest';
import { AppError } from '../errors/app-error.ts';
import { limits } from '../limits.ts';
import { askedSwitches } from './asked-switches.ts';
import type { SwitchState } from './switches.ts';

/** Somebody who answers with `state`, or not at all while there is none; `asked` counts. */
function setUp(state: SwitchState | undefined) {
  const world = { state, nowMs: 1_000, asked: 0 };
  const ask = async (): Promise<SwitchState> => {
    world.asked += 1;
    if (world.state === undefined) throw new AppError('unavailable');
    return world.state;
  };
  return { world, switches: askedSwitches(ask, () => world.nowMs) };
}
const pausedGifts = { version: 2, paused: [{ name: 'gifts' }] };

describe('switches that are asked for', () => {
  it('are asked for once in their life, and again after it', async () => {
    const { world, switches } = setUp({ version: 1, paused: [] });
    await switches.now();
    world.state = pausedGifts;
    expect((await switches.now()).isPaused('gifts')).toBe(false);
    expect(world.asked).toBe(1);
    world.nowMs += limits.switchEdgeLifeMs;
    expect((await switches.now()).isPaused('gifts')).toBe(true);
    expect(world.asked).toBe(2);
  });

  it('hold while nobody answers, who is asked no more often for that', async () => {
    const { world, switches } = setUp(pausedGifts);
    await switches.now();
    world.state = undefined;
    world.nowMs += 3_600_000;
    expect((await switches.now()).isPaused('gifts')).toBe(true);
    expect((await switches.now()).isPaused('gifts')).toBe(true);
    expect(world.asked).toBe(2);
  });

  it('are on where nobody ever said anything', async () => {
    const { world, switches } = setUp(undefined);
    expect((await switches.now()).isPaused('gifts')).toBe(false);
    world.state = pausedGifts;
    world.nowMs += limits.switchEdgeLifeMs;
    expect((await switches.now()).isPaused('gifts')).toBe(true);
  });

  it('are not opened by somebody who has not heard yet', async () => {
    const { world, switches } = setUp(pausedGifts);
    await switches.now();
    world.state = { version: 1, paused: [] };
    world.nowMs += limits.switchEdgeLifeMs;
    expect((await switches.now()).isPaused('gifts')).toBe(true);
  });

  it('make nobody wait for another request’s question, but where nothing is known', async () => {
    const { world, switches } = setUp(pausedGifts);
    const cold = await Promise.all([switches.now(), switches.now()]);
    expect(cold.every((board) => board.isPaused('gifts'))).toBe(true);
    expect(world.asked).toBe(2);
    world.nowMs += limits.switchEdgeLifeMs;
    await Promise.all([switches.now(), switches.now(), switches.now()]);
    expect(world.asked).toBe(3);
  });
});
