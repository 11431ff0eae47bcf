import { randomBytes } from '../../bytes.ts';
import type { Bindings, Config } from '../../env.ts';
import { devMailboxOf } from './dev-mailbox.ts';
import type { Mailer } from './mail.ts';
import { createResendMailer } from './resend-mailer.ts';

/** Refuses everything: an environment without a provider. */
export const noMailer: Mailer = {
  ready: false,
  send: () => Promise.reject(new Error('no mail provider is set up')),
};

/** Development: everything lands on /dev/mailbox. */
export function createDevMailer(env: Bindings): Mailer {
  return {
    ready: true,
    send: ({ to, subject, text, code, idempotencyKey }) =>
      devMailboxOf(env).deliver({ channel: 'mail', to, subject, text, code, idempotencyKey }),
  };
}

/** The mailer of an environment, for the Worker and its objects alike. Nothing lands in a mailbox page in production. */
export function mailerOf(env: Bindings, config: Pick<Config, 'environment' | 'mail'>): Mailer {
  if (config.mail.kind === 'mailbox') return config.environment === 'development' ? createDevMailer(env) : noMailer;
  return createResendMailer(config.mail, {
    fetcher: (input, init) => fetch(input, init),
    random: randomBytes,
    pause: (timeMs) => new Promise((resolve) => setTimeout(resolve, timeMs)),
  });
}
