import type { ProviderFact } from '@halobuzz/core/payments/provider-facts';
import { z } from 'zod';
import type { ProviderAnswer, RawWebhook, VerifiedEvent } from '../provider-port.ts';
import { verifySigned } from '../signed-webhook.ts';

const money = z.strictObject({
  amount: z
    .string()
    .regex(/^[0-9]{1,18}$/)
    .transform(BigInt),
  currency: z.string().regex(/^[A-Z]{3}$/),
});
const base = {
  provider: z.literal('sandbox'),
  eventId: z.string().min(1),
  externalId: z.string().min(1),
  paymentId: z.string().min(1),
  atMs: z.int().min(0),
};
const factSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...base, kind: z.literal(['pending', 'expired']) }),
  z.strictObject({ ...base, kind: z.literal('paid'), money }),
  z.strictObject({ ...base, kind: z.literal('failed'), reason: z.string() }),
  z.strictObject({ ...base, kind: z.literal('refunded'), refundId: z.string(), money }),
  z.strictObject({ ...base, kind: z.literal('refund_reversed'), refundId: z.string() }),
  z.strictObject({
    ...base,
    kind: z.literal(['disputed', 'dispute_won', 'dispute_lost']),
    disputeId: z.string(),
    money,
  }),
]);
const eventSchema = z.strictObject({ id: z.string().min(1).max(200), facts: z.array(factSchema) });

/** The header that carries the signature. */
export const SANDBOX_SIGNATURE = 'sandbox-signature';

/** The body of a webhook that tells these facts. */
export function sandboxBody(eventId: string, facts: readonly ProviderFact[]): string {
  return JSON.stringify({ id: eventId, facts }, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
}

/** Proves and reads a webhook of the sandbox: signed as Stripe signs, by a secret of its own. */
export function readSandboxEvent(
  webhook: RawWebhook,
  secrets: readonly string[],
  nowMs: number,
): ProviderAnswer<VerifiedEvent> {
  const body = verifySigned(webhook, SANDBOX_SIGNATURE, secrets, nowMs);
  if (body.kind !== 'proven') return body;
  const event = eventSchema.safeParse(body.value);
  if (!event.success) return { kind: 'refused', reason: 'malformed_event' };
  const { id, facts } = event.data;
  return { kind: 'done', value: { eventId: id, type: facts.map(({ kind }) => kind).join(' '), facts, summary: {} } };
}
