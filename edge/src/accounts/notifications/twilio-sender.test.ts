import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { smsContract } from '../../../testing/sms.contract.ts';
import { type StrictTwilio, startStrictTwilio, twilioError } from '../../../testing/strict-twilio.ts';
import { createTwilioSender } from './twilio-sender.ts';

const SID = `AC${'0'.repeat(32)}`;
const SERVICE = `MG${'1'.repeat(32)}`;
const TOKEN = 'token-of-tests';
let server: StrictTwilio;
beforeEach(async () => {
  server = await startStrictTwilio(SID, TOKEN, '+15005550006');
});
afterEach(async () => {
  await server.close();
  vi.restoreAllMocks();
});

function senderWith(options: { authToken?: string; from?: string } = {}) {
  const { authToken = TOKEN, from = '+15005550006' } = options;
  return createTwilioSender({ apiUrl: server.url, accountSid: SID, authToken, from }, fetch);
}
const sms = { to: '+9779800000000', text: 'Your code is 123456', code: '123456' };

smsContract('Twilio', async () => ({
  sender: senderWith(),
  arrived: async (number) => server.sent.filter(({ to }) => to === number).map(({ text }) => text),
}));

test('a messaging service sends in place of a number', async () => {
  const service = await startStrictTwilio(SID, TOKEN, SERVICE);
  try {
    const options = { apiUrl: service.url, accountSid: SID, authToken: TOKEN, from: SERVICE };
    await createTwilioSender(options, fetch).send(sms);
    expect(service.sent).toEqual([{ to: sms.to, from: SERVICE, text: sms.text }]);
  } finally {
    await service.close();
  }
});

test.each([
  ['+15005550001', 21211],
  ['+15005550002', 21612],
  ['+15005550003', 21408],
  ['+15005550004', 21610],
  ['+15005550009', 21614],
])('%s is refused for good (%i)', async (to) => {
  await expect(senderWith().send({ ...sms, to })).rejects.toMatchObject({ code: 'recipient_refused' });
  expect(server.sent).toEqual([]);
});

test.each([
  ['a trial account (21608)', {}, { ...sms, to: '+15005550008' }, 'answered 400, code 21608'],
  ['a number that is not ours (21606)', { from: '+15005550005' }, sms, 'answered 400, code 21606'],
  ['a text that is too long (21617)', {}, { ...sms, text: 'x'.repeat(1_601) }, 'answered 400, code 21617'],
  ['a wrong token (20003)', { authToken: 'leaked?' }, sms, 'answered 401, code 20003'],
])('%s is our fault, not the number’s', async (_what, options, message, named) => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  await expect(senderWith(options).send(message)).rejects.toMatchObject({ code: 'unavailable' });
  const lines = log.mock.calls.flat().join('\n');
  expect(lines).toContain(named);
  expect(lines).not.toMatch(/\+[0-9]{7}|123456|leaked/);
});

test('too many (20429) is unavailable until the time named', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  server.faults.push(twilioError(429, 20429, 'Too Many Requests', { 'retry-after': '3' }));
  await expect(senderWith().send(sms)).rejects.toMatchObject({ code: 'unavailable', retryAfterMs: 3_000 });
});

test.each([
  ['an answer that was lost', 'answer_lost', 1],
  ['a 503', twilioError(503, 20503, 'x'), 0],
  ['a page instead of JSON', { status: 502, body: '<html>' }, 0],
] as const)('%s is not tried again: a second message may cost and confuse', async (_what, fault, arrived) => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  server.faults.push(fault);
  await expect(senderWith().send(sms)).rejects.toMatchObject({ code: 'unavailable' });
  expect(server.requests).toHaveLength(1);
  expect(server.sent).toHaveLength(arrived);
});
