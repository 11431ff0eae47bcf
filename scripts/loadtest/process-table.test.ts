import { describe, expect, it } from 'vitest';
import { parseStatLine, processTable } from './process-table.ts';

describe('a line of /proc/<pid>/stat', () => {
  const after = 'S 1 71 71 0 -1 4194560 9000 0 12 0 321 45 7 8 20 0 11 0 5000 1000000 2000 184';

  it('tells group, times and memory, whatever the name holds', () => {
    const usage = { pid: 72, group: 71, cpuMs: 3_660, residentBytes: 2_000 * 4_096 };
    expect(parseStatLine(`72 (node) ${after}`)).toEqual(usage);
    expect(parseStatLine(`72 (a) b (c 9) ${after}`)).toEqual(usage);
  });

  it('refuses what is none', () => {
    for (const line of ['', '71', '71 (node) S 1']) expect(() => parseStatLine(line), line).toThrow();
  });
});

it('finds this process with its memory', () => {
  const own = processTable().find(({ pid }) => pid === process.pid);
  expect(own?.residentBytes).toBeGreaterThan(1024 * 1024);
});
