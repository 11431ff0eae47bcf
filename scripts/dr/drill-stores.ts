import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunningMongo, startMongo } from '../cluster/mongo.ts';
import { type RunningValkey, startValkey } from '../cluster/valkey.ts';
import type { Loss } from './drill-options.ts';

/** The stores of a drill, on ports of their own, as `npm start` runs them. */
export interface DrillStores {
  readonly mongoUri: string;
  readonly walletsUrl: string;
  /** Ends what is lost as a dying machine would, and takes its disk away. Resolves once nothing of it is left. */
  lose(loss: Loss): Promise<void>;
  /** New empty machines in their place. */
  replace(loss: Loss): Promise<void>;
  stop(): Promise<void>;
}

/** `folder` must lie on a disk. It is emptied before and removed after. */
export async function openDrillStores(folder: string): Promise<DrillStores> {
  const clear = (): Promise<void> => rm(folder, { recursive: true, force: true });
  await clear();
  const mongoDir = join(folder, 'mongo');
  const walletsDir = join(folder, 'wallets');
  const newWallets = (port?: number): Promise<RunningValkey> =>
    startValkey({ dir: walletsDir, appendfsync: 'always', name: 'wallets', ...(port === undefined ? {} : { port }) });
  let mongo: RunningMongo = await startMongo({ dir: mongoDir });
  let wallets = await newWallets().catch(async (error: unknown) => {
    await mongo.stop();
    throw error;
  });
  const { port: mongoPort, uri: mongoUri } = mongo;
  const { port: walletsPort, url: walletsUrl } = wallets;
  return {
    mongoUri,
    walletsUrl,
    async lose(loss) {
      if (loss !== 'redis') mongo.signal('SIGKILL');
      if (loss !== 'mongodb') wallets.signal('SIGKILL');
      if (loss !== 'redis') {
        await mongo.exited;
        await rm(mongoDir, { recursive: true, force: true });
      }
      if (loss !== 'mongodb') {
        await wallets.exited;
        await rm(walletsDir, { recursive: true, force: true });
      }
    },
    async replace(loss) {
      if (loss !== 'redis') mongo = await startMongo({ dir: mongoDir, port: mongoPort });
      if (loss !== 'mongodb') wallets = await newWallets(walletsPort);
    },
    async stop() {
      await Promise.all([mongo.stop(), wallets.stop()]);
      await clear();
    },
  };
}
