import { describe, expect, it } from 'vitest';
import { findKnee, kneeText, mostAsked } from './find-knee.ts';
import type { ProcessSamples } from './sample-processes.ts';
import type { Series } from './time-series.ts';

const seconds = Array.from({ length: 60 }, (_, at) => at * 2);
const line = (name: string, valueAt: (second: number) => number): Series => ({
  ...{ name, unit: '/s' },
  points: seconds.map((second): [number, number] => [second, valueAt(second)]),
});
const using = (name: string, valueAt: (second: number) => number): ProcessSamples => ({
  name,
  cpu: line(name, valueAt),
  memory: line(name, () => 100),
});
/** Ten a second more each second. */
const rising = (second: number): number => second * 10;

describe('the knee', () => {
  it('is where fewer came than were asked for, and names who was full there', () => {
    const k6 = [line('hb_want_joined', rising), line('hb_got_joined', (second) => Math.min(400, rising(second)))];
    const processes = [using('k6', () => 0.2), using('gw-1', (second) => Math.min(0.95, second / 40))];
    const knee = findKnee({ k6, processes, cores: 2 });
    expect(knee).toMatchObject({ atSecond: 44, askedPerSecond: 440, heldPerSecond: 400 });
    expect(knee?.limit).toMatchObject({ limitedBy: 'server' });
    expect(kneeText(knee, 1_180)).toMatch(/^400 joins\/s held, 440 asked for at second 44\. gw-1 was the limit/);
  });

  it('counts what k6 dropped as asked for', () => {
    const k6 = [
      line('hb_want_joined', (second) => Math.min(300, rising(second))),
      line('hb_got_joined', (second) => Math.min(300, rising(second))),
      line('dropped_iterations', (second) => Math.max(0, rising(second) - 300)),
    ];
    const knee = findKnee({ k6, processes: [using('k6', () => 1.7)], cores: 2 });
    expect(knee).toMatchObject({ heldPerSecond: 300, limit: { limitedBy: 'generator' } });
    expect(mostAsked(k6)).toBe(1_180);
  });

  it('is none where everything was followed, or where a single look was late', () => {
    const late = (second: number): number => (second === 50 ? 0 : rising(second));
    const k6 = [line('hb_want_joined', rising), line('hb_got_joined', late)];
    expect(findKnee({ k6, processes: [], cores: 2 })).toBeUndefined();
    expect(kneeText(undefined, mostAsked(k6))).toBe('none up to 1180 joins/s');
  });

  it('is none without any figures', () => {
    expect(findKnee({ k6: [], processes: [], cores: 2 })).toBeUndefined();
  });
});
