import { describe, expect, it } from 'vitest';
import { cpuMsOf, memoryBytesOf, parsePsTime, parseSmapsRollup, parseStat } from './process-usage.ts';

describe('/proc/<pid>/stat', () => {
  const after = 'S 1 71 71 0 -1 4194560 9000 0 12 0 321 45 7 8 20 0 11 0 5000 1000000 2000';

  it('adds user and system time of the process, not of its children', () => {
    expect(parseStat(`71 (node) ${after}`)).toBe(3_660);
  });

  it('is not misled by a name with spaces and brackets', () => {
    expect(parseStat(`71 (a) b (c 9) ${after}`)).toBe(3_660);
  });

  it('refuses what is none', () => {
    expect(() => parseStat('')).toThrow();
    expect(() => parseStat('71 (node) S 1')).toThrow();
  });
});

it('adds the private parts of smaps_rollup', () => {
  const text = 'Rss:  900 kB\nPss:  500 kB\nShared_Clean:  300 kB\nPrivate_Clean:   10 kB\nPrivate_Dirty:  200 kB\n';
  expect(parseSmapsRollup(text)).toBe(210 * 1024);
  expect(() => parseSmapsRollup('Rss: 900 kB\n')).toThrow();
});

it('reads the times that ps writes', () => {
  expect(parsePsTime('  0:01.23\n')).toBeCloseTo(1_230);
  expect(parsePsTime('01:02:03')).toBe(3_723_000);
  expect(parsePsTime('2-00:00:01')).toBe(172_801_000);
  expect(() => parsePsTime('')).toThrow();
});

it('sees this process work and hold memory', () => {
  const before = cpuMsOf(process.pid);
  let sum = 0;
  for (let i = 0; cpuMsOf(process.pid) - before < 30; i += 1) sum += Math.sqrt(i);
  expect(sum).toBeGreaterThan(0);
  expect(memoryBytesOf(process.pid)).toBeGreaterThan(1024 * 1024);
});
