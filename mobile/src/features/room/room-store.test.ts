// @vitest-environment node
import { limits } from '@halobuzz/core/limits';
import { describe, expect, it } from 'vitest';
import { personOf, welcomeOf } from '../../../testing/fixtures.ts';
import { createRoomStore } from './room-store.ts';

function setUp() {
  let waiting: (() => void) | undefined;
  let asked = 0;
  const store = createRoomStore((run) => {
    asked += 1;
    waiting = run;
    return () => {
      waiting = undefined;
    };
  });
  let draws = 0;
  store.subscribe(() => {
    draws += 1;
  });
  const frame = (): void => {
    const run = waiting;
    waiting = undefined;
    run?.();
  };
  const say = (n: number) =>
    store.dispatch({
      type: 'event',
      event: { t: 'chat', mid: `m${n}`, from: personOf('c'), text: `line ${n}`, atMs: 0 },
      offset: undefined,
    });
  return { store, frame, say, draws: () => draws, asked: () => asked };
}

describe('a room’s store', () => {
  it('draws once for all that came before a frame, in order', () => {
    const { store, frame, say, draws, asked } = setUp();
    store.dispatch({ type: 'welcome', welcome: welcomeOf({ chat: [] }) });
    for (let n = 0; n < 50; n += 1) say(n);
    expect(draws()).toBe(0);
    frame();
    expect(draws()).toBe(1);
    expect(asked()).toBe(1);
    expect(store.getState().feed.map(({ key }) => key)).toEqual(Array.from({ length: 50 }, (_, n) => `chat:m${n}`));
    say(50);
    frame();
    expect(draws()).toBe(2);
  });

  it('does what the person did at once, behind what waited, and leaves nothing for the frame', () => {
    const { store, frame, draws } = setUp();
    store.dispatch({ type: 'welcome', welcome: welcomeOf() });
    store.dispatchNow({ type: 'tapped' });
    expect(store.getState()).toMatchObject({ likes: 40, likesExpected: 41 });
    frame();
    expect(draws()).toBe(1);
  });

  it('never gathers more than its bound: a hidden page gets no frames', () => {
    const { store, say, draws } = setUp();
    for (let n = 0; n < limits.clientRoomActionsWaitingMax; n += 1) say(n);
    expect(draws()).toBe(1);
    expect(store.getState().feed).toHaveLength(limits.clientFeedLinesMax);
  });

  it('takes nothing up once it is closed', () => {
    const { store, frame, say, draws } = setUp();
    say(1);
    store.close();
    frame();
    expect(draws()).toBe(0);
  });
});
