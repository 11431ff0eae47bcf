import { type Revocation, revocationSchema } from '@halobuzz/core/api/internal';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';
import type { Logger } from '../../observability/log.ts';
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
      const revocation = parse(fields);
      if (revocation === undefined) deps.log.error({ id }, 'a revocation could not be read');
      else deps.onRevoked(revocation, Number(id.split('-')[0]));
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

function parse(fields: readonly string[]): Revocation | undefined {
  const record: Record<string, string> = {};
  for (let i = 0; i + 1 < fields.length; i += 2) record[fields[i] ?? ''] = fields[i + 1] ?? '';
  const { kind, id, code } = record;
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
