import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { initialGifts } from '@halobuzz/core/gifts';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { openRedis } from '../../realtime/src/adapters/redis/connect.ts';
import { firstGiftOffers, publishGiftOffers } from '../../realtime/src/adapters/redis/gift-offers.ts';
import { startValkey } from '../cluster/valkey.ts';

/** The Redis servers of a bench: rooms and control on one, wallets on another that writes through to the disk. */
export interface BenchStores {
  readonly rooms: { readonly url: string; readonly pid: number };
  readonly wallets: { readonly url: string; readonly pid: number };
  /** A connection to the rooms server, which holds the control keys too. */
  readonly redis: Redis;
  stop(): Promise<void>;
}

export const silentLog = pino({ level: 'silent' });

/** `folder` must lie on a disk: wallets answer when it has what they wrote. It is emptied before and removed after. */
export async function openBenchStores(folder: string): Promise<BenchStores> {
  const clear = (): Promise<void> => rm(folder, { recursive: true, force: true });
  await clear();
  const rooms = await startValkey({ dir: join(folder, 'rooms'), appendfsync: 'no', name: 'rooms' });
  try {
    const wallets = await startValkey({ dir: join(folder, 'wallets'), appendfsync: 'always', name: 'wallets' });
    const redis = await openRedis({ url: rooms.url, name: 'bench', log: silentLog });
    await publishGiftOffers(redis, firstGiftOffers(initialGifts));
    return {
      rooms,
      wallets,
      redis,
      async stop() {
        redis.disconnect();
        await Promise.all([rooms.stop(), wallets.stop()]);
        await clear();
      },
    };
  } catch (error) {
    await rooms.stop();
    throw error;
  }
}
