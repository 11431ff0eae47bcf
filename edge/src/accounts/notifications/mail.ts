export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Header fields beside those that every mail has. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The one-time code inside the text, for tests and bots; only the development mailbox shows it apart. */
  readonly code?: string;
  /** The same for every try of one mail, so that a retry does not send it twice. Random where absent. */
  readonly idempotencyKey?: string;
}

/** Sends mail. `ready` is false where no provider is set up; then nothing that needs mail is begun. */
export interface Mailer {
  readonly ready: boolean;
  /**
   * Hands a mail to the provider; two calls with one idempotency key send once.
   * @throws AppError `recipient_refused` when this address will never get it; `unavailable`, with `retryAfterMs` where
   * the provider named a time, when it may be tried again.
   */
  readonly send: (mail: Mail) => Promise<void>;
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
