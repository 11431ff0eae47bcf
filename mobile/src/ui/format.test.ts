// @vitest-environment node
import { errorCodes } from '@halobuzz/core/errors/codes';
import { expect, it } from 'vitest';
import { failureText } from './failure-text.ts';
import { formatAmount, formatCount, formatDate, formatDuration, formatTime } from './format.ts';
import { strings } from './strings.ts';

it.each([
  ['0', '0'],
  ['999', '999'],
  ['1000', '1,000'],
  ['9007199254740993', '9,007,199,254,740,993'],
])('groups %s as %s', (amount, text) => {
  expect(formatAmount(amount)).toBe(text);
  expect(formatAmount(BigInt(amount))).toBe(text);
});

it.each([
  [0, '0'],
  [999, '999'],
  [1_000, '1K'],
  [1_299, '1.2K'],
  [12_840, '12.8K'],
  [999_999, '999K'],
  [1_150_000, '1.1M'],
  [3_000_000_000, '3B'],
])('shortens %i to %s', (count, text) => {
  expect(formatCount(count)).toBe(text);
});

it.each([
  [0, '0:00'],
  [65.9, '1:05'],
  [3_723, '1:02:03'],
  [-1, '0:00'],
])('shows %d seconds as %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

it('shows times of the device’s zone', () => {
  const local = new Date(2026, 10, 5, 9, 7);
  expect(formatDate(local.toISOString())).toBe('5 Nov 2026');
  expect(formatTime(local.toISOString())).toBe('5 Nov 2026, 09:07');
});

it('has words for every kind of failure', () => {
  expect(failureText({ kind: 'network' })).toBe(strings.failure.network);
  expect(failureText({ kind: 'unreadable', status: 502 })).toBe(strings.failure.unreadable);
  const { text } = errorCodes.rate_limited;
  expect(failureText({ kind: 'problem', code: 'rate_limited', status: 429, text, errors: [], requestId: '' })).toBe(
    text,
  );
});

it('counts in words', () => {
  expect(strings.common.coins('1')).toBe('1 coin');
  expect(strings.common.coins('2')).toBe('2 coins');
  expect(strings.common.diamonds('1')).toBe('1 diamond');
  expect(strings.lobby.viewers(1, '1')).toBe('1 viewer');
  expect(strings.lobby.rooms(1)).toBe('1 live room');
});
