import { expect, test } from 'vitest';
import { commonPasswordDigests } from './common-password-digests.ts';
import { isCommonPassword } from './common-passwords.ts';

test.each(['password', '12345678', 'iloveyou', 'trustno1', 'QwertyUiop', 'SUNSHINE', '1q2w3e4r5t'])(
  '%s is common, in any case',
  async (password) => {
    expect(await isCommonPassword(password)).toBe(true);
  },
);

test.each(['correct horse battery', 'lanterns over pokhara', '', 'passwordpasswordpasswo', 'x'.repeat(128)])(
  '"%s" is not',
  async (password) => {
    expect(await isCommonPassword(password)).toBe(false);
  },
);

test('the list is sorted and whole: 5,000 digests of 5 bytes', () => {
  const bytes = Buffer.from(commonPasswordDigests, 'base64');
  const digests = Array.from({ length: bytes.length / 5 }, (_, at) =>
    bytes.subarray(at * 5, at * 5 + 5).toString('hex'),
  );
  expect(new Set(digests).size).toBe(5_000);
  expect(digests).toEqual(digests.toSorted());
});
