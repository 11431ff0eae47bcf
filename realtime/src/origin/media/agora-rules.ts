import { limits } from '@halobuzz/core/limits';
import { z } from 'zod';
import { readBounded } from '../http/bounded-body.ts';
import type { MediaBar } from './media-removals.ts';
import type { FoundRule, MediaRules, RuleAnswer } from './media-rules.ts';

export interface AgoraRulesSettings {
  readonly appId: string;
  /** Of Agora's RESTful API, not of the app. */
  readonly customerKey: string;
  readonly customerSecret: string;
  /** Agora's API, or a recorded server in tests. */
  readonly apiUrl: string;
}

const privilegesOf: Readonly<Record<MediaBar, readonly string[]>> = {
  join: ['join_channel'],
  publish: ['publish_audio', 'publish_video'],
};

const ruleId = z.int().min(1);
const createdSchema = z.object({ status: z.literal('success'), id: ruleId });
const deletedSchema = z.object({ status: z.literal('success') });
const listedSchema = z.object({
  status: z.literal('success'),
  rules: z.array(
    z.object({
      id: ruleId,
      cname: z.string().nullish(),
      uid: z.number().nullish(),
      ts: z.string().nullish(),
      privileges: z.array(z.string()).nullish(),
    }),
  ),
});

/**
 * Agora's kicking rules (`/dev/v1/kicking-rule`): HTTP basic authentication, JSON. A rule names a channel and the number of a
 * person in it; string user accounts cannot be named, see docs/media.md.
 */
export function agoraRules(settings: AgoraRulesSettings): MediaRules {
  const url = new URL('/dev/v1/kicking-rule', settings.apiUrl);
  const credentials = Buffer.from(`${settings.customerKey}:${settings.customerSecret}`).toString('base64');

  async function ask(method: 'GET' | 'POST' | 'DELETE', body?: object): Promise<RuleAnswer<unknown>> {
    const target = new URL(url);
    if (method === 'GET') target.searchParams.set('appid', settings.appId);
    let answer: Response;
    let text: string;
    try {
      answer = await fetch(target, {
        method,
        headers: {
          authorization: `Basic ${credentials}`,
          'content-type': 'application/json',
          accept: 'application/json',
        },
        // Credentials go nowhere else.
        redirect: 'error',
        signal: AbortSignal.timeout(limits.mediaCallTimeoutMs),
        ...(body === undefined ? {} : { body: JSON.stringify({ appid: settings.appId, ...body }) }),
      });
      const bytes = await readBounded(
        answer,
        limits.mediaCallAnswerBytesMax,
        () => new Error('the answer is too large'),
      );
      text = new TextDecoder().decode(bytes);
    } catch {
      return { kind: 'unknown', reason: 'no answer' };
    }
    return judged(answer.status, text);
  }

  return {
    async create({ channel: cname, uid }, bar, seconds) {
      const answer = await ask('POST', { cname, uid, time_in_seconds: seconds, privileges: privilegesOf[bar] });
      return as(answer, createdSchema, ({ id }) => id);
    },
    async remove(id) {
      const answer = await ask('DELETE', { id });
      if (answer.kind === 'refused' && answer.reason.startsWith('404')) return { kind: 'done', value: undefined };
      return as(answer, deletedSchema, () => undefined);
    },
    async find({ channel, uid }) {
      return as(await ask('GET'), listedSchema, ({ rules }) =>
        rules.flatMap((rule) => (rule.cname === channel && rule.uid === uid ? foundRules(rule) : [])),
      );
    },
  };
}

/** What a status says of whether the call was carried out. */
function judged(status: number, text: string): RuleAnswer<unknown> {
  if (status === 200) {
    const value = parsed(text);
    return value === undefined ? { kind: 'unknown', reason: 'an answer that is no JSON' } : { kind: 'done', value };
  }
  const reason = `${status} ${messageOf(text)}`.trim();
  if (status === 429) return { kind: 'later', reason, throttled: true };
  // Wrong credentials are mended by an operator, and what waits must not be lost until then.
  if (status === 401 || status === 403) return { kind: 'later', reason, throttled: false };
  // A gateway of theirs may have passed the call on before it gave up.
  return status >= 500 ? { kind: 'unknown', reason } : { kind: 'refused', reason };
}

function as<S extends z.ZodType, T>(
  answer: RuleAnswer<unknown>,
  schema: S,
  pick: (data: z.output<S>) => T,
): RuleAnswer<T> {
  if (answer.kind !== 'done') return answer;
  const data = schema.safeParse(answer.value);
  return data.success
    ? { kind: 'done', value: pick(data.data) }
    : { kind: 'unknown', reason: 'an answer of another shape' };
}

function foundRules(rule: z.output<typeof listedSchema>['rules'][number]): readonly FoundRule[] {
  const until = Date.parse(rule.ts ?? '');
  const untilMs = Number.isNaN(until) ? undefined : until;
  const bar: MediaBar = rule.privileges?.includes('join_channel') === true ? 'join' : 'publish';
  return [{ id: rule.id, bar, untilMs }];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Their word for what was wrong, short enough for a log and a document. */
function messageOf(text: string): string {
  const known = z.object({ message: z.string() }).safeParse(parsed(text));
  return known.success ? known.data.message.replace(/[^ -~]/g, '?').slice(0, 200) : '';
}
