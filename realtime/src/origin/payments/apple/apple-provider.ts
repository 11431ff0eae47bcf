import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';
import type { Payment } from '@halobuzz/core/payments/payment';
import { z } from 'zod';
import type { PaymentProvider, ProviderAnswer, ProviderRecord, RawWebhook } from '../provider-port.ts';
import { openInStore } from '../stores/open-in-store.ts';
import type { AppleApi } from './apple-api.ts';
import { factsOfTransaction, whyNotCoins } from './apple-facts.ts';
import { isStale, readNotification } from './apple-notifications.ts';
import { type AppleTransaction, appleSignedText } from './apple-payloads.ts';
import type { AppleVerifier } from './apple-verifier.ts';

export interface AppleProviderDeps {
  readonly verifier: AppleVerifier;
  readonly api: AppleApi;
  readonly clock: Clock;
}

const webhookBody = z.object({ signedPayload: appleSignedText });

/**
 * In-app purchases of the App Store. What the App Store signed is the proof, whoever hands it in; nobody but Apple gives
 * money back, and says so by notification.
 */
export function createAppleProvider(deps: AppleProviderDeps): PaymentProvider {
  const { verifier, api, clock } = deps;
  return {
    name: 'apple',
    storePriced: true,
    open: async (payment) => openInStore(payment),
    verify: (webhook) => verifyWebhook(webhook),
    redeem: (payment, receipt) => redeem(payment, receipt),
    read: (payment) => read(payment),
    // The store asks nobody whether it may sell: a payment that was never bought is simply not waited for.
    cancel: async (payment) =>
      payment.externalId === '' ? { kind: 'done', value: undefined } : { kind: 'refused', reason: 'bought' },
    refund: async () => ({ kind: 'refused', reason: 'by_apple_alone' }),
    listPayments: (sinceMs, cursor) => listPayments(sinceMs, cursor),
  };

  async function verifyWebhook(webhook: RawWebhook): ReturnType<PaymentProvider['verify']> {
    const body = parseJson(webhook.body);
    const parsed = webhookBody.safeParse(body);
    if (!parsed.success) return { kind: 'refused', reason: 'malformed' };
    const event = await readNotification(verifier, parsed.data.signedPayload);
    if (event.kind !== 'done') return event;
    // Only here: the history gives what was signed weeks ago.
    if (isStale(event.value.signedAtMs, clock())) return { kind: 'refused', reason: 'stale' };
    return { kind: 'done', value: event.value.event };
  }

  async function redeem(payment: Payment, receipt: string) {
    const bought = await verified(receipt);
    if (bought.kind !== 'done') return bought;
    const why = whyNotCoins(bought.value);
    if (why !== undefined) return { kind: 'refused', reason: why } as const;
    // The App Store had this id from our app at the moment of purchase: another's receipt names another's payment.
    if (bought.value.appAccountToken !== payment.id) return { kind: 'refused', reason: 'other_buyer' } as const;
    return { kind: 'done', value: factsOfTransaction(bought.value, `receipt:${payment.id}`) } as const;
  }

  async function read(payment: Payment): Promise<ProviderAnswer<ProviderRecord | undefined>> {
    if (payment.externalId === '') return { kind: 'done', value: undefined };
    const answer = await api.transaction(payment.externalId);
    if (answer.kind !== 'done') return answer;
    if (answer.value === undefined) return { kind: 'done', value: undefined };
    const now = await verified(answer.value);
    if (now.kind !== 'done') return now;
    const facts = factsOfTransaction(now.value, `read:${payment.externalId}`);
    return { kind: 'done', value: recordOf(now.value, facts) };
  }

  async function listPayments(
    sinceMs: number,
    cursor: string | undefined,
  ): ReturnType<NonNullable<PaymentProvider['listPayments']>> {
    const first = { sinceMs: oldest(sinceMs), untilMs: clock(), token: undefined };
    const at = cursor === undefined ? first : parseCursor(cursor);
    if (at === undefined) return { kind: 'refused', reason: 'malformed' };
    const page = await api.notifications(at.sinceMs, at.untilMs, at.token);
    if (page.kind !== 'done') return page;
    const records: ProviderRecord[] = [];
    for (const signed of page.value.signed) {
      const event = await readNotification(verifier, signed);
      if (event.kind === 'unavailable') return event;
      // One that can't be read is not ours to act on; it must not hide those behind it.
      if (event.kind !== 'done' || event.value.transaction === undefined) continue;
      if (event.value.event.facts.length === 0) continue;
      records.push(recordOf(event.value.transaction, event.value.event.facts));
    }
    const { next } = page.value;
    return {
      kind: 'done',
      value: { records, next: next === undefined ? undefined : `${at.sinceMs}.${at.untilMs}.${next}` },
    };
  }

  function oldest(sinceMs: number): number {
    return Math.max(sinceMs, clock() - limits.appleHistoryWindowMs);
  }

  async function verified(signed: string): Promise<ProviderAnswer<AppleTransaction>> {
    const checked = await verifier.transaction(signed);
    if (checked.kind === 'genuine') return { kind: 'done', value: checked.value };
    return checked.kind === 'unavailable' ? { kind: 'unavailable', reason: 'apple_revocation_unknown' } : checked;
  }
}

function recordOf(transaction: AppleTransaction, facts: ProviderRecord['facts']): ProviderRecord {
  const { transactionId: externalId, appAccountToken } = transaction;
  return { externalId, facts, ...(appAccountToken !== undefined && { paymentId: appAccountToken }) };
}

/** Apple's page token is good for the very times that it was asked for with, so they go along. */
function parseCursor(cursor: string): { sinceMs: number; untilMs: number; token: string } | undefined {
  const match = /^([0-9]{1,16})\.([0-9]{1,16})\.(.{1,4096})$/.exec(cursor);
  if (match === null) return undefined;
  const [, since = '', until = '', token = ''] = match;
  return { sinceMs: Number(since), untilMs: Number(until), token };
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
