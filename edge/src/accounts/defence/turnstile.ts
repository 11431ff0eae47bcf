import { AppError } from '@halobuzz/core/errors/app-error';
import { z } from 'zod';
import { callProvider, type ProviderDeps } from '../../http/provider-call.ts';
import { logLine } from '../../observability/log-line.ts';

export interface TurnstileOptions {
  readonly apiUrl: string;
  readonly secret: string;
  /** Where the challenge was solved: our own site. */
  readonly hostname: string;
}

/** What a challenge is for; the widget is told the same (`data-action`), so that a token of one is no good for another. */
export type ChallengeAction = 'sign_up' | 'sign_in';

/** Proof that a person, or at least a browser, is there. */
export interface Challenges {
  /** Off: nothing is asked for, and tokens are not looked at. */
  readonly on: boolean;
  /** @throws AppError `challenge_failed`; `unavailable` when Turnstile cannot be asked: whoever waits for that may wait */
  readonly verify: (token: string, action: ChallengeAction, ipAddress: string) => Promise<void>;
}

export const noChallenges: Challenges = { on: false, verify: () => Promise.resolve() };

const answerSchema = z.object({
  success: z.boolean(),
  hostname: z.string().optional(),
  action: z.string().optional(),
  'error-codes': z.array(z.string()).optional(),
});

/** Of the answers that say no, those that speak of us or of Cloudflare; all others speak of the token. */
const NOT_THE_TOKENS_FAULT = new Set(['missing-input-secret', 'invalid-input-secret', 'bad-request', 'internal-error']);

/**
 * Cloudflare Turnstile. Tokens are good once and for five minutes, which Cloudflare keeps watch over; the idempotency key
 * lets a verification whose answer was lost be asked again. https://developers.cloudflare.com/turnstile/get-started/server-side-validation/
 */
export function createTurnstile(
  options: TurnstileOptions,
  deps: Pick<ProviderDeps, 'fetcher' | 'timeoutMs'>,
): Challenges {
  const url = `${options.apiUrl}/turnstile/v0/siteverify`;
  return {
    on: true,
    async verify(token, action, ipAddress) {
      const body = JSON.stringify({
        secret: options.secret,
        response: token,
        remoteip: ipAddress,
        idempotency_key: crypto.randomUUID(),
      });
      const ask = () => callProvider(deps, url, { headers: { 'content-type': 'application/json' }, body });
      const answer = await ask().catch(ask);
      const said = answerSchema.safeParse(answer.body).data;
      if (said === undefined) throw unavailable(`status ${answer.status}`);
      if (!said.success) {
        const codes = said['error-codes'] ?? [];
        if (codes.some((code) => NOT_THE_TOKENS_FAULT.has(code))) throw unavailable(codes.join(', '));
        throw new AppError('challenge_failed');
      }
      // Solved elsewhere or for something else: a token harvested on another page.
      if (said.hostname !== options.hostname || said.action !== action) throw new AppError('challenge_failed');
    },
  };
}

function unavailable(detail: string): AppError {
  logLine('error', `turnstile: no verdict (${detail})`);
  return new AppError('unavailable', { cause: new Error(`turnstile: ${detail}`) });
}
