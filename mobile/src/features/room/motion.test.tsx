import { act, render } from '@testing-library/react';
import { AccessibilityInfo, Animated } from 'react-native';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { rose } from '../../../testing/fixtures.ts';
import { catalogueOf, giftLabel } from './catalogue.ts';
import { heart, heartsMax, LikeBurst } from './like-burst.tsx';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

async function burst(reduced: boolean) {
  vi.spyOn(AccessibilityInfo, 'isReduceMotionEnabled').mockResolvedValue(reduced);
  // Under test react-native-web's animations end where they begin; these take their time.
  vi.spyOn(Animated, 'timing').mockImplementation((_value, { duration = 0 }) => ({
    start: (done) => void setTimeout(() => done?.({ finished: true }), duration),
    stop: () => {},
    reset: () => {},
  }));
  const view = render(<LikeBurst likes={10} />);
  await act(async () => vi.advanceTimersByTimeAsync(0));
  const hearts = (): number => (view.container.textContent ?? '').split(heart).length - 1;
  const likes = (total: number): void => view.rerender(<LikeBurst likes={total} />);
  return { hearts, likes };
}

describe('hearts', () => {
  it('rise when the count does, a bounded number, and go away', async () => {
    const { hearts, likes } = await burst(false);
    expect(hearts()).toBe(0);
    likes(12);
    expect(hearts()).toBe(2);
    for (let total = 100; total < 3_000; total += 100) likes(total);
    expect(hearts()).toBe(heartsMax);
    await act(async () => vi.advanceTimersByTimeAsync(5_000));
    expect(hearts()).toBe(0);
  });

  it('stay away when the person wants less motion', async () => {
    const { hearts, likes } = await burst(true);
    likes(100);
    expect(hearts()).toBe(0);
  });
});

it('shows a gift that the catalogue has lost by its id', () => {
  expect(giftLabel(catalogueOf([rose]), 'comet')).toBe('comet');
});
