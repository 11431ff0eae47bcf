import { expect, it } from 'vitest';
import { limits } from '../limits.ts';
import { secretDatesSetting } from './secret-dates.ts';

it('reads names and days', () => {
  const dates = secretDatesSetting.parse('TICKET_KEYS=2026-11-01, RESUME_TOKEN_KEY=2026-10-15,');
  expect([...dates]).toEqual([
    ['TICKET_KEYS', '2026-11-01'],
    ['RESUME_TOKEN_KEY', '2026-10-15'],
  ]);
  expect(secretDatesSetting.parse('').size).toBe(0);
});

it.each(['KEY', 'KEY=2026', 'KEY=2026-13-01', 'KEY=2026-02-30', 'key=2026-01-01', 'KEY=2026-01-01;B=2026-01-01'])(
  'refuses %s',
  (text) => {
    expect(secretDatesSetting.safeParse(text).error?.issues[0]?.message).toBe(
      'must be NAME=YYYY-MM-DD, comma-separated',
    );
  },
);

it('refuses more than it holds', () => {
  const many = Array.from({ length: limits.secretDatesEntriesMax + 1 }, (_, at) => `K${at}=2026-01-01`).join(',');
  expect(secretDatesSetting.safeParse(many).success).toBe(false);
});
