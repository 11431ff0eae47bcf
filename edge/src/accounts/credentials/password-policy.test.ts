import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import type { BreachedPasswords } from './breached-passwords.ts';
import { leansOnContext, refuseWeakPassword } from './password-policy.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const owner = { username: 'asha.gurung', email: 'asha.g+live@example.com' };

test.each([
  'HaloBuzz2026',
  'halobuzz',
  'HALOBUZZha1obuzz',
  'ha1obuzz!',
  'asha.gurung',
  'ashagurung1',
  'AshaGurung99',
  'gurung2026',
  'asha.g+live',
  'gurunghalobuzz7',
  '\uff48alobuzz123',
])('%s leans on our name or the owner’s', (password) => {
  expect(leansOnContext(password, owner)).toBe(true);
});

test.each([
  'correct horse battery',
  'halobuzz correct horse',
  'asha likes momo a lot',
  'nine monsoon lanterns',
  'rnrnrnrn',
  'ashram window',
])('%s stands by itself', (password) => {
  expect(leansOnContext(password, owner)).toBe(false);
});

test('a name of two letters, or a part of three, forbids nothing', () => {
  expect(leansOnContext('the kite1', { username: 'the.king', email: 'ki@example.com' })).toBe(false);
});

test('whatever the names are, a long password without them is never refused', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9._]{2,23}$/);
  fc.assert(
    fc.property(name, name, (username, local) => {
      expect(leansOnContext('ÄÖÜ ÄÖÜ ÄÖÜ', { username, email: `${local}@example.com` })).toBe(false);
      expect(leansOnContext(`${username}1`, { username, email: `${local}@example.com` })).toBe(true);
    }),
  );
});

const verdict = (answer: Awaited<ReturnType<BreachedPasswords['check']>>) => ({
  breached: { check: async () => answer },
});

test('a breached password is refused at its field, without being repeated', async () => {
  await expect(refuseWeakPassword(verdict('breached'), 'newPassword', 'correct horse', owner)).rejects.toMatchObject({
    code: 'validation_failed',
    errors: [{ field: 'newPassword', message: expect.not.stringContaining('correct') }],
  });
});

test('while the range service is down passwords are taken, and the log says so', async () => {
  const log = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  await refuseWeakPassword(verdict('unreachable'), 'password', 'correct horse', owner);
  expect(log).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('unreachable'));
  expect(String(log.mock.calls)).not.toContain('correct horse');
});

test('names are looked at first: such a password is not sent anywhere', async () => {
  const check = vi.fn(async () => 'clear' as const);
  await expect(refuseWeakPassword({ breached: { check } }, 'password', 'halobuzz1', owner)).rejects.toThrow();
  expect(check).not.toHaveBeenCalled();
});
