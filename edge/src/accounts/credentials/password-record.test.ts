import { expect, test } from 'vitest';
import { randomBytes } from '../../bytes.ts';
import {
  newPasswordChallenge,
  parsePasswordRecord,
  passwordMatches,
  passwordRecordIsStale,
  passwordRecordOf,
} from './password-record.ts';

test('a record gives back its challenge and hash, whatever bytes they hold', () => {
  for (let round = 0; round < 50; round += 1) {
    const challenge = newPasswordChallenge(7);
    const hash = randomBytes(32);
    const record = passwordRecordOf(challenge, hash);
    expect(parsePasswordRecord(record).challenge).toEqual(challenge);
    expect(passwordMatches(record, hash)).toBe(true);
    expect(passwordMatches(record, randomBytes(32))).toBe(false);
  }
});

test('records are stale with another pepper or other parameters', () => {
  const challenge = newPasswordChallenge(2);
  expect(passwordRecordIsStale(passwordRecordOf(challenge, randomBytes(32)), 2)).toBe(false);
  expect(passwordRecordIsStale(passwordRecordOf(challenge, randomBytes(32)), 3)).toBe(true);
  const weaker = passwordRecordOf({ ...challenge, iterations: 1 }, randomBytes(32));
  expect(passwordRecordIsStale(weaker, 2)).toBe(true);
});

test.each([
  '',
  '$argon2i$v=19$m=1,t=1,p=1$YWFhYWFhYWE$YWFh',
  '$argon2id$v=16$m=1,t=1,p=1$YWFh$YWFh',
  '$argon2id$v=19$m=1,t=1,p=1$YWFh$',
])('a damaged record is a bug: %s', (phc) => {
  expect(() => parsePasswordRecord({ phc, pepper: 1 })).toThrow('damaged');
});
