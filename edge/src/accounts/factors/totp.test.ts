import { Secret } from 'otpauth/slim';
import { expect, test } from 'vitest';
import { newTotpSecret, totpCode, totpManualKey, totpStepOf, totpUri } from './totp.ts';

/** RFC 6238, Appendix B, SHA-1: the time in seconds and the last six digits of its eight. */
const vectors: [number, string][] = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
];
const secret = Secret.fromUTF8('12345678901234567890').base32;

test.each(vectors)('RFC 6238: at %i s the code is %s', (atSeconds, code) => {
  expect(totpCode(secret, atSeconds * 1000)).toBe(code);
  expect(totpStepOf(secret, code, atSeconds * 1000)).toBe(Math.floor(atSeconds / 30));
});

test('a code is taken one step early and one step late, and no further', () => {
  const step = 1_000_000;
  const code = totpCode(secret, step * 30_000);
  const taken = [-2, -1, 0, 1, 2].map((offset) => totpStepOf(secret, code, (step + offset) * 30_000));
  expect(taken).toEqual([undefined, step, step, step, undefined]);
});

test('what is no code of six digits matches nothing', () => {
  for (const code of ['', '28708', '2870820', 'abcdef', '28708２'])
    expect(totpStepOf(secret, code, 59_000)).toBeUndefined();
});

test('a new secret has 160 bits, is another each time, and is shown in groups of four', () => {
  const [first, second] = [newTotpSecret(), newTotpSecret()];
  expect(first).toMatch(/^[A-Z2-7]{32}$/);
  expect(first).not.toBe(second);
  expect(totpManualKey(first)).toMatch(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
  expect(totpManualKey(first).replaceAll(' ', '')).toBe(first);
});

test('the address names us, the account and what apps must know', () => {
  const uri = new URL(totpUri(secret, 'sita.k'));
  expect(uri.protocol).toBe('otpauth:');
  expect(decodeURIComponent(uri.pathname)).toContain('HaloBuzz:sita.k');
  expect(Object.fromEntries(uri.searchParams)).toEqual({
    issuer: 'HaloBuzz',
    secret,
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  });
});
