// @vitest-environment node
import { afterEach, expect, it, vi } from 'vitest';
import { moneyText } from './money-text.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

it.each([
  ['en', '499', 'USD', '$4.99'],
  ['en', '5', 'EUR', '€0.05'],
  ['en', '1399900', 'GBP', '£13,999.00'],
  ['hi', '899900', 'INR', '₹8,999.00'],
])('writes in %s %s minor units of %s as %s', (language, amount, currency, text) => {
  expect(moneyText(language, { amount, currency })).toBe(text);
});

it('writes Latin digits in Nepali', () => {
  expect(moneyText('ne', { amount: '69900', currency: 'NPR' })).toMatch(/699\.00/);
});

it('does without the platform’s words where there are none', () => {
  vi.stubGlobal('Intl', {});
  expect(moneyText('en', { amount: '69900', currency: 'NPR' })).toBe('NPR 699.00');
});
