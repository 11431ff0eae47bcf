import { randomBytes } from 'node:crypto';
import {
  type LocalProvider,
  type ProviderReply,
  type ProviderRequest,
  startLocalProvider,
} from '@halobuzz/core/testing/local-provider';
import { signBody } from '../src/origin/payments/signed-webhook.ts';

interface StripeObject {
  readonly id: string;
  readonly created: number;
  [field: string]: unknown;
}

export interface StrictStripe extends LocalProvider {
  readonly intents: Map<string, StripeObject>;
  readonly refunds: Map<string, StripeObject>;
  readonly disputes: Map<string, StripeObject>;
  /** The buyer pays. */
  pay(intentId: string, received?: number): StripeObject;
  dispute(intentId: string, amount: number, status: string): StripeObject;
  /** Stripe keeps idempotency keys for a day. */
  forgetKeys(): void;
  /** A webhook of ours that tells of an object, signed now. */
  webhook(
    type: string,
    object: object,
    over?: object,
    secret?: string,
  ): { body: Uint8Array; headers: Record<string, string> };
}

export interface StrictStripeOptions {
  readonly secretKey: string;
  readonly apiVersion: string;
  readonly webhookSecret: string;
  readonly clock: () => number;
}

const currencies = ['usd', 'eur', 'gbp', 'inr', 'npr'];
const random = (prefix: string): string => `${prefix}_${randomBytes(12).toString('hex')}`;

/**
 * Stripe as its API reference describes it, as far as we call it: it refuses what Stripe refuses (another key or version, a
 * POST without an idempotency key, unknown parameters, amounts and currencies that are none) with Stripe's error objects, and
 * repeats its answer to a repeated key.
 */
export async function startStrictStripe(options: StrictStripeOptions): Promise<StrictStripe> {
  const { secretKey, apiVersion, webhookSecret, clock } = options;
  const intents = new Map<string, StripeObject>();
  const refunds = new Map<string, StripeObject>();
  const disputes = new Map<string, StripeObject>();
  const answered = new Map<string, { readonly asked: string; readonly reply: ProviderReply }>();
  const seconds = (): number => Math.floor(clock() / 1_000);

  const handle = (request: ProviderRequest): ProviderReply => {
    if (request.headers.get('authorization') !== `Bearer ${secretKey}`)
      return failure(401, 'invalid_request_error', 'api_key_invalid');
    if (request.headers.get('stripe-version') !== apiVersion)
      return failure(400, 'invalid_request_error', 'version_invalid');
    if (request.method === 'GET') return read(request);
    if (request.method !== 'POST') return failure(405, 'invalid_request_error', 'method_not_allowed');
    const type = request.headers.get('content-type');
    if (type !== 'application/x-www-form-urlencoded') return failure(400, 'invalid_request_error', 'content_type');
    const key = request.headers.get('idempotency-key');
    if (key === null || key.length > 255) return failure(400, 'invalid_request_error', 'idempotency_key_missing');
    const asked = `${request.path}?${request.body}`;
    const before = answered.get(key);
    if (before !== undefined) {
      if (before.asked !== asked) return failure(400, 'idempotency_error', 'idempotency_error');
      return { ...before.reply, headers: { 'idempotent-replayed': 'true' } };
    }
    const reply = write(request.path, new URLSearchParams(request.body));
    // Validation errors are not kept: the key was not used.
    if (reply.status < 400) answered.set(key, { asked, reply });
    return reply;
  };

  const write = (path: string, form: URLSearchParams): ProviderReply => {
    if (path === '/v1/payment_intents') return createIntent(form);
    if (path === '/v1/refunds') return createRefund(form);
    const [, id = ''] = /^\/v1\/payment_intents\/([^/]+)\/cancel$/.exec(path) ?? [];
    if (id !== '') return cancelIntent(id, form);
    return failure(404, 'invalid_request_error', 'url_invalid');
  };

  const createIntent = (form: URLSearchParams): ProviderReply => {
    const unknown = unknownIn(form, [
      'amount',
      'currency',
      'automatic_payment_methods[enabled]',
      'metadata[payment_id]',
    ]);
    if (unknown !== undefined) return failure(400, 'invalid_request_error', 'parameter_unknown', unknown);
    const amount = form.get('amount') ?? '';
    if (!/^[1-9][0-9]{0,7}$/.test(amount))
      return failure(400, 'invalid_request_error', 'parameter_invalid_integer', 'amount');
    if (Number(amount) < 50) return failure(400, 'invalid_request_error', 'amount_too_small', 'amount');
    const currency = form.get('currency') ?? '';
    if (!currencies.includes(currency)) return failure(400, 'invalid_request_error', 'invalid_currency', 'currency');
    if (form.get('automatic_payment_methods[enabled]') !== 'true')
      return failure(400, 'invalid_request_error', 'parameter_missing');
    const id = random('pi');
    const intent: StripeObject = {
      ...{ id, object: 'payment_intent', created: seconds(), livemode: false, currency, amount: Number(amount) },
      ...{ amount_received: 0, status: 'requires_payment_method', cancellation_reason: null },
      ...{ client_secret: `${id}_secret_${randomBytes(8).toString('hex')}`, latest_charge: null },
      metadata: { payment_id: form.get('metadata[payment_id]') ?? '' },
    };
    intents.set(id, intent);
    return { status: 200, body: intent };
  };

  const cancelIntent = (id: string, form: URLSearchParams): ProviderReply => {
    const intent = intents.get(id);
    if (intent === undefined) return failure(404, 'invalid_request_error', 'resource_missing', 'intent');
    const unknown = unknownIn(form, ['cancellation_reason']);
    if (unknown !== undefined) return failure(400, 'invalid_request_error', 'parameter_unknown', unknown);
    if (intent.status === 'succeeded' || intent.status === 'canceled' || intent.status === 'processing') {
      return failure(400, 'invalid_request_error', 'payment_intent_unexpected_state');
    }
    Object.assign(intent, { status: 'canceled', cancellation_reason: form.get('cancellation_reason') });
    return { status: 200, body: intent };
  };

  const createRefund = (form: URLSearchParams): ProviderReply => {
    const unknown = unknownIn(form, [
      'payment_intent',
      'amount',
      'reason',
      'metadata[payment_id]',
      'metadata[refund_key]',
    ]);
    if (unknown !== undefined) return failure(400, 'invalid_request_error', 'parameter_unknown', unknown);
    const intent = intents.get(form.get('payment_intent') ?? '');
    if (intent === undefined) return failure(404, 'invalid_request_error', 'resource_missing', 'payment_intent');
    if (intent.status !== 'succeeded') return failure(400, 'invalid_request_error', 'charge_not_succeeded');
    let left = Number(intent.amount_received);
    for (const refund of refunds.values()) if (refund.payment_intent === intent.id) left -= Number(refund.amount);
    const amount = Number(form.get('amount'));
    if (!(Number.isInteger(amount) && amount > 0))
      return failure(400, 'invalid_request_error', 'parameter_invalid_integer');
    if (left === 0) return failure(400, 'invalid_request_error', 'charge_already_refunded');
    if (amount > left) return failure(400, 'invalid_request_error', 'amount_too_large', 'amount');
    if (form.get('reason') !== 'requested_by_customer') return failure(400, 'invalid_request_error', 'reason');
    const refund: StripeObject = {
      ...{
        id: random('re'),
        object: 'refund',
        created: seconds(),
        amount,
        currency: intent.currency,
        status: 'succeeded',
      },
      payment_intent: intent.id,
      metadata: {
        payment_id: form.get('metadata[payment_id]') ?? '',
        refund_key: form.get('metadata[refund_key]') ?? '',
      },
    };
    refunds.set(refund.id, refund);
    return { status: 200, body: refund };
  };

  const read = ({ path, query }: ProviderRequest): ProviderReply => {
    const one = /^\/v1\/payment_intents\/(pi_[a-z0-9]+)$/.exec(path)?.[1];
    if (one !== undefined) {
      const intent = intents.get(one);
      return intent === undefined
        ? failure(404, 'invalid_request_error', 'resource_missing')
        : { status: 200, body: intent };
    }
    const lists = new Map([
      ...([
        ['/v1/payment_intents', intents],
        ['/v1/refunds', refunds],
        ['/v1/disputes', disputes],
      ] as const),
    ]);
    const list = lists.get(path as '/v1/refunds');
    if (list === undefined) return failure(404, 'invalid_request_error', 'url_invalid');
    const known = ['limit', 'starting_after', 'created[gte]', 'payment_intent'];
    const unknown = unknownIn(query, known);
    if (unknown !== undefined) return failure(400, 'invalid_request_error', 'parameter_unknown', unknown);
    const limit = Number(query.get('limit') ?? 10);
    if (!(Number.isInteger(limit) && limit >= 1 && limit <= 100)) return failure(400, 'invalid_request_error', 'limit');
    const since = Number(query.get('created[gte]') ?? 0);
    const intent = query.get('payment_intent');
    // Newest first, as Stripe lists.
    const all = [...list.values()]
      .filter((entry) => entry.created >= since && (intent === null || entry.payment_intent === intent))
      .reverse();
    const after = query.get('starting_after');
    const from = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1;
    const data = all.slice(from, from + limit);
    return { status: 200, body: { object: 'list', url: path, has_more: from + limit < all.length, data } };
  };

  const server = await startLocalProvider(handle);
  return {
    ...server,
    ...{ intents, refunds, disputes },
    pay(intentId, received) {
      const intent = intents.get(intentId);
      if (intent === undefined) throw new Error('no such intent');
      return Object.assign(intent, { status: 'succeeded', amount_received: received ?? intent.amount });
    },
    dispute(intentId, amount, status) {
      const intent = intents.get(intentId);
      const dispute: StripeObject = {
        ...{ id: random('dp'), object: 'dispute', created: seconds(), amount, currency: intent?.currency, status },
        ...{ payment_intent: intentId, metadata: {} },
      };
      disputes.set(dispute.id, dispute);
      return dispute;
    },
    forgetKeys: () => answered.clear(),
    webhook(type, object, over = {}, secret = webhookSecret) {
      const event = {
        ...{ id: random('evt'), object: 'event', api_version: apiVersion, created: seconds(), livemode: false, type },
        ...{ data: { object }, ...over },
      };
      const body = JSON.stringify(event);
      return {
        body: new TextEncoder().encode(body),
        headers: { 'stripe-signature': signBody(body, secret, clock()) },
      };
    },
  };
}

function failure(status: number, type: string, code: string, param?: string): ProviderReply {
  return {
    status,
    body: { error: { type, code, message: `refused: ${code}`, ...(param === undefined ? {} : { param }) } },
  };
}

function unknownIn(form: URLSearchParams, known: readonly string[]): string | undefined {
  return [...form.keys()].find((name) => !known.includes(name));
}
