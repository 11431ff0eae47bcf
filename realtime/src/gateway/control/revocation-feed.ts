import { type Revocation, revocationSchema } from '@halobuzz/core/api/internal';
import { restrictionsSchema } from '@halobuzz/core/api/restrictions';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';
import type { Logger } from '../../observability/log.ts';
import type { RestrictionNews } from './account-restrictions.ts';
import { revocationMemoryMs } from './revocations.ts';

/** The server answers at least this often, so that silence means a lost feed. */
const blockMs = 1_000;
/** Without an answer for this long the connection is made anew. */
const answerTimeoutMs = 5_000;
const retryMs = 250;
/** Entries in one read. */
const batchMax = 10_000;

export interface RevocationFeedDeps {
  /** A connection of its own: it blocks. */
  readonly redis: Redis;
  readonly onRevoked: (revocation: Revocation, atMs: number) => void;
  /** An account was muted, suspended, or freed of that. */
  readonly onRestricted: (news: RestrictionNews, atMs: number) => void;
  readonly log: Logger;
  readonly clock: () => number;
  /** Time that only moves forward, ms. */
  readonly elapsedMs: () => number;
}

export interface RevocationFeed {
  /** Milliseconds since the feed last answered. */
  silentMs(): number;
  stop(): Promise<void>;
}

/**
 * Tails the stream of revocations, from the last one seen, or at the start from as far back as any token may live. The
 * promise resolves when the past is read; it rejects when the store does not answer.
 */
export async function startRevocationFeed(deps: RevocationFeedDeps): Promise<RevocationFeed> {
  let lastId = `${Math.max(0, deps.clock() - revocationMemoryMs)}-0`;
  let answeredAtMs = deps.elapsedMs();
  let stopped = false;

  const take = (entries: readonly [string, readonly string[]][]): void => {
    for (const [id, fields] of entries) {
      lastId = id;
      const atMs = Number(id.split('-')[0]);
      const record = recordOf(fields);
      const news = readRestrictions(record);
      const revocation = news === undefined ? readRevocation(record) : undefined;
      if (news !== undefined) deps.onRestricted(news, atMs);
      else if (revocation !== undefined) deps.onRevoked(revocation, atMs);
      else deps.log.error({ id }, 'a revocation could not be read');
    }
  };
  const read = async (block: number | undefined): Promise<number> => {
    const range = ['STREAMS', controlKeys.revocations, lastId] as const;
    const reply =
      block === undefined
        ? await deps.redis.xread('COUNT', batchMax, ...range)
        : await withTimeout(deps.redis.xread('COUNT', batchMax, 'BLOCK', block, ...range), answerTimeoutMs);
    answeredAtMs = deps.elapsedMs();
    const entries = (reply ?? []).flatMap(([, found]) => found);
    take(entries);
    return entries.length;
  };

  while ((await read(undefined)) === batchMax) {
    // More of the past is left.
  }
  const tail = async (): Promise<void> => {
    while (!stopped) {
      try {
        await read(blockMs);
      } catch (err) {
        if (stopped) return;
        deps.log.debug({ err }, 'revocation feed interrupted');
        if (err instanceof AnswerTimeout) deps.redis.disconnect(true);
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
    }
  };
  const running = tail();
  return {
    silentMs: () => deps.elapsedMs() - answeredAtMs,
    async stop() {
      stopped = true;
      deps.redis.disconnect();
      await running;
    },
  };
}

function recordOf(fields: readonly string[]): Readonly<Record<string, string>> {
  const record: Record<string, string> = {};
  for (let i = 0; i + 1 < fields.length; i += 2) record[fields[i] ?? ''] = fields[i + 1] ?? '';
  return record;
}

/** The origin's `restricted` entries; nodes from before pass over them with a line in the log. */
function readRestrictions(record: Readonly<Record<string, string>>): RestrictionNews | undefined {
  const { kind, id, code, version, muted, suspended } = record;
  if (kind !== 'account' || code !== 'restricted' || id === undefined) return undefined;
  const restrictions = restrictionsSchema.safeParse({
    version: Number(version),
    mutedUntilMs: Number(muted),
    suspendedUntilMs: Number(suspended),
  });
  return restrictions.success ? { account: id, restrictions: restrictions.data } : undefined;
}

function readRevocation({ kind, id, code }: Readonly<Record<string, string>>): Revocation | undefined {
  const parsed = revocationSchema.safeParse({ kind, id, code });
  return parsed.success ? parsed.data : undefined;
}

class AnswerTimeout extends Error {}

async function withTimeout<T>(answer: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AnswerTimeout('no answer in time')), timeoutMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
    // When the timeout won, the answer's own failure is nobody's any more.
    answer.catch(() => undefined);
  }
}
