import { limits } from '@halobuzz/core/limits';
import { Expo, type ExpoPushMessage, type ExpoPushReceipt, type ExpoPushTicket } from 'expo-server-sdk';
import { z } from 'zod';
import type { PushMessage, PushSender, PushTicket, SendAnswer } from './push-sender.ts';

export interface ExpoPushSettings {
  /** Of the Expo account; with it, nobody else may send to our devices. */
  readonly accessToken: string;
  /** `@owner/slug`: tokens of other projects are strangers, and one of them has a whole call refused. */
  readonly project: string;
}

/** What the library throws: an answer that is no success has a status; what never left the machine has a cause with a code. */
const failureSchema = z.object({
  message: z.string(),
  statusCode: z.number().optional(),
  code: z.string().optional(),
  details: z.unknown().optional(),
  cause: z.object({ code: z.string() }).optional().catch(undefined),
});
const byProjectSchema = z.record(z.string(), z.array(z.string()));
const neverLeft = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

/**
 * Expo's push service, by its own library; its address is the library's `EXPO_BASE_URL`. Throttling and trouble of theirs are
 * tried again; what may have been heard is not.
 */
export function expoPush({ accessToken, project }: ExpoPushSettings): PushSender {
  const expo = new Expo({ accessToken, retryMinTimeout: limits.pushThrottledRetryMs });
  return {
    async send(messages) {
      try {
        const tickets = await inTime(expo.sendPushNotificationsAsync(messages.map(expoMessage)));
        return { kind: 'sent', tickets: tickets.map(ticketOf) };
      } catch (error) {
        return judged(error, project);
      }
    },
    async receipts(tickets) {
      try {
        const found = await inTime(expo.getPushNotificationReceiptsAsync([...tickets]));
        const receipts = Object.entries(found).map(([ticket, receipt]) => [ticket, receiptOf(receipt)] as const);
        return { kind: 'known', receipts: new Map(receipts) };
      } catch (error) {
        return { kind: 'later', reason: reasonOf(error) };
      }
    },
  };
}

class NoAnswer extends Error {}

/** The library waits for minutes. */
async function inTime<T>(call: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswer('no answer in time')), limits.pushCallTimeoutMs);
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
  }
}

function expoMessage({ to, title, body, data, group, lifeSeconds }: PushMessage): ExpoPushMessage {
  const shown = { title, body, sound: 'default', channelId: 'live', priority: 'high' } as const;
  return { to, ...shown, data: { ...data }, ttl: lifeSeconds, collapseId: group, tag: group };
}

function ticketOf(ticket: ExpoPushTicket): PushTicket {
  if (ticket.status === 'ok') return { kind: 'ok', ticket: ticket.id };
  if (ticket.details?.error === 'DeviceNotRegistered') return { kind: 'unregistered' };
  return { kind: 'refused', reason: ticket.details?.error ?? short(ticket.message) };
}

function receiptOf(receipt: ExpoPushReceipt): string {
  if (receipt.status === 'ok') return 'ok';
  const error = receipt.details?.error;
  return error === 'DeviceNotRegistered' ? 'unregistered' : (error ?? short(receipt.message));
}

function judged(error: unknown, project: string): SendAnswer {
  const failure = failureSchema.safeParse(error);
  const reason = reasonOf(error);
  if (!failure.success) return { kind: 'unknown', reason };
  const { statusCode, code, details, cause } = failure.data;
  if (code === 'PUSH_TOO_MANY_EXPERIENCE_IDS') {
    const byProject = byProjectSchema.safeParse(details);
    const others = Object.entries(byProject.data ?? {}).filter(([name]) => name !== project);
    if (others.length > 0) return { kind: 'strangers', tokens: others.flatMap(([, tokens]) => tokens) };
  }
  // Nothing of an answer: it is told by the code of a connection that was never made whether anything was sent.
  if (statusCode === undefined) {
    return { kind: cause !== undefined && neverLeft.has(cause.code) ? 'later' : 'unknown', reason };
  }
  // Wrong credentials are mended by an operator.
  if (statusCode === 429 || statusCode >= 500 || statusCode === 401 || statusCode === 403) {
    return { kind: 'later', reason };
  }
  // A success that is none: it may have been sent.
  return { kind: statusCode < 400 ? 'unknown' : 'refused', reason };
}

function reasonOf(error: unknown): string {
  const failure = failureSchema.safeParse(error);
  if (!failure.success) return 'unknown';
  const { statusCode, code, message } = failure.data;
  return short([statusCode, code ?? message].filter((part) => part !== undefined).join(' '));
}

function short(text: string): string {
  return text.replace(/[^ -~]/g, '?').slice(0, 200);
}
