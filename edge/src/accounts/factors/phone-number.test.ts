import { expect, test } from 'vitest';
import { maskedEmail, maskedPhone, parsePhoneNumber } from './phone-number.ts';

test.each([
  ['+977 980-1234567', '+9779801234567', 'NP'],
  [' +44 7400 123456', '+447400123456', 'GB'],
  ['+4915123456789', '+4915123456789', 'DE'],
])('%s is %s of %s', (typed, e164, country) => {
  expect(parsePhoneNumber(typed)).toEqual({ e164, country });
});

test.each([
  ['without its country', '9801234567'],
  ['a landline', '+44 20 7946 0958'],
  ['premium rate', '+44 909 8790000'],
  ['too short', '+97798'],
  ['of no country', '+999 123456789'],
  ['satellite, of no country', '+870 773 111 632'],
  ['an extension', '+9779801234567;ext=1'],
  ['letters', '+977HELLO'],
  ['nothing', '+'],
])('a number %s is refused', (_what, typed) => {
  expect(parsePhoneNumber(typed)).toBeUndefined();
});

test('masks keep what the owner knows it by, and no more', () => {
  expect(maskedPhone('+9779801234567')).toBe('•••• 4567');
  expect(maskedEmail('sita.k@example.com')).toBe('s•••@example.com');
});
