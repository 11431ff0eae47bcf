import {
  type LocalProvider,
  type ProviderReply,
  type ProviderRequest,
  startLocalProvider,
} from '@halobuzz/core/testing/local-provider';

export interface SentSms {
  readonly to: string;
  readonly from: string;
  readonly text: string;
}

export interface StrictTwilio extends LocalProvider {
  readonly sent: SentSms[];
}

const FIELDS = new Set(['To', 'From', 'MessagingServiceSid', 'Body']);
const BODY_CHARS_MAX = 1_600;

/** Numbers that Twilio answers with an error in its test environment, and the region we have no permission for. */
const REFUSED = new Map<string, readonly [code: number, message: string]>([
  ['+15005550001', [21211, "The 'To' number is not a valid phone number."]],
  ['+15005550002', [21612, "The 'To' phone number is not currently reachable."]],
  ['+15005550003', [21408, 'Permission to send an SMS has not been enabled for the region.']],
  ['+15005550004', [21610, 'Attempt to send to unsubscribed recipient.']],
  ['+15005550008', [21608, 'The number is unverified. Trial accounts cannot send messages to unverified numbers.']],
  ['+15005550009', [21614, "'To' number is not a valid mobile number."]],
]);

/**
 * Twilio's `POST …/Messages.json` as its documentation describes it, on loopback: form-encoded, Basic credentials, numbers
 * in E.164. https://www.twilio.com/docs/messaging/api/message-resource
 */
export async function startStrictTwilio(accountSid: string, authToken: string, from: string): Promise<StrictTwilio> {
  const sent: SentSms[] = [];

  async function handle(request: ProviderRequest): Promise<ProviderReply> {
    const expected = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
    if (request.headers.get('authorization') !== expected) return twilioError(401, 20003, 'Authenticate');
    if (request.target !== `/2010-04-01/Accounts/${accountSid}/Messages.json`) {
      return twilioError(404, 20404, 'The requested resource was not found');
    }
    if (request.method !== 'POST') return twilioError(405, 20004, 'Method not allowed');
    if (request.headers.get('content-type') !== 'application/x-www-form-urlencoded') {
      return twilioError(400, 21604, "A 'To' phone number is required.");
    }
    const form = new URLSearchParams(request.body);
    for (const name of form.keys()) if (!FIELDS.has(name)) return twilioError(400, 20001, `Unknown parameter ${name}`);
    const [to, text] = [form.get('To') ?? '', form.get('Body') ?? ''];
    const sender = form.get('MessagingServiceSid') ?? form.get('From') ?? '';
    if (!/^\+[1-9][0-9]{6,14}$/.test(to)) return twilioError(400, 21211, "Invalid 'To' Phone Number");
    if (sender === '') return twilioError(400, 21603, "A 'From' phone number is required.");
    if (sender !== from) return twilioError(400, 21606, "The 'From' number is not yours.");
    if (text === '') return twilioError(400, 21602, 'Message body is required.');
    if (text.length > BODY_CHARS_MAX) return twilioError(400, 21617, 'The concatenated message body is too long.');
    const refused = REFUSED.get(to);
    if (refused !== undefined) return twilioError(400, ...refused);
    sent.push({ to, from: sender, text });
    return { status: 201, body: { sid: `SM${'0'.repeat(32)}`, status: 'queued', to, error_code: null } };
  }

  return { ...(await startLocalProvider(handle)), sent };
}

/** An error as Twilio's REST API answers it. */
export function twilioError(
  status: number,
  code: number,
  message: string,
  headers?: Record<string, string>,
): ProviderReply {
  const body = { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status };
  return { status, body, ...(headers && { headers }) };
}
