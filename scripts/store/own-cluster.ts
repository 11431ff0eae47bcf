import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noExternalStores, pickClusterPorts } from '../cluster/cluster-config.ts';
import { startCluster } from '../cluster/start-cluster.ts';
import { Supervisor } from '../cluster/supervisor.ts';

/** The whole system for one piece of work: free ports, a temporary folder, nothing left behind. */
export async function withOwnCluster<T>(
  say: (line: string) => void,
  work: (edgeUrl: string) => Promise<T>,
): Promise<T> {
  const stateFolder = mkdtempSync(join(tmpdir(), 'halobuzz-store-'));
  const supervisor = new Supervisor({ say });
  const removeFolder = (): void => rmSync(stateFolder, { recursive: true, force: true });
  // Ended by a signal it never comes to the end below; the orphan guard ends the processes then.
  process.once('exit', () => {
    supervisor.kill();
    removeFolder();
  });
  try {
    const ports = await pickClusterPorts();
    const config = {
      stateFolder,
      ports,
      external: noExternalStores,
      rateProfile: 'load',
      spillAtViewers: 2_000,
      logLevel: 'warn',
    } as const;
    const { edgeUrl } = await startCluster(config, supervisor, say);
    // The edge listens on IPv4 alone; `localhost` may mean IPv6 first.
    return await work(edgeUrl.replace('//localhost:', '//127.0.0.1:'));
  } finally {
    await supervisor.stop();
    removeFolder();
  }
}
