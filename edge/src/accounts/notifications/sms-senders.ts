import type { Bindings, Config } from '../../env.ts';
import { devMailboxOf } from './dev-mailbox.ts';
import type { SmsSender } from './sms.ts';
import { createTwilioSender } from './twilio-sender.ts';

/** Refuses everything: an environment without a provider. */
export const noSmsSender: SmsSender = {
  ready: false,
  send: () => Promise.reject(new Error('no SMS provider is set up')),
};

/** Development: everything lands on /dev/mailbox. */
export function createDevSmsSender(env: Bindings): SmsSender {
  return {
    ready: true,
    send: ({ to, text, code }) =>
      devMailboxOf(env).deliver({ channel: 'sms', to, subject: '', text, code, idempotencyKey: undefined }),
  };
}

/** The sender of an environment, without bounds: see sms-bounds.ts for the one to use. */
export function smsSenderOf(env: Bindings, config: Pick<Config, 'environment' | 'sms'>): SmsSender {
  if (config.sms.kind === 'twilio') return createTwilioSender(config.sms, (input, init) => fetch(input, init));
  return config.sms.kind === 'mailbox' && config.environment === 'development' ? createDevSmsSender(env) : noSmsSender;
}
