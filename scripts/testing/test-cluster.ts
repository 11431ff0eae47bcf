import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClusterConfig, noExternalStores, pickClusterPorts } from '../cluster/cluster-config.ts';
import { type ClusterInfo, startCluster } from '../cluster/start-cluster.ts';
import { Supervisor } from '../cluster/supervisor.ts';

/** A whole cluster of its own: `supervisor.signal('ledger', 'SIGKILL')` crashes a part, which is then restarted. */
export type TestCluster = {
  config: ClusterConfig;
  info: ClusterInfo;
  supervisor: Supervisor;
  /** What the cluster said so far, one line each: restarts stand here. */
  lines: readonly string[];
  /** Ends every process and removes the data. */
  stop: () => Promise<void>;
};

/**
 * Starts a cluster on free ports and temporary data, beside whatever else runs. A room spills over to the second
 * gateway with its second viewer, so that both take part. Throws a Problem when a part does not start.
 */
export async function startTestCluster(overrides: Partial<ClusterConfig> = {}): Promise<TestCluster> {
  const stateFolder = mkdtempSync(join(tmpdir(), 'halobuzz-cluster-'));
  const config: ClusterConfig = {
    stateFolder,
    ports: await pickClusterPorts(),
    external: noExternalStores,
    rateProfile: 'standard',
    spillAtViewers: 1,
    logLevel: 'info',
    ...overrides,
  };
  const lines: string[] = [];
  const say = (line: string) => {
    lines.push(line);
  };
  const supervisor = new Supervisor({ say });
  const stop = async () => {
    await supervisor.stop();
    rmSync(stateFolder, { recursive: true, force: true });
  };
  try {
    return { config, info: await startCluster(config, supervisor, say), supervisor, lines, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
