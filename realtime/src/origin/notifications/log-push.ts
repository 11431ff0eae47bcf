import type { OriginLog } from '../http/origin-log.ts';
import type { PushSender } from './push-sender.ts';

/** For development: what would be shown on devices stands in the log, without their tokens. */
export function logPush(log: OriginLog): PushSender {
  return {
    async send(messages) {
      const [first] = messages;
      if (first !== undefined) {
        const { title, body, data } = first;
        log.info({ title, body, data, devices: messages.length }, 'push notifications that nobody carries');
      }
      return { kind: 'sent', tickets: messages.map((_, at) => ({ kind: 'ok', ticket: `log-${at}` })) };
    },
    async receipts(tickets) {
      return { kind: 'known', receipts: new Map(tickets.map((ticket) => [ticket, 'ok'])) };
    },
  };
}
