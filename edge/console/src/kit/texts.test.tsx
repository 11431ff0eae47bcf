import { render, screen } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { queryOf } from '../api/query-of.ts';
import { Badge } from './badge.tsx';
import { Facts } from './facts.tsx';
import { Money } from './money.tsx';
import { moneyText } from './money-text.ts';
import { agoText, durationText, timeText } from './time-text.ts';

test.each([
  ['0', 'COIN', '0 coins'],
  ['1234567', 'COIN', '1,234,567 coins'],
  ['9007199254740993', 'DIAMOND', '9,007,199,254,740,993 diamonds'],
  ['5', 'USD', '0.05 USD'],
  ['-123456', 'NPR', '−1,234.56 NPR'],
  ['-0', 'USD', '0.00 USD'],
  ['abc', 'USD', 'abc USD'],
])('%s %s is %s', (minor, currency, text) => {
  expect(moneyText(minor, currency)).toBe(text);
});

describe('times', () => {
  const nowMs = Date.UTC(2026, 0, 10);
  test.each([
    ['2026-01-09T23:58:00.000Z', '2 minutes ago'],
    ['2026-01-13T00:00:00.000Z', 'in 3 days'],
    ['2026-01-09T23:59:50.000Z', 'now'],
    ['nonsense', ''],
  ])('%s is %s', (iso, text) => expect(agoText(iso, nowMs)).toBe(text));
  test('what is no time is shown as it is', () => expect(timeText('nonsense')).toBe('nonsense'));
  test.each([
    [12_000, '12 s'],
    [90_000, '2 min'],
    [3_600_000, '1 h'],
    [5_400_000, '1 h 30 min'],
    [180_000_000, '2 d 2 h'],
  ])('%i ms is %s', (ms, text) => expect(durationText(ms)).toBe(text));
});

test('a query has one address, without what says nothing', () => {
  expect(queryOf({ state: 'open', cursor: undefined, actor: '', limit: 50, kinds: ['b', 'a'] })).toBe(
    '?kinds=b%2Ca&limit=50&state=open',
  );
  expect(queryOf()).toBe('');
});

test('facts without a value are left out', () => {
  render(
    <Facts
      items={[
        { label: 'State', value: <Badge tone="success">open</Badge> },
        { label: 'Sum', value: <Money minor="250" currency="EUR" /> },
        { label: 'Note', value: '' },
        false,
      ]}
    />,
  );
  expect(screen.getAllByRole('term').map((term) => term.textContent)).toEqual(['State', 'Sum']);
  expect(screen.getByText('2.50 EUR')).toBeTruthy();
});
