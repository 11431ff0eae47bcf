import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import type { Mailer } from '../accounts/notifications/mail.ts';
import type { SmsSender } from '../accounts/notifications/sms.ts';
import type { EdgeSwitches } from './edge-switches.ts';

/** Sends nothing while mail is paused: what has an outbox is sent afterwards, who waits for a code is told to try again. */
export function pausableMailer(mailer: Mailer, switches: EdgeSwitches): Mailer {
  return {
    ready: mailer.ready,
    async send(mail) {
      await assertOn(switches, 'mail');
      await mailer.send(mail);
    },
  };
}

/** The same for text messages. */
export function pausableSms(sender: SmsSender, switches: EdgeSwitches): SmsSender {
  return {
    ready: sender.ready,
    async send(sms) {
      await assertOn(switches, 'sms');
      await sender.send(sms);
    },
  };
}

async function assertOn(switches: EdgeSwitches, name: 'mail' | 'sms'): Promise<void> {
  if ((await switches.now()).isPaused(name)) {
    throw new AppError('unavailable', { retryAfterMs: limits.switchRetryAfterMs });
  }
}
