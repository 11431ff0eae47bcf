import { describe, expect, it } from 'vitest';
import { type LossReport, missedBars, reportText, rtoBarOf } from './drill-report.ts';

const good: LossReport = {
  ...{ loss: 'mongodb', legs: 1_000_000, rtoMs: 120_000, problems: [], provenShards: 0 },
  steps: [{ name: 'documents inserted', tookMs: 60_000 }],
  ...{ confirmed: { told: 500, lost: 0, lostAgeMs: 0 }, accepted: { told: 520, lost: 0 } },
};

describe('the bars of a drill', () => {
  it('are five minutes on a million legs, and less on fewer', () => {
    expect(rtoBarOf(1_000_000)).toBe(300_000);
    expect(rtoBarOf(10_000)).toBe(32_700);
  });

  it('hold for a store that came back whole', () => {
    expect(missedBars(good)).toEqual([]);
    expect(reportText([good])).toContain('RPO of confirmed money 0');
  });

  it('are missed by one confirmed gift, by an accepted one, by a second, by anything that does not verify', () => {
    expect(missedBars({ ...good, confirmed: { told: 500, lost: 1, lostAgeMs: 40 } })).toHaveLength(1);
    expect(missedBars({ ...good, accepted: { told: 520, lost: 1 } })).toHaveLength(1);
    expect(missedBars({ ...good, rtoMs: 301_000 })).toHaveLength(1);
    expect(missedBars({ ...good, problems: ['shard 3 is broken'] })).toEqual(['mongodb: shard 3 is broken']);
  });

  it('allow what only Redis had accepted to go with Redis, and the last seconds with both', () => {
    expect(missedBars({ ...good, loss: 'redis', accepted: { told: 520, lost: 9 } })).toEqual([]);
    const both = { ...good, loss: 'both' } as const;
    expect(missedBars({ ...both, confirmed: { told: 500, lost: 20, lostAgeMs: 900 } })).toEqual([]);
    expect(missedBars({ ...both, confirmed: { told: 500, lost: 20, lostAgeMs: 5_100 } })).toHaveLength(1);
  });
});
