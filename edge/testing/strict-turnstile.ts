import {
  type LocalProvider,
  type ProviderReply,
  type ProviderRequest,
  startLocalProvider,
} from '@halobuzz/core/testing/local-provider';
import { z } from 'zod';

/** A token as a widget would have got it. */
export interface IssuedToken {
  readonly hostname: string;
  readonly action: string;
  readonly expired?: boolean;
}

export interface StrictTurnstile extends LocalProvider {
  /** Tokens that are good, once. */
  readonly issued: Map<string, IssuedToken>;
}

const bodySchema = z.strictObject({
  secret: z.string().optional(),
  response: z.string().max(2_048).optional(),
  remoteip: z.union([z.ipv4(), z.ipv6()]).optional(),
  idempotency_key: z.uuid().optional(),
});

/**
 * Cloudflare's siteverify as its documentation describes it, on loopback: tokens are good once, for 300 s; an idempotency
 * key repeats the answer. https://developers.cloudflare.com/turnstile/get-started/server-side-validation/
 */
export async function startStrictTurnstile(secret: string): Promise<StrictTurnstile> {
  const issued = new Map<string, IssuedToken>();
  const answered = new Map<string, ProviderReply>();

  async function handle(request: ProviderRequest): Promise<ProviderReply> {
    if (request.target !== '/turnstile/v0/siteverify' || request.method !== 'POST') return { status: 404, body: '' };
    const body = bodySchema.safeParse(JSON.parse(request.body)).data;
    if (request.headers.get('content-type') !== 'application/json' || body === undefined) return no('bad-request');
    if (body.secret === undefined) return no('missing-input-secret');
    if (body.secret !== secret) return no('invalid-input-secret');
    if (body.response === undefined || body.response === '') return no('missing-input-response');
    const key = `${body.idempotency_key}|${body.response}`;
    const before = body.idempotency_key === undefined ? undefined : answered.get(key);
    if (before !== undefined) return before;
    const token = issued.get(body.response);
    if (token === undefined) return no('invalid-input-response');
    const reply = token.expired === true ? no('timeout-or-duplicate') : yes(token);
    issued.set(body.response, { ...token, expired: true });
    answered.set(key, reply);
    return reply;
  }

  return { ...(await startLocalProvider(handle)), issued };
}

function yes({ hostname, action }: IssuedToken): ProviderReply {
  const body = {
    success: true,
    challenge_ts: '2026-01-01T00:00:00.000Z',
    hostname,
    'error-codes': [],
    action,
    cdata: '',
  };
  return { status: 200, body };
}

function no(code: string): ProviderReply {
  return { status: 200, body: { success: false, 'error-codes': [code] } };
}
