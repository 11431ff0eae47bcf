import { describe, expect, it } from 'vitest';
import { closeCodeOf, type ErrorSpec, errorCodes, errorSpec, isErrorCode, reconnectsAfter } from './codes.ts';

const entries: [string, ErrorSpec][] = Object.entries(errorCodes);
const closing = entries.filter(([, spec]) => spec.close !== undefined);

describe('the error registry', () => {
  it.each(entries)('%s is complete', (code, spec) => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(spec.status).toBeGreaterThanOrEqual(200);
    expect(spec.status).toBeLessThan(600);
    expect(spec.text).toMatch(/^[A-Z].*\.$/);
  });

  it('uses every close code once', () => {
    const codes = closing.map(([, spec]) => spec.close);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.length).toBeGreaterThan(10);
  });

  it.each(closing)('%s: the range of its close code says what its retry says', (_, spec) => {
    const close = spec.close ?? 0;
    expect(close).toBeGreaterThanOrEqual(4000);
    expect(close).toBeLessThanOrEqual(4999);
    expect(reconnectsAfter(close)).toBe(spec.retry !== 'never');
  });

  it.each(entries)('%s: what is worth another try has no status that says otherwise', (_, spec) => {
    if (spec.retry === 'after_refresh') expect(spec.status).toBe(401);
    if (spec.status >= 500) expect(spec.retry).toBe('later');
    if (spec.status === 429) expect(spec.retry).toBe('later');
  });

  it.each(['wallet_locked', 'wallet_busy', 'wallet_unknown'] as const)(
    '%s promises nothing about the charge: it may answer the repeat of a gift that was paid',
    (code) => {
      expect(errorSpec(code).text).not.toMatch(/nothing was|not charged/i);
    },
  );

  it('finds an entry, and its close code, by its code', () => {
    expect(errorSpec('rate_limited').status).toBe(429);
    expect(closeCodeOf('draining')).toBe(4003);
  });

  it('knows its own codes and nothing that every object has', () => {
    for (const [code] of entries) expect(isErrorCode(code)).toBe(true);
    for (const text of ['', 'constructor', 'toString', '__proto__', 'Rate_limited']) {
      expect(isErrorCode(text)).toBe(false);
    }
  });
});

describe('reconnectsAfter', () => {
  it.each([
    [1000, true],
    [1006, true],
    [4000, true],
    [4499, true],
    [4500, false],
    [4999, false],
    [5000, true],
  ])('close code %i: %s', (code, reconnects) => {
    expect(reconnectsAfter(code)).toBe(reconnects);
  });
});
