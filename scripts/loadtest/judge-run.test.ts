import { describe, expect, it } from 'vitest';
import { countOf, judgeCounts } from './judge-counts.ts';
import { drainMsMax, type GiftCounts, isWhole, judgeGifts } from './judge-gifts.ts';
import { judgeLimit } from './judge-limit.ts';
import { judgeMemory } from './judge-memory.ts';
import type { ProcessSamples } from './sample-processes.ts';

const line = (name: string, unit: string, valueAt: (second: number) => number, seconds = 100, every = 1) => ({
  ...{ name, unit },
  points: Array.from({ length: Math.floor(seconds / every) }, (_, at): [number, number] => [
    at * every,
    valueAt(at * every),
  ]),
});
const using = (name: string, cores: number): ProcessSamples => ({
  name,
  cpu: line(name, 'cores', () => cores),
  memory: line(name, 'MiB', () => 100),
});

describe('who was the limit', () => {
  const judge = (processes: ProcessSamples[], droppedIterations = 0) =>
    judgeLimit({ cores: 2, processes, droppedIterations });

  it('the generator, when it takes most of the machine', () => {
    const found = judge([using('k6', 1.4), using('runner', 0.3), using('gw-1', 0.2)], 12);
    expect(found).toMatchObject({ limitedBy: 'generator', generatorBound: true });
    expect(found.text).toMatch(/k6 used 1\.40 of 2 .*dropped 12 arrivals/);
  });

  it('generator and servers together, when the machine is full and the generator has its part in it', () => {
    const found = judge([using('k6', 0.7), using('gw-1', 0.5), using('gw-2', 0.5)]);
    expect(found).toMatchObject({ limitedBy: 'generator and servers', generatorBound: true });
  });

  it('a server, when it has no more of its one core', () => {
    const found = judge([using('k6', 0.2), using('edge', 0.85)]);
    expect(found).toMatchObject({ limitedBy: 'server', generatorBound: false });
    expect(found.text).toContain('edge was the limit');
  });

  it('nobody, when everybody had room; mongod may use more than a core', () => {
    const found = judge([using('k6', 0.1), using('mongod', 1.1), using('gw-1', 0.1)]);
    expect(found.limitedBy).toBe('nothing seen');
    expect(found.busiest[0]).toEqual({ name: 'mongod', cores: 1.1 });
  });

  it('looks at the height, not at the mean', () => {
    const climbing = { ...using('edge', 0), cpu: line('edge', 'cores', (second) => (second > 80 ? 0.9 : 0.1)) };
    expect(judge([climbing]).limitedBy).toBe('server');
  });
});

describe('memory', () => {
  const growing = (name: string, valueAt: (second: number) => number, seconds: number): ProcessSamples => ({
    name,
    cpu: line(name, 'cores', () => 0),
    memory: line(name, 'MiB', valueAt, seconds, 5),
  });

  it('of half an hour is judged from minute 10 to 30', () => {
    const rows = judgeMemory(
      [
        growing('flat', (second) => (second < 600 ? second : 600), 1_800),
        growing('leaks', (second) => 500 + second / 10, 1_800),
        growing('small', (second) => 20 + second / 300, 1_800),
        growing('k6', (second) => 500 + second, 1_800),
      ],
      1_800,
    );
    expect(rows.map(({ process, ok }) => [process, ok])).toEqual([
      ['flat', true],
      ['leaks', false],
      ['small', true],
      ['k6', null],
    ]);
  });

  it('of a short run is shown and not judged', () => {
    const [row] = judgeMemory([growing('gw-1', (second) => 100 + second, 60)], 60);
    expect(row).toMatchObject({ process: 'gw-1', ok: null });
    expect(row?.ratio).toBeGreaterThan(1);
  });
});

describe('counts', () => {
  it('compares every pair, and takes a counter that is missing for 0', () => {
    const metrics = {
      hb_want_joined: { count: 3 },
      hb_got_joined: { count: 3 },
      hb_want_reliable: { count: 7 },
      hb_got_extra: { count: 1 },
      hb_frames: { count: 9 },
    };
    expect(judgeCounts(metrics)).toEqual([
      { name: 'extra', want: 0, got: 1, ok: false },
      { name: 'joined', want: 3, got: 3, ok: true },
      { name: 'reliable', want: 7, got: 0, ok: false },
    ]);
    expect(countOf(metrics, 'hb_frames')).toBe(9);
    expect(countOf({ checks: { value: 1 } }, 'checks')).toBe(0);
  });
});

describe('gifts', () => {
  const counts = (accepted: number, unanswered = 0): GiftCounts => ({ accepted, unanswered });

  it.each([
    ['all of them in time', counts(5), 5, 100, true],
    ['one that was acknowledged is missing', counts(5), 4, null, false],
    ['one that nobody sent', counts(5), 6, 0, false],
    ['one that was sent and never answered may be there', counts(5, 1), 6, 0, true],
    ['too late', counts(5), 5, drainMsMax + 1, false],
  ])('%s', (_what, given, committed, drainedMs, ok) => {
    expect(isWhole(given, committed, drainedMs)).toBe(ok);
  });

  it('waits for what is on its way', async () => {
    const answers = [3, 4, 5];
    const gifts = { count: () => Promise.resolve(answers.shift() ?? 5), close: () => Promise.resolve() };
    expect(await judgeGifts(gifts, counts(5))).toMatchObject({ committed: 5, ok: true });
    expect(answers).toEqual([]);
  });
});
