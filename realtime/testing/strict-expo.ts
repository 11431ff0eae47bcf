import { gunzipSync } from 'node:zlib';
import {
  type LocalProvider,
  type ProviderReply,
  type ProviderRequest,
  startLocalProvider,
} from '@halobuzz/core/testing/local-provider';
import { z } from 'zod';

export interface StrictExpo extends LocalProvider {
  /** What was taken, in the order of its coming; a device that is told twice stands in it twice. */
  readonly taken: z.infer<typeof messageSchema>[];
  /** How many messages each call had. */
  readonly calls: number[];
  /** Tokens that lead nowhere: told at once, or by a receipt alone. */
  readonly unregistered: Set<string>;
  readonly unreached: Set<string>;
  /** Tickets whose receipts are not there yet. */
  readonly withheld: { all: boolean };
  /** Tokens of other projects than ours. */
  readonly projectOf: Map<string, string>;
  forget(): void;
}

const token = z.string().regex(/^Expo(nent)?PushToken\[[^\]]+\]$/);
/** `to` may be a list there; we never send one. */
const messageSchema = z.strictObject({
  to: token,
  title: z.string().min(1),
  body: z.string(),
  data: z.record(z.string(), z.unknown()),
  sound: z.literal('default'),
  channelId: z.string(),
  priority: z.enum(['default', 'normal', 'high']),
  ttl: z.int().min(0).max(2_419_200),
  collapseId: z.string().max(64),
  tag: z.string(),
});
const idsSchema = z.strictObject({ ids: z.array(z.string().min(1)).max(1_000) });
const messagesMax = 100;
const messageBytesMax = 4_096;

/**
 * Expo's push service as its documentation describes it (docs.expo.dev, "Send notifications with the Expo Push Service"), as
 * far as we call it: JSON, gzip where it says so, at most 100 messages of at most 4 KiB, tokens of one project alone, tickets
 * in order, receipts by their ids. Fields that it does not know are refused.
 */
export async function startStrictExpo(options: {
  readonly accessToken: string;
  readonly project: string;
}): Promise<StrictExpo> {
  const taken: z.infer<typeof messageSchema>[] = [];
  const calls: number[] = [];
  const [unregistered, unreached] = [new Set<string>(), new Set<string>()];
  const projectOf = new Map<string, string>();
  const tickets = new Map<string, string>();
  const withheld = { all: false };
  let lastTicket = 0;

  const handle = (request: ProviderRequest): ProviderReply => {
    const { method, path, headers } = request;
    if (method !== 'POST') return failure(404, 'NOT_FOUND');
    if (headers.get('authorization') !== `Bearer ${options.accessToken}`) return failure(401, 'UNAUTHORIZED');
    if (headers.get('content-type') !== 'application/json') return failure(400, 'UNSUPPORTED_CONTENT_TYPE');
    const body = bodyOf(request);
    if (path === '/--/api/v2/push/send') return send(body);
    return path === '/--/api/v2/push/getReceipts' ? receipts(body) : failure(404, 'NOT_FOUND');
  };

  function send(body: unknown): ProviderReply {
    const parsed = z.array(messageSchema).min(1).safeParse(body);
    if (!parsed.success) return failure(400, 'VALIDATION_ERROR', parsed.error.issues[0]?.path.join('.'));
    const messages = parsed.data;
    if (messages.length > messagesMax) return failure(400, 'PUSH_TOO_MANY_NOTIFICATIONS');
    const byProject: Record<string, string[]> = {};
    for (const { to } of messages) {
      const project = projectOf.get(to) ?? options.project;
      byProject[project] = [...(byProject[project] ?? []), to];
    }
    if (Object.keys(byProject).length > 1) return failure(400, 'PUSH_TOO_MANY_EXPERIENCE_IDS', byProject);
    calls.push(messages.length);
    return { status: 200, body: { data: messages.map(take) } };
  }

  function take(message: z.infer<typeof messageSchema>): object {
    if (Buffer.byteLength(JSON.stringify(message)) > messageBytesMax) return refused('MessageTooBig');
    if (unregistered.has(message.to)) return refused('DeviceNotRegistered');
    taken.push(message);
    lastTicket += 1;
    const id = `ticket-${lastTicket}`;
    tickets.set(id, message.to);
    return { status: 'ok', id };
  }

  function receipts(body: unknown): ProviderReply {
    const parsed = idsSchema.safeParse(body);
    if (!parsed.success) return failure(400, 'VALIDATION_ERROR');
    const known = withheld.all ? [] : parsed.data.ids.filter((id) => tickets.has(id));
    const entries = known.map((id) => {
      const isGone = unreached.has(tickets.get(id) ?? '');
      return [id, isGone ? refused('DeviceNotRegistered') : { status: 'ok' }] as const;
    });
    return { status: 200, body: { data: Object.fromEntries(entries) } };
  }

  const provider = await startLocalProvider(handle);
  return {
    ...provider,
    ...{ taken, calls, unregistered, unreached, withheld, projectOf },
    forget() {
      for (const list of [taken, calls, provider.requests, provider.faults]) list.length = 0;
      for (const set of [unregistered, unreached, projectOf]) set.clear();
      withheld.all = false;
    },
  };
}

function refused(error: string): object {
  return { status: 'error', message: `it is ${error}`, details: { error } };
}

function failure(status: number, code: string, details?: unknown): ProviderReply {
  return { status, body: { errors: [{ code, message: code, ...(details === undefined ? {} : { details }) }] } };
}

function bodyOf({ headers, bytes }: ProviderRequest): unknown {
  try {
    const isPacked = headers.get('content-encoding') === 'gzip';
    return JSON.parse((isPacked ? gunzipSync(bytes) : bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}
