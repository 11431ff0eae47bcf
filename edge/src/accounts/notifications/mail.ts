import type { Bindings, Config } from '../../env.ts';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The one-time code inside the text, for tests and bots; only the development mailbox shows it apart. */
  readonly code?: string;
  /** The same for every try of one mail, so that a retry does not send it twice. Random where absent. */
  readonly idempotencyKey?: string;
}

/** Sends mail. `ready` is false where no provider is set up; then nothing that needs mail is begun. */
export interface Mailer {
  readonly ready: boolean;
  readonly send: (mail: Mail) => Promise<void>;
}

/** Development: everything lands on /dev/mailbox. */
export function createDevMailer(env: Bindings): Mailer {
  return {
    ready: true,
    send: (mail) => devMailboxOf(env).deliver(mail),
  };
}

/** Production has no mail provider yet: accounts cannot be opened there, and /readyz says so. */
export const noMailer: Mailer = {
  ready: false,
  send: () => Promise.reject(new Error('no mail provider is set up')),
};

/** The mailer of an environment, for the Worker and its objects alike. */
export function mailerOf(env: Bindings, config: Pick<Config, 'environment'>): Mailer {
  return config.environment === 'development' ? createDevMailer(env) : noMailer;
}

export function devMailboxOf(env: Bindings) {
  return env.DEV_MAILBOX.get(env.DEV_MAILBOX.idFromName('mailbox'));
}

export function verificationMail(to: string, code: string): Mail {
  const text = `Your HaloBuzz code is ${code}. It is good for ten minutes. If you did not ask for it, ignore this mail.`;
  return { to, subject: 'Your HaloBuzz code', text, code };
}

/** Sent in place of a code when another account holds the address: only its owner learns that. */
export function alreadyRegisteredMail(to: string): Mail {
  const text =
    'Someone, perhaps you, tried to use this address for a new HaloBuzz account. You already have an account with it: ' +
    'sign in with your username. If it was not you, there is nothing to do.';
  return { to, subject: 'You already have a HaloBuzz account', text };
}
