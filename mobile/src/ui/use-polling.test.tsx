import { act, render } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { usePolling } from './use-polling.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  setVisibility('visible');
  vi.useRealTimers();
});

function setVisibility(state: 'visible' | 'hidden'): void {
  Object.defineProperty(document, 'visibilityState', { configurable: true, value: state });
  document.dispatchEvent(new Event('visibilitychange'));
}

const pass = (ms: number) => act(async () => vi.advanceTimersByTimeAsync(ms));

function start(durationMs = 0) {
  const runs = { started: 0, running: 0, most: 0 };
  const task = async (): Promise<void> => {
    runs.started += 1;
    runs.running += 1;
    runs.most = Math.max(runs.most, runs.running);
    await new Promise((resolve) => setTimeout(resolve, durationMs));
    runs.running -= 1;
  };
  function Poller() {
    usePolling(task, 1_000);
    return null;
  }
  return { runs, view: render(<Poller />) };
}

it('runs again a pause after the last run ended', async () => {
  const { runs } = start(500);
  await pass(999);
  expect(runs.started).toBe(0);
  await pass(1);
  expect(runs.started).toBe(1);
  await pass(1_499);
  expect(runs.started).toBe(1);
  await pass(1);
  expect(runs).toEqual({ started: 2, running: 1, most: 1 });
});

it('rests in the background, and runs at once when it is back', async () => {
  const { runs } = start();
  setVisibility('hidden');
  await pass(10_000);
  expect(runs.started).toBe(0);
  setVisibility('visible');
  await pass(0);
  expect(runs.started).toBe(1);
  await pass(1_000);
  expect(runs.started).toBe(2);
});

it('stops with its screen', async () => {
  const { runs, view } = start();
  view.unmount();
  await pass(10_000);
  expect(runs.started).toBe(0);
});

it('runs nothing while it has no pause', async () => {
  const task = vi.fn(async () => undefined);
  function Resting() {
    usePolling(task, undefined);
    return null;
  }
  render(<Resting />);
  await pass(10_000);
  setVisibility('hidden');
  setVisibility('visible');
  await pass(10_000);
  expect(task).not.toHaveBeenCalled();
});
