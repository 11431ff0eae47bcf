import { AppError } from '@halobuzz/core/errors/app-error';
import { z } from 'zod';
import { utf8 } from '../../bytes.ts';
import type { TwilioOptions } from '../../delivery-config.ts';
import { callProvider } from '../../http/provider-call.ts';
import { logLine } from '../../observability/log-line.ts';
import type { SmsSender } from './sms.ts';

const errorSchema = z.object({ code: z.int(), message: z.string() });

/**
 * Codes of 400 that speak of our side of the message: sender unknown or not able, text missing or too long, trial
 * account. All other 400s speak of the recipient (not a number, a landline, opted out, a region we do not serve); Twilio
 * keeps splitting those into finer codes and advises against listing them. https://www.twilio.com/docs/api/errors
 */
const OUR_FAULTS = new Set([21212, 21602, 21603, 21606, 21608, 21617, 21619, 21659, 21660, 21661]);

/** Text messages by Twilio's Messages API. Nothing is retried here: see {@link SmsSender}. */
export function createTwilioSender(options: TwilioOptions, fetcher: typeof fetch): SmsSender {
  const url = `${options.apiUrl}/2010-04-01/Accounts/${options.accountSid}/Messages.json`;
  const sender = options.from.startsWith('MG') ? 'MessagingServiceSid' : 'From';
  const credentials = btoa(String.fromCharCode(...utf8(`${options.accountSid}:${options.authToken}`)));
  return {
    ready: true,
    async send({ to, text }) {
      const answer = await callProvider({ fetcher }, url, {
        headers: {
          authorization: `Basic ${credentials}`,
          'content-type': 'application/x-www-form-urlencoded',
          'user-agent': 'halobuzz-edge/1',
        },
        body: new URLSearchParams({ To: to, [sender]: options.from, Body: text }).toString(),
      });
      if (answer.status === 201) return;
      const code = errorSchema.safeParse(answer.body).data?.code ?? 0;
      if (answer.status === 400 && code !== 0 && !OUR_FAULTS.has(code)) throw new AppError('recipient_refused');
      const detail = `the SMS provider answered ${answer.status}, code ${code}`;
      logLine('error', `sms: ${detail}`);
      const { retryAfterMs } = answer;
      throw new AppError('unavailable', {
        cause: new Error(detail),
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      });
    },
  };
}
