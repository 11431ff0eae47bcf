import { setImmediate } from 'node:timers/promises';
import {
  type LocalProvider,
  type ProviderReply,
  type ProviderRequest,
  startLocalProvider,
} from '@halobuzz/core/testing/local-provider';
import { z } from 'zod';

export interface SentMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export interface StrictResend extends LocalProvider {
  readonly sent: SentMail[];
}

const ADDRESS = /^([^<>"]+ <[^\s<>@]+@([^\s<>@]+)>|[^\s<>@]+@([^\s<>@]+))$/;
// Stricter than the provider: a field it would ignore is a mistake of ours.
const bodySchema = z.strictObject({
  from: z.string().min(1),
  to: z.array(z.string()).min(1).max(50),
  subject: z.string().min(1),
  text: z.string().min(1),
  headers: z.record(z.string().regex(/^[A-Za-z-]+$/), z.string().regex(/^[ -~]+$/)).optional(),
});

/**
 * Resend's `POST /emails` as its documentation describes it (errors by name and status, idempotency keys), on loopback.
 * https://resend.com/docs/api-reference/emails/send-email, /errors, /docs/dashboard/emails/idempotency-keys
 */
export async function startStrictResend(token: string, domain: string): Promise<StrictResend> {
  const sent: SentMail[] = [];
  const known = new Map<string, { readonly body: string; readonly reply: ProviderReply | undefined }>();

  async function handle(request: ProviderRequest): Promise<ProviderReply> {
    if (request.target !== '/emails') return error(404, 'not_found', 'The requested endpoint does not exist.');
    if (request.method !== 'POST') return error(405, 'method_not_allowed', 'Method is not allowed.');
    // Its firewall turns away clients that do not name themselves.
    if (!request.headers.get('user-agent')) return { status: 403, body: 'error code: 1010' };
    const authorization = request.headers.get('authorization');
    if (authorization === null) return error(401, 'missing_api_key', 'Missing API key in the authorization header.');
    if (authorization !== `Bearer ${token}`) return error(403, 'invalid_api_key', 'API key is invalid.');
    const key = request.headers.get('idempotency-key');
    if (key === null || key.length < 1 || key.length > 256) {
      return error(400, 'invalid_idempotency_key', 'The key must be between 1-256 chars.');
    }
    const before = known.get(key);
    if (before !== undefined && before.body !== request.body) {
      return error(409, 'invalid_idempotent_request', 'Same idempotency key used with a different request payload.');
    }
    if (before !== undefined) {
      return before.reply ?? error(409, 'concurrent_idempotent_requests', 'The original request is in progress.');
    }
    const checked = check(request);
    if (!('mail' in checked)) return checked;
    known.set(key, { body: request.body, reply: undefined });
    await setImmediate();
    sent.push(checked.mail);
    const reply = { status: 200, body: { id: crypto.randomUUID() } };
    known.set(key, { body: request.body, reply });
    return reply;
  }

  function check(request: ProviderRequest): { mail: SentMail } | ProviderReply {
    if (request.headers.get('content-type') !== 'application/json') {
      return error(422, 'missing_required_field', 'The request body is missing one or more required fields.');
    }
    const body = bodySchema.safeParse(JSON.parse(request.body));
    if (!body.success) return error(422, 'missing_required_field', body.error.issues[0]?.path.join('.') ?? '');
    const from = ADDRESS.exec(body.data.from);
    if (from === null) return error(422, 'invalid_from_address', 'Invalid `from` field.');
    if ((from[2] ?? from[3]) !== domain) return error(403, 'validation_error', `The domain is not verified.`);
    if (!body.data.to.every((to) => ADDRESS.test(to) && !to.endsWith('.invalid'))) {
      return error(422, 'validation_error', 'Invalid `to` field. The email address needs to follow the format.');
    }
    return { mail: body.data };
  }

  return { ...(await startLocalProvider(handle)), sent };
}

/** An error as Resend's API answers it. */
export function error(status: number, name: string, message: string, headers?: Record<string, string>): ProviderReply {
  return { status, body: { statusCode: status, name, message }, ...(headers && { headers }) };
}
