import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { z } from 'zod';
import { toBase64Url } from '../../bytes.ts';
import type { ResendOptions } from '../../delivery-config.ts';
import { callProvider, type ProviderAnswer, type ProviderDeps } from '../../http/provider-call.ts';
import { logLine } from '../../observability/log-line.ts';
import type { Mail, Mailer } from './mail.ts';

/** Errors of the Resend API: https://resend.com/docs/api-reference/errors */
const errorSchema = z.object({ name: z.string(), message: z.string() });

type Verdict = 'sent' | 'again' | 'refused' | 'failed';

/**
 * Mail by Resend's HTTP API. Chosen over Postmark and SES because it alone takes an idempotency key (kept for 24 h), so a
 * try whose answer was lost can be repeated without a second mail. Short troubles are retried here, longer ones by the
 * outbox or by the person who asked for the mail.
 */
export function createResendMailer(options: ResendOptions, deps: ProviderDeps): Mailer {
  const url = `${options.apiUrl}/emails`;
  return {
    ready: true,
    async send(mail) {
      const idempotencyKey = mail.idempotencyKey ?? toBase64Url(deps.random(16));
      const request = {
        headers: {
          authorization: `Bearer ${options.token}`,
          'content-type': 'application/json',
          'idempotency-key': idempotencyKey,
          'user-agent': 'halobuzz-edge/1',
        },
        body: bodyOf(mail, options.from),
      };
      for (let tries = 1; ; tries += 1) {
        const answer = await callProvider(deps, url, request).catch((error: unknown) => error);
        const pauseMs = pauseBefore(tries, answer);
        const verdict = isAnswer(answer) ? verdictOf(answer) : 'again';
        if (verdict === 'sent') return;
        if (verdict === 'refused') throw new AppError('recipient_refused');
        if (verdict === 'failed' || tries >= limits.providerTriesMax || pauseMs > limits.providerPauseMaxMs) {
          throw failureOf(answer);
        }
        await deps.pause(pauseMs);
      }
    },
  };
}

function bodyOf(mail: Mail, from: string): string {
  const { to, subject, text, headers } = mail;
  return JSON.stringify({ from, to: [to], subject, text, headers });
}

function isAnswer(answer: unknown): answer is ProviderAnswer {
  return !(answer instanceof Error);
}

function verdictOf({ status, body }: ProviderAnswer): Verdict {
  if (status === 200) return 'sent';
  const error = errorSchema.safeParse(body).data;
  // The key was taken before, with other words: the text of a notice is made anew for each try. It was sent.
  if (status === 409) return error?.name === 'invalid_idempotent_request' ? 'sent' : 'again';
  if (status === 429) return error?.name === 'rate_limit_exceeded' ? 'again' : 'failed';
  if (status >= 500) return 'again';
  // 422 also says that our own sender or fields are wrong; only a wrong recipient is the recipient's doing.
  const ofRecipient = error?.name === 'validation_error' && /`to`/.test(error.message);
  return (status === 422 || status === 400) && ofRecipient ? 'refused' : 'failed';
}

function pauseBefore(tries: number, answer: unknown): number {
  const asked = isAnswer(answer) ? answer.retryAfterMs : undefined;
  return asked ?? limits.providerPauseMinMs * 2 ** (tries - 1);
}

/** Names the provider's error, never the address or the text. */
function failureOf(answer: unknown): AppError {
  if (!isAnswer(answer)) return answer instanceof AppError ? answer : new AppError('unavailable', { cause: answer });
  const { status, retryAfterMs, body } = answer;
  const name = errorSchema.safeParse(body).data?.name ?? 'no error name';
  logLine('error', `mail: the provider answered ${status} ${name}`);
  const cause = new Error(`the mail provider answered ${status} ${name}`);
  return new AppError('unavailable', { cause, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
}
