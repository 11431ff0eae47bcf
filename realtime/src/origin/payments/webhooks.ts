import type { Clock } from '@halobuzz/core/clock';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import type { PaymentProviderName } from '@halobuzz/core/payments/provider-facts';
import type { OriginLog } from '../http/origin-log.ts';
import { backoffMs } from './backoff.ts';
import type { EventStore, StoredEvent } from './event-store.ts';
import type { PaymentProviders, RawWebhook, VerifiedEvent } from './provider-port.ts';
import { type RecordFactsDeps, recordFacts } from './record-facts.ts';

export interface WebhookDeps extends RecordFactsDeps {
  readonly events: EventStore;
  readonly providers: PaymentProviders;
  readonly clock: Clock;
  readonly log: OriginLog;
  /** Counts webhooks by provider and what became of them. */
  readonly onWebhook: (provider: PaymentProviderName, result: 'stored' | 'repeated' | 'refused') => void;
  /** Told of cards that were declined, for rules that count them; once an event, unless the process dies just then. */
  readonly onDeclined?: (declined: DeclinedCard) => Promise<void>;
  /** Notes for good that something happened to a payout; what throws is answered so that the provider sends it again. */
  readonly onPayoutNews?: (payoutId: string) => Promise<void>;
}

/** `card`: the provider's fingerprint of it. `subject`: the buyer. */
export interface DeclinedCard {
  readonly eventId: string;
  readonly subject: string;
  readonly card: string;
  readonly atMs: number;
}

/**
 * Takes a webhook: proves its sender, stores it, and only then is it answered. What it tells is recorded at once if that
 * works, and by {@link drainEvents} otherwise.
 *
 * @returns whether it came before
 * @throws AppError `not_found` for a provider we do not have, `webhook_invalid`, `unavailable` (the provider sends it again)
 */
export async function receiveWebhook(
  deps: WebhookDeps,
  name: PaymentProviderName,
  webhook: RawWebhook,
): Promise<{ readonly repeated: boolean }> {
  const provider = deps.providers.get(name);
  if (provider === undefined) throw new AppError('not_found');
  const verified = await provider.verify(webhook);
  if (verified.kind === 'unavailable') throw new AppError('unavailable', { retryAfterMs: 1_000 });
  if (verified.kind === 'refused') {
    deps.onWebhook(name, 'refused');
    deps.log.warn({ provider: name, reason: verified.reason }, 'a webhook was refused');
    throw new AppError('webhook_invalid');
  }
  const event = verified.value;
  if (event.facts.length > limits.webhookFactsMax) throw new AppError('webhook_invalid');
  // Before the event is stored: whoever dies in between hears it again. To ask once too often does no harm.
  if (event.payoutId !== undefined) await deps.onPayoutNews?.(event.payoutId);
  const stored = await deps.events.add(name, event, deps.clock() + limits.paymentJobLeaseMs);
  deps.onWebhook(name, stored === undefined ? 'repeated' : 'stored');
  // Facts may be heard again at no harm, but whoever stored it first sees to it.
  if (stored === undefined) return { repeated: true };
  await applyEvent(deps, stored);
  if (event.declined !== undefined) await tellDeclined(deps, name, event.eventId, event.declined);
  return { repeated: false };
}

/** A sign, no money: what fails here is logged and left. */
async function tellDeclined(
  deps: WebhookDeps,
  name: PaymentProviderName,
  eventId: string,
  { externalId, card, atMs }: NonNullable<VerifiedEvent['declined']>,
): Promise<void> {
  try {
    const known = await deps.payments.byExternalId(name, externalId);
    if (known !== undefined) await deps.onDeclined?.({ eventId, subject: known.payment.userId, card, atMs });
  } catch (err) {
    deps.log.warn({ err, provider: name, event: eventId }, 'a declined card was not counted');
  }
}

/** Applies stored webhooks that are due, up to a bound. */
export async function drainEvents(deps: WebhookDeps): Promise<void> {
  for (let done = 0; done < limits.paymentJobsBatchMax; done += 1) {
    const event = await deps.events.claimDue(deps.clock(), limits.paymentJobLeaseMs);
    if (event === undefined) return;
    await applyEvent(deps, event);
  }
}

/** Looks at webhooks that were given up once more each: a payment may have turned up, a fault may be mended. */
export async function retryGivenUp(deps: WebhookDeps): Promise<void> {
  let after: string | undefined;
  do {
    const page = await deps.events.givenUpOnes(after, limits.paymentJobsBatchMax);
    for (const event of page) {
      try {
        const { kind } = await recordFacts(deps, event.facts);
        if (kind !== 'recorded') continue;
        await deps.events.done(event.id);
        const named = event.facts.flatMap(({ paymentId }) => paymentId ?? []);
        for (const paymentId of named) await deps.findings.resolve(paymentId, ['webhook_given_up']);
      } catch (err) {
        // One that cannot be applied must not hide those behind it.
        deps.log.warn({ err, provider: event.provider, event: event.eventId }, 'a webhook cannot be applied still');
      }
    }
    after = page.length < limits.paymentJobsBatchMax ? undefined : page.at(-1)?.id;
  } while (after !== undefined);
}

/** Never throws: what failed is put in line again, and if even that fails its lease runs out. */
async function applyEvent(deps: WebhookDeps, event: StoredEvent): Promise<void> {
  try {
    const { kind } = await recordFacts(deps, event.facts);
    if (kind === 'recorded') return await deps.events.done(event.id);
    await failed(deps, event, 'unknown_payment');
  } catch (err) {
    deps.log.warn({ err, provider: event.provider, event: event.eventId }, 'a webhook could not be applied');
    const code = err instanceof AppError ? err.code : 'internal';
    await failed(deps, event, code).catch(() => undefined);
  }
}

async function failed(deps: WebhookDeps, event: StoredEvent, code: string): Promise<void> {
  const tries = event.tries + 1;
  const givenUp = tries >= limits.webhookTriesMax;
  await deps.events.failed(event.id, code, givenUp ? undefined : deps.clock() + backoffMs(tries));
  if (!givenUp) return;
  const { provider, eventId, facts } = event;
  deps.log.error({ provider, event: eventId, code }, 'a webhook was given up');
  const [fact] = facts;
  await deps.findings.report({
    ...{ kind: 'webhook_given_up', provider, paymentId: fact?.paymentId ?? '', externalId: fact?.externalId ?? '' },
    detail: { event: eventId, code },
  });
}
