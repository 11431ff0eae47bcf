import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Db, MongoClient } from 'mongodb';
import { type ClusterConfig, noExternalStores, pickClusterPorts } from '../cluster/cluster-config.ts';
import { startCluster } from '../cluster/start-cluster.ts';
import { Supervisor } from '../cluster/supervisor.ts';
import { stateFolder } from '../paths.ts';
import type { BenchContext } from './bench-context.ts';

/** Everything that `npm start` starts, with data of its own. */
export interface WholeStart {
  readonly supervisor: Supervisor;
  /** Of the edge, by IPv4: it listens there alone. */
  readonly url: string;
  readonly db: Db;
}

/** Runs something with a whole start under the rate limits of load tests, and ends all. `name`: of its folder. */
export async function withWholeStart<T>(
  { say }: BenchContext,
  name: string,
  settings: Pick<ClusterConfig, 'erasureWindowMs'>,
  use: (start: WholeStart) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(stateFolder, 'bench', `${name}-`));
  const supervisor = new Supervisor({ say });
  try {
    const config: ClusterConfig = {
      ...{ stateFolder: folder, ports: await pickClusterPorts(), external: noExternalStores, spillAtViewers: 1_000 },
      ...{ rateProfile: 'load', logLevel: 'warn', ...settings },
    };
    const { edgeUrl, environments } = await startCluster(config, supervisor, say);
    const url = edgeUrl.replace('//localhost:', '//127.0.0.1:');
    const client = await new MongoClient(environments.origin.MONGODB_URI ?? '').connect();
    try {
      return await use({ supervisor, url, db: client.db() });
    } finally {
      await client.close();
    }
  } finally {
    await supervisor.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
