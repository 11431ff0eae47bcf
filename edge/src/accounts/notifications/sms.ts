export interface Sms {
  /** E.164: `+`, country code, number. */
  readonly to: string;
  readonly text: string;
  /** The one-time code inside the text, for tests and bots; only the development mailbox shows it apart. */
  readonly code?: string;
}

/** Sends text messages. `ready` is false where no provider is set up; then SMS is not offered as a factor. */
export interface SmsSender {
  readonly ready: boolean;
  /**
   * Hands a message to the provider, at most once: text messages cost money and no provider takes idempotency keys for
   * them, so after an answer was lost it is the person who asks for another.
   * @throws AppError `recipient_refused` when this number will never get it; `unavailable` when it may be tried again.
   */
  readonly send: (sms: Sms) => Promise<void>;
}
