import { Worker } from 'node:worker_threads';
import type { ShardWalk } from './shard-walk.ts';
import type { ShardVerdict, VerifyOptions } from './verify-shard.ts';

/** Which ledger a thread walks. */
export interface ThreadPlace {
  readonly uri: string;
  readonly database: string;
}

/** Each shard is asked for once at a time. */
export interface ThreadAsk {
  readonly shard: number;
  readonly options: Omit<VerifyOptions, 'onProgress'>;
}

export type ThreadAnswer =
  | { readonly kind: 'progress'; readonly shard: number; readonly entries: number }
  | { readonly kind: 'verdict'; readonly shard: number; readonly verdict: ShardVerdict }
  | { readonly kind: 'failed'; readonly shard: number; readonly message: string };

export interface VerifyThread {
  readonly walk: ShardWalk;
  end(): Promise<void>;
}

interface Asked {
  readonly onProgress: (entries: number) => void;
  readonly resolve: (verdict: ShardVerdict) => void;
  readonly reject: (error: Error) => void;
}

/** Starts a thread that walks shards. What goes wrong in it, or ends it, rejects the walks under way. */
export function startVerifyThread(place: ThreadPlace): VerifyThread {
  const worker = new Worker(new URL('./verify-thread.ts', import.meta.url), { workerData: place });
  const asked = new Map<number, Asked>();
  let ended: Error | undefined;
  const fail = (error: Error): void => {
    ended ??= error;
    for (const { reject } of asked.values()) reject(error);
    asked.clear();
  };
  worker.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', (code) => fail(new Error(`a verifying thread ended with ${code}`)));
  worker.on('message', (answer: ThreadAnswer) => {
    const one = asked.get(answer.shard);
    if (answer.kind === 'progress') return one?.onProgress(answer.entries);
    asked.delete(answer.shard);
    if (answer.kind === 'verdict') one?.resolve(answer.verdict);
    else one?.reject(new Error(answer.message));
  });
  return {
    walk: (shard, { onProgress, ...options }) =>
      new Promise((resolve, reject) => {
        if (ended !== undefined) return reject(ended);
        asked.set(shard, { onProgress, resolve, reject });
        worker.postMessage({ shard, options } satisfies ThreadAsk);
      }),
    async end() {
      await worker.terminate();
    },
  };
}
