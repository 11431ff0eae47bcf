import type { Bindings } from '../../env.ts';

/** The one object that catches what development would have sent. */
export function devMailboxOf(env: Bindings) {
  return env.DEV_MAILBOX.get(env.DEV_MAILBOX.idFromName('mailbox'));
}
