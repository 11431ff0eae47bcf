import { randomBytes } from 'node:crypto';
import {
  type LocalProvider,
  type ProviderReply,
  type ProviderRequest,
  startLocalProvider,
} from '@halobuzz/core/testing/local-provider';

interface TransferObject {
  readonly id: string;
  readonly object: 'transfer';
  readonly amount: number;
  amount_reversed: number;
  readonly currency: string;
  readonly destination: string;
  readonly transfer_group: string;
  readonly metadata: { readonly payout_id: string };
  reversed: boolean;
}

export interface StrictTransfers extends LocalProvider {
  readonly transfers: TransferObject[];
  /** Connected accounts that exist. */
  readonly connected: Set<string>;
}

const fields = ['amount', 'currency', 'destination', 'transfer_group', 'metadata[payout_id]'];
const currencies = ['usd', 'eur', 'gbp', 'inr', 'npr'];

/**
 * Stripe's transfers as its API reference describes them, as far as we call them. It refuses what Stripe refuses: another
 * key or version, a POST without an idempotency key, unknown parameters, amounts that are none, accounts that are not
 * connected; and repeats its answer to a repeated key.
 */
export async function startStrictTransfers(options: {
  readonly secretKey: string;
  readonly apiVersion: string;
}): Promise<StrictTransfers> {
  const transfers: TransferObject[] = [];
  const connected = new Set<string>();
  const answered = new Map<string, { readonly asked: string; readonly reply: ProviderReply }>();

  const handle = (request: ProviderRequest): ProviderReply => {
    const { method, path, headers, body, query } = request;
    if (headers.get('authorization') !== `Bearer ${options.secretKey}`) return failure(401, 'api_key_invalid');
    if (headers.get('stripe-version') !== options.apiVersion) return failure(400, 'version_invalid');
    if (path !== '/v1/transfers') return failure(404, 'url_invalid');
    if (method === 'GET') return list(query);
    if (method !== 'POST') return failure(405, 'method_not_allowed');
    if (headers.get('content-type') !== 'application/x-www-form-urlencoded') return failure(400, 'content_type');
    const key = headers.get('idempotency-key');
    if (key === null || key.length > 255) return failure(400, 'idempotency_key_missing');
    const before = answered.get(key);
    if (before !== undefined) {
      return before.asked === body ? before.reply : failure(400, 'idempotency_error', 'idempotency_error');
    }
    const reply = create(new URLSearchParams(body));
    if (reply.status < 400) answered.set(key, { asked: body, reply });
    return reply;
  };

  const create = (form: URLSearchParams): ProviderReply => {
    if ([...form.keys()].some((name) => !fields.includes(name))) return failure(400, 'parameter_unknown');
    const amount = form.get('amount') ?? '';
    if (!/^[1-9][0-9]{0,10}$/.test(amount)) return failure(400, 'parameter_invalid_integer');
    const currency = form.get('currency') ?? '';
    if (!currencies.includes(currency)) return failure(400, 'invalid_currency');
    const destination = form.get('destination') ?? '';
    if (!connected.has(destination)) return failure(400, 'account_invalid');
    const group = form.get('transfer_group') ?? '';
    if (group === '' || form.get('metadata[payout_id]') !== group) return failure(400, 'parameter_missing');
    const transfer: TransferObject = {
      ...{ id: `tr_${randomBytes(12).toString('hex')}`, object: 'transfer', amount: Number(amount), currency },
      ...{ amount_reversed: 0, reversed: false, destination, transfer_group: group, metadata: { payout_id: group } },
    };
    transfers.push(transfer);
    return { status: 200, body: transfer };
  };

  const list = (query: URLSearchParams): ProviderReply => {
    if ([...query.keys()].some((name) => !['transfer_group', 'limit'].includes(name))) {
      return failure(400, 'parameter_unknown');
    }
    const limit = Number(query.get('limit') ?? 10);
    if (!(Number.isInteger(limit) && limit >= 1 && limit <= 100)) return failure(400, 'parameter_invalid_integer');
    const all = transfers.filter((one) => one.transfer_group === query.get('transfer_group')).reverse();
    const data = all.slice(0, limit);
    return { status: 200, body: { object: 'list', url: '/v1/transfers', has_more: all.length > limit, data } };
  };

  return { ...(await startLocalProvider(handle)), transfers, connected };
}

function failure(status: number, code: string, type = 'invalid_request_error'): ProviderReply {
  return { status, body: { error: { type, code, message: `refused: ${code}` } } };
}
