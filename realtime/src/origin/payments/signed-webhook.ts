import { limits } from '@halobuzz/core/limits';
import Stripe from 'stripe';
import type { RawWebhook } from './provider-port.ts';

/** Proven: the parsed body. Not: why, for the log; the sender learns nothing of it. */
export type SignedBody =
  | { readonly kind: 'proven'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly reason: string };

const headerPattern = /^[ -~]+$/;

/**
 * Verifies a webhook in Stripe's scheme: `t=<seconds>,v1=<HMAC-SHA256 of "t.body">`, one `t`, any number of `v1`. The official
 * library compares in constant time, over the raw bytes, and refuses what is too old; what it leaves open is closed here: a time
 * in the future, two times, a time that is not quite a number, bytes that are no UTF-8 and would be read as others.
 *
 * @param secrets while one is replaced, the old and the new
 */
export function verifySigned(
  webhook: RawWebhook,
  header: string,
  secrets: readonly string[],
  nowMs: number,
): SignedBody {
  const signature = webhook.headers[header];
  if (signature === undefined || signature.length > limits.webhookHeaderCharsMax || !headerPattern.test(signature)) {
    return refused('no_signature');
  }
  const times = signature.split(',').filter((part) => part.startsWith('t='));
  const seconds = /^t=(\d{1,12})$/.exec(times[0] ?? '')?.[1];
  if (times.length !== 1 || seconds === undefined) return refused('malformed_signature');
  if (Number(seconds) * 1_000 - nowMs > limits.webhookFutureMs) return refused('from_the_future');
  if (nowMs - Number(seconds) * 1_000 > limits.webhookToleranceMs) return refused('too_old');
  const text = textOf(webhook.body);
  if (text === undefined) return refused('malformed_body');
  const toleranceSeconds = limits.webhookToleranceMs / 1_000;
  for (const secret of secrets) {
    try {
      return {
        kind: 'proven',
        value: Stripe.webhooks.constructEvent(text, signature, secret, toleranceSeconds, undefined, nowMs),
      };
    } catch {
      // The next secret may be the one; the library throws its own errors and those of JSON.
    }
  }
  return refused('wrong_signature');
}

/** Signs a body as {@link verifySigned} wants it. */
export function signBody(body: string, secret: string, atMs: number): string {
  const timestamp = Math.floor(atMs / 1_000);
  return Stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp });
}

function refused(reason: string): SignedBody {
  return { kind: 'refused', reason };
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
