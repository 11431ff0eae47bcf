import { limits } from '@halobuzz/core/limits';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { mailerContract } from '../../../testing/mailer.contract.ts';
import { error, type StrictResend, startStrictResend } from '../../../testing/strict-resend.ts';
import { randomBytes } from '../../bytes.ts';
import { createResendMailer } from './resend-mailer.ts';

const TOKEN = 're_test_token';
let server: StrictResend;
beforeEach(async () => {
  server = await startStrictResend(TOKEN, 'mail.halobuzz.example');
});
afterEach(async () => {
  await server.close();
  vi.restoreAllMocks();
});

function mailerWith(options: { token?: string; from?: string; timeoutMs?: number } = {}) {
  const pauses: number[] = [];
  const { token = TOKEN, from = 'HaloBuzz <no-reply@mail.halobuzz.example>', timeoutMs } = options;
  const mailer = createResendMailer(
    { apiUrl: server.url, token, from },
    {
      fetcher: fetch,
      random: randomBytes,
      pause: async (timeMs) => {
        pauses.push(timeMs);
        // Time enough for the request beside it to end.
        await new Promise((resolve) => setImmediate(resolve));
      },
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    },
  );
  return { mailer, pauses };
}
const mail = { to: 'asha@example.com', subject: 'Your code', text: 'It is 123456', code: '123456' };

mailerContract('Resend', async () => ({
  mailer: mailerWith().mailer,
  arrived: async (address) =>
    server.sent.filter(({ to }) => to.includes(address)).map(({ subject, text }) => ({ subject, text })),
}));

test('sender, recipient and text go out, the code does not go out apart', async () => {
  await mailerWith().mailer.send(mail);
  expect(server.sent).toEqual([
    {
      from: 'HaloBuzz <no-reply@mail.halobuzz.example>',
      to: ['asha@example.com'],
      subject: 'Your code',
      text: 'It is 123456',
    },
  ]);
});

test('header fields of a mail go out with it', async () => {
  const headers = { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
  await mailerWith().mailer.send({ ...mail, headers });
  expect(server.sent).toMatchObject([{ to: [mail.to], headers }]);
});

test('a try whose answer was lost is repeated under its key: one mail', async () => {
  server.faults.push('answer_lost', 'answer_lost');
  await mailerWith().mailer.send(mail);
  expect(server.requests).toHaveLength(3);
  expect(new Set(server.requests.map(({ headers }) => headers.get('idempotency-key'))).size).toBe(1);
  expect(server.sent).toHaveLength(1);
});

test('a provider that never answers is given up, tried again, and then unavailable', async () => {
  server.faults.push('no_answer', 'no_answer', 'no_answer');
  await expect(mailerWith({ timeoutMs: 50 }).mailer.send(mail)).rejects.toMatchObject({ code: 'unavailable' });
  expect(server.requests).toHaveLength(limits.providerTriesMax);
  expect(server.sent).toEqual([]);
});

test('5xx is tried again with growing pauses', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  server.faults.push(error(500, 'application_error', 'x'), { status: 502, body: '<html>bad gateway</html>' });
  const { mailer, pauses } = mailerWith();
  await mailer.send(mail);
  expect(pauses).toEqual([limits.providerPauseMinMs, 2 * limits.providerPauseMinMs]);
  expect(server.sent).toHaveLength(1);
  for (let n = 0; n < limits.providerTriesMax; n += 1) server.faults.push(error(503, 'service_unavailable', 'x'));
  await expect(mailer.send(mail)).rejects.toMatchObject({ code: 'unavailable' });
  expect(log.mock.calls.flat().join()).toContain('503 service_unavailable');
});

test('429 waits as long as asked when that is short, and hands a long time on', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  server.faults.push(error(429, 'rate_limit_exceeded', 'x', { 'retry-after': '1' }));
  const { mailer, pauses } = mailerWith();
  await mailer.send(mail);
  expect(pauses).toEqual([1_000]);
  server.faults.push(error(429, 'rate_limit_exceeded', 'x', { 'retry-after': '60' }));
  await expect(mailer.send(mail)).rejects.toMatchObject({ code: 'unavailable', retryAfterMs: 60_000 });
  server.faults.push(error(429, 'daily_quota_exceeded', 'x'));
  await expect(mailer.send(mail)).rejects.toMatchObject({ code: 'unavailable' });
  expect(server.sent).toHaveLength(1);
});

test('a recipient that is no address is refused for good', async () => {
  const { mailer } = mailerWith();
  await expect(mailer.send({ ...mail, to: 'nobody@nowhere.invalid' })).rejects.toMatchObject({
    code: 'recipient_refused',
  });
  expect(server.requests).toHaveLength(1);
});

test.each([
  [{ token: 'wrong' }, '403 invalid_api_key'],
  [{ from: 'HaloBuzz <no-reply@other.example>' }, '403 validation_error'],
])('our own mistakes are nobody else’s: %j is unavailable, once, and the log names it', async (options, named) => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  await expect(mailerWith(options).mailer.send(mail)).rejects.toMatchObject({ code: 'unavailable' });
  expect(server.requests).toHaveLength(1);
  const lines = log.mock.calls.flat().join('\n');
  expect(lines).toContain(named);
  expect(lines).not.toMatch(/asha|123456|wrong/);
});

test.each([
  [401, 'missing_api_key', 'unavailable'],
  [422, 'invalid_from_address', 'unavailable'],
  [422, 'missing_required_field', 'unavailable'],
])('%i %s says nothing against the recipient', async (status, name, code) => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  server.faults.push(error(status, name, 'Invalid `from` field'));
  await expect(mailerWith().mailer.send(mail)).rejects.toMatchObject({ code });
});

test('a redirect is not followed: it would carry the token elsewhere', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  server.faults.push({ status: 307, body: '', headers: { location: `${server.url}/emails` } });
  await expect(mailerWith().mailer.send(mail)).rejects.toMatchObject({ code: 'unavailable' });
  expect(server.requests).toHaveLength(1);
});
