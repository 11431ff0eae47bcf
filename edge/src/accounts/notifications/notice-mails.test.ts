import { expect, test } from 'vitest';
import { noticeMail } from './notice-mails.ts';
import { type Notice, noticeSchema } from './notices.ts';
import { placeText } from './place-text.ts';

const sealed = { deviceNameSealed: 'x', userAgentSealed: 'x', ipSealed: 'x', country: 'NP' };
const all: { [K in Notice['kind']]: Extract<Notice, { kind: K }> } = {
  new_device: { kind: 'new_device', place: sealed },
  refresh_reused: { kind: 'refresh_reused' },
  factor_added: { kind: 'factor_added', factor: 'totp' },
  factor_removed: { kind: 'factor_removed', factor: 'passkey' },
  factor_guessed: { kind: 'factor_guessed' },
  passkey_cloned: { kind: 'passkey_cloned' },
  backup_codes_made: { kind: 'backup_codes_made' },
  backup_code_used: { kind: 'backup_code_used', codesLeft: 3 },
  password_changed: { kind: 'password_changed' },
  password_reset: { kind: 'password_reset' },
  email_change_asked: { kind: 'email_change_asked' },
  email_changed: { kind: 'email_changed' },
  email_left: { kind: 'email_left', formerEmailSealed: 'x' },
  sessions_ended: { kind: 'sessions_ended' },
  session_ended_by_support: { kind: 'session_ended_by_support' },
  factor_reset_planned: { kind: 'factor_reset_planned', dueAtMs: Date.UTC(2026, 2, 3) },
  factor_reset_stopped: { kind: 'factor_reset_stopped' },
  factors_reset: { kind: 'factors_reset' },
  account_banned: { kind: 'account_banned' },
  account_unbanned: { kind: 'account_unbanned' },
  sanctioned: { kind: 'sanctioned', sanction: 'mute', endsAtMs: Date.UTC(2026, 2, 3) },
  appeal_decided: { kind: 'appeal_decided', sanction: 'mute', outcome: 'upheld' },
  export_ready: { kind: 'export_ready' },
  export_failed: { kind: 'export_failed' },
  erasure_asked: { kind: 'erasure_asked', tokenSealed: 'x', cancelUntilMs: Date.UTC(2026, 11, 7) },
  erasure_cancelled: { kind: 'erasure_cancelled' },
  ended_for_age: { kind: 'ended_for_age' },
  parent_allowed: { kind: 'parent_allowed' },
  birth_date_corrected: { kind: 'birth_date_corrected' },
  privacy_request_received: { kind: 'privacy_request_received', dueAtMs: Date.UTC(2026, 2, 3) },
  privacy_request_answered: { kind: 'privacy_request_answered', outcome: 'extended', dueAtMs: Date.UTC(2026, 4, 3) },
};

const facts = { username: 'asha', atMs: Date.UTC(2026, 1, 3, 4, 5), place: 'Firefox on Android, Nepal, 203.0.113.7' };

test.each(Object.values(all))('$kind says what, when, where and what to do, and holds no link', (notice) => {
  expect(noticeSchema.parse(notice)).toEqual(notice);
  const { subject, text } = noticeMail(notice, facts);
  expect(subject).toMatch(/^HaloBuzz: [A-Z]/);
  expect(text).toContain('Hello asha,');
  expect(text).toContain('When: 2026-02-03 04:05 UTC\nFrom: Firefox on Android, Nepal, 203.0.113.7');
  expect(text).toMatch(/\nIf (it was not you|you think|you did not expect)/);
  expect(text).not.toMatch(/https?:|www\.|\.(com|net|org)\b/);
});

test('who adds a telephone number hears what it is worth', () => {
  const textFor = (factor: 'sms' | 'totp') => noticeMail({ kind: 'factor_added', factor }, facts).text;
  expect(textFor('sms')).toContain('a new SIM card for your number');
  expect(textFor('sms')).toContain('An authenticator app or a passkey is safer');
  expect(textFor('totp')).not.toContain('SIM');
});

test('a privacy request says by when it is answered, and never what it was about', () => {
  const dueAtMs = Date.UTC(2026, 4, 3);
  const textOf = (outcome: 'granted' | 'refused' | 'extended') =>
    noticeMail({ kind: 'privacy_request_answered', outcome, dueAtMs }, facts).text;
  expect(noticeMail({ kind: 'privacy_request_received', dueAtMs }, facts).text).toContain(
    'by 2026-05-03 at the latest',
  );
  expect(textOf('extended')).toContain('until 2026-05-03 at the latest');
  expect(textOf('granted')).toContain('We did what you asked for.');
  expect(textOf('refused')).toContain('We did not do what you asked for.');
});

test('the last backup code is told as the last', () => {
  const texts = [0, 1, 2].map((codesLeft) => noticeMail({ kind: 'backup_code_used', codesLeft }, facts).text);
  expect(texts[0]).toContain('It was the last one: make new codes now.');
  expect(texts[1]).toContain('One code is left.');
  expect(texts[2]).toContain('2 codes are left.');
});

const android = 'Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0';

test.each([
  [{ deviceName: '', userAgent: android }, 'Firefox on Android, Nepal, 203.0.113.7'],
  [{ deviceName: 'Ashas Telefon', userAgent: android }, 'Ashas Telefon (Firefox on Android), Nepal, 203.0.113.7'],
  [{ deviceName: '', userAgent: 'k6/1.0' }, 'an unknown device, Nepal, 203.0.113.7'],
  [{ deviceName: 'Asha phone', userAgent: '' }, 'Asha phone, Nepal, 203.0.113.7'],
  [{ deviceName: '', userAgent: '' }, 'an unknown device, Nepal, 203.0.113.7'],
  [{ deviceName: '', userAgent: 'okhttp (Android 14)' }, 'an unknown app on Android, Nepal, 203.0.113.7'],
])('a place reads %j', (parts, expected) => {
  expect(placeText({ ...parts, ipAddress: '203.0.113.7', country: 'NP' })).toBe(expected);
});

test('a thief cannot write to the owner through a device name or user agent', () => {
  const deviceName = 'Account locked! Verify at https://evil.example/now?x=<b>\n\nHaloBuzz team';
  const userAgent = 'Verify at http://evil.example Firefox/1.0';
  const text = placeText({ deviceName, userAgent, ipAddress: '203.0.113.7', country: 'XX' });
  expect(text).toBe('Account locked Verify at https evil exam (Firefox), 203.0.113.7');
});
