import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';
import { Binary, type Db } from 'mongodb';
import { isDuplicateKey } from '../../adapters/mongo/is-duplicate-key.ts';
import { luaScript, replyInt, replyList } from '../../adapters/redis/lua-script.ts';
import type { HostViewers } from '../streams/host-viewers.ts';

interface HostViewersDocument {
  _id: string;
  unique: number;
  peak: number;
  sketch: Binary;
  version: number;
  updatedAt: Date;
}

/** Merges lost to another origin this often in a row fail; the end of the broadcast is tried again anyway. */
const triesMax = 10;

/** KEYS: two for the time of the call; ARGV: two sketches. Redis alone knows how to merge its HyperLogLogs. */
const mergeSketches = luaScript(`
redis.call('SET', KEYS[1], ARGV[1])
if #ARGV[2] > 0 then
  redis.call('SET', KEYS[2], ARGV[2])
  redis.call('PFMERGE', KEYS[1], KEYS[2])
end
local merged = {redis.call('PFCOUNT', KEYS[1]), redis.call('GET', KEYS[1])}
redis.call('DEL', KEYS[1], KEYS[2])
return merged`);

/** Kept in MongoDB, merged in control Redis, which keeps nothing of it. */
export function mongoHostViewers(db: Db, control: Redis, clock: () => number): HostViewers {
  const collection = db.collection<HostViewersDocument>('host_viewers', { writeConcern: { w: 'majority' } });
  return {
    async add(hostId, sketch, peak) {
      for (let tries = 0; tries < triesMax; tries += 1) {
        const known = await collection.findOne({ _id: hostId });
        const version = known?.version ?? 0;
        const keys = controlKeys.hostSketches(hostId);
        const args = [sketch, known?.sketch.buffer ?? new Uint8Array(0)];
        const [unique, merged] = replyList(await mergeSketches(control, keys, args), 'merge sketches');
        if (!Buffer.isBuffer(merged)) throw new Error('no sketch came back');
        try {
          const outcome = await collection.updateOne(
            { _id: hostId, version },
            {
              $set: {
                ...{ unique: replyInt(unique), peak: Math.max(peak, known?.peak ?? 0), sketch: new Binary(merged) },
                ...{ version: version + 1, updatedAt: new Date(clock()) },
              },
            },
            { upsert: known === null },
          );
          if (outcome.modifiedCount + outcome.upsertedCount === 1) return;
        } catch (error) {
          // Another origin was the first to count this host.
          if (!isDuplicateKey(error)) throw error;
        }
      }
      throw new Error('the viewers of a host could not be counted in');
    },
    async of(hostId) {
      const known = await collection.findOne({ _id: hostId }, { projection: { unique: 1, peak: 1 } });
      return { unique: Number(known?.unique ?? 0), peak: Number(known?.peak ?? 0) };
    },
  };
}
