// @vitest-environment node
import { errorCodes } from '@halobuzz/core/errors/codes';
import { expect, it } from 'vitest';
import { english } from '../i18n/english.ts';
import { loadCatalogue } from '../i18n/load-catalogue.ts';
import { nepali } from '../i18n/nepali.ts';
import { failureText } from './failure-text.ts';
import { formatOf } from './format.ts';

const format = formatOf(english.format);

it.each([
  ['0', '0'],
  ['999', '999'],
  ['1000', '1,000'],
  ['9007199254740993', '9,007,199,254,740,993'],
])('groups %s as %s', (amount, text) => {
  expect(format.amount(amount)).toBe(text);
  expect(format.amount(BigInt(amount))).toBe(text);
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
  expect(format.count(count)).toBe(text);
});

it.each([
  [0, '0:00'],
  [65.9, '1:05'],
  [3_723, '1:02:03'],
  [-1, '0:00'],
])('shows %d seconds as %s', (seconds, text) => {
  expect(format.duration(seconds)).toBe(text);
});

it('shows times of the device’s zone', () => {
  const local = new Date(2026, 10, 5, 9, 7);
  expect(format.date(local.toISOString())).toBe('5 Nov 2026');
  expect(format.time(local.toISOString())).toBe('5 Nov 2026, 09:07');
});

it('has words for every kind of failure', () => {
  expect(failureText(english, { kind: 'network' })).toBe(english.failure.network);
  expect(failureText(english, { kind: 'unreadable', status: 502 })).toBe(english.failure.unreadable);
  const { text } = errorCodes.rate_limited;
  expect(
    failureText(english, { kind: 'problem', code: 'rate_limited', status: 429, text, errors: [], requestId: '' }),
  ).toBe(text);
});

it('counts in words', () => {
  expect(english.ui.coins('1')).toBe('1 coin');
  expect(english.ui.coins('2')).toBe('2 coins');
  expect(english.ui.diamonds('1')).toBe('1 diamond');
  expect(english.lobby.viewers(1, '1')).toBe('1 viewer');
  expect(english.lobby.rooms(1)).toBe('1 live room');
});

it.each([
  ['ne', '12,34,56,789', '1.2 करोड', '12.8 हजार', '2026 नोभेम्बर 5, 09:07'],
  ['hi', '12,34,56,789', '1.2 करोड़', '12.8 हज़ार', '5 नवंबर 2026, 09:07'],
] as const)('writes as people do in %s, in Latin digits', async (code, amount, many, some, time) => {
  const theirs = formatOf((await loadCatalogue(code)).format);
  expect(theirs.amount('123456789')).toBe(amount);
  expect(theirs.amount('999')).toBe('999');
  expect(theirs.amount(1_000n)).toBe('1,000');
  expect(theirs.count(12_840_000)).toBe(many);
  expect(theirs.count(12_840)).toBe(some);
  expect(theirs.count(999)).toBe('999');
  expect(theirs.time(new Date(2026, 10, 5, 9, 7).toISOString())).toBe(time);
});

it('says what a server said where a newer server names a code that this app does not know', () => {
  const failure = { kind: 'problem', code: 'internal', status: 418, errors: [], requestId: '' } as const;
  expect(failureText(nepali, { ...failure, text: 'I am a teapot.' })).toBe('I am a teapot.');
  expect(failureText(nepali, { ...failure, text: errorCodes.internal.text })).toBe(nepali.errors.internal);
});
