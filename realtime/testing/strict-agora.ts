import type { Clock } from '@halobuzz/core/clock';
import {
  type LocalProvider,
  type ProviderReply,
  type ProviderRequest,
  startLocalProvider,
} from '@halobuzz/core/testing/local-provider';
import { z } from 'zod';
import { TokenBucket } from '../src/gateway/connection/token-bucket.ts';

export interface KickingRule {
  readonly id: number;
  readonly cname: string;
  readonly uid: number;
  readonly privileges: readonly string[];
  readonly untilMs: number;
}

export interface StrictAgora extends LocalProvider {
  /** Rules that have not ended, by this server's clock. */
  rules(): readonly KickingRule[];
  /** What a person may not in a channel now, in the order of the alphabet. */
  barred(cname: string, uid: number): readonly string[];
  /** Calls that came too quickly. */
  throttled(): number;
}

const appid = z.string();
const privilege = z.enum(['join_channel', 'publish_audio', 'publish_video']);
const createSchema = z.strictObject({
  appid,
  cname: z.string().min(1).max(64),
  // A number: string user accounts are not known here.
  uid: z.int().min(1).max(4_294_967_295),
  time_in_seconds: z.int().min(10).max(86_430),
  privileges: z.array(privilege).min(1),
});
const deleteSchema = z.strictObject({ appid, id: z.int().min(1) });

/**
 * Agora's kicking rules as its REST reference describes them (docs.agora.io, "Create a banning rule" and its neighbours,
 * "Response status codes"), as far as we call them: HTTP basic authentication, `application/json`, types and ranges, an App ID
 * that is the project's, and a limit of calls. Where Agora bends a value into its range this server refuses it.
 */
export async function startStrictAgora(
  clock: Clock,
  options: { readonly appId: string; readonly customerKey: string; readonly customerSecret: string },
): Promise<StrictAgora> {
  const rules = new Map<number, KickingRule>();
  const bucket = new TokenBucket(10, 20, clock());
  const credentials = Buffer.from(`${options.customerKey}:${options.customerSecret}`).toString('base64');
  let lastId = 1_000;
  let throttled = 0;

  const handle = (request: ProviderRequest): ProviderReply => {
    const { method, path, headers } = request;
    if (path !== '/dev/v1/kicking-rule') return failure(404, 'not found');
    if (headers.get('authorization') !== `Basic ${credentials}`)
      return failure(401, 'Invalid authentication credentials');
    if (headers.get('content-type') !== 'application/json') return failure(415, 'unsupported media type');
    if (bucket.take(clock()) > 0) {
      throttled += 1;
      return failure(429, 'too many requests');
    }
    switch (method) {
      case 'POST':
        return create(request.body);
      case 'DELETE':
        return remove(request.body);
      case 'GET':
        return list(request.query);
      default:
        return failure(405, 'method not allowed');
    }
  };

  function create(body: string): ProviderReply {
    const parsed = createSchema.safeParse(jsonOf(body));
    if (!parsed.success) return failure(400, `invalid ${parsed.error.issues[0]?.path.join('.') ?? 'body'}`);
    const { cname, uid, time_in_seconds: seconds, privileges } = parsed.data;
    if (parsed.data.appid !== options.appId) return failure(400, 'invalid appid');
    lastId += 1;
    rules.set(lastId, { id: lastId, cname, uid, privileges, untilMs: clock() + seconds * 1_000 });
    return { status: 200, body: { status: 'success', id: lastId } };
  }

  function remove(body: string): ProviderReply {
    const parsed = deleteSchema.safeParse(jsonOf(body));
    if (!parsed.success) return failure(400, 'invalid body');
    if (parsed.data.appid !== options.appId) return failure(400, 'invalid appid');
    const { id } = parsed.data;
    return rules.delete(id) ? { status: 200, body: { status: 'success', id } } : failure(404, 'rule not found');
  }

  function list(query: URLSearchParams): ProviderReply {
    if (query.get('appid') !== options.appId || [...query].length !== 1) return failure(400, 'invalid appid');
    const body = live().map(({ id, cname, uid, privileges, untilMs }) => ({
      ...{ id, appid: options.appId, cname, uid, privileges, opid: 7, ip: null, ts: new Date(untilMs).toISOString() },
    }));
    return { status: 200, body: { status: 'success', rules: body } };
  }

  const live = (): readonly KickingRule[] => [...rules.values()].filter(({ untilMs }) => untilMs > clock());
  const provider = await startLocalProvider(handle);
  return {
    ...provider,
    rules: live,
    barred: (cname, uid) => {
      const about = live().filter((rule) => rule.cname === cname && rule.uid === uid);
      return [...new Set(about.flatMap(({ privileges }) => privileges))].sort();
    },
    throttled: () => throttled,
  };
}

function failure(status: number, message: string): ProviderReply {
  return { status, body: { message } };
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
