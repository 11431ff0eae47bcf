import { parentPort, workerData } from 'node:worker_threads';
import { connectMongo } from '../adapters/mongo/connection.ts';
import { type ShardWalk, walkHere } from './shard-walk.ts';
import type { ThreadAnswer, ThreadAsk, ThreadPlace } from './verify-threads.ts';

/** A thread that walks shards with a connection of its own, until it is ended: see verify-threads.ts. */

// What verify-threads.ts starts it with.
const { uri, database } = workerData as ThreadPlace;
// Its connections end with the thread.
const owner = { own: () => {} };
const walk: Promise<ShardWalk> = connectMongo(uri, owner).then((client) => walkHere(client, client.db(database)));
const answer = (message: ThreadAnswer): void => parentPort?.postMessage(message);

parentPort?.on('message', async ({ shard, options }: ThreadAsk) => {
  try {
    const verdict = await (await walk)(shard, {
      ...options,
      onProgress: (entries) => answer({ kind: 'progress', shard, entries }),
    });
    answer({ kind: 'verdict', shard, verdict });
  } catch (error) {
    answer({ kind: 'failed', shard, message: error instanceof Error ? error.message : String(error) });
  }
});
