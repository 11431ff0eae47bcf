import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type ClusterConfig, noExternalStores, pickClusterPorts } from '../cluster/cluster-config.ts';
import { writeRunFile } from '../cluster/run-file.ts';
import { type ClusterInfo, startCluster } from '../cluster/start-cluster.ts';
import { Supervisor } from '../cluster/supervisor.ts';
import { serviceAddresses } from '../start/service-addresses.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the cluster under test keeps its run file, data and logs. */
    stateFolder: string;
  }
}

/**
 * One cluster for all end-to-end tests: what `npm start` starts, by the same code, on free ports, in a temporary folder
 * that goes with it. A room spills over to the second gateway at its first viewer, so that small rooms span both.
 * Tests find it by its run file, which follows every restart. For whoever looks for a fault: `HB_E2E_SAY=1` shows what
 * the supervisor says, `HB_E2E_KEEP=1` leaves the folder with its logs.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stateFolder = mkdtempSync(join(tmpdir(), 'halobuzz-e2e-'));
  let info: ClusterInfo | null = null;
  const supervisor = new Supervisor({
    say: (line) => {
      say(line);
      if (info !== null) publish(info);
    },
  });
  const removeFolder = (): void => {
    if (process.env.HB_E2E_KEEP !== '1') rmSync(stateFolder, { recursive: true, force: true });
  };
  // A run that is ended by a signal never comes to its teardown; the orphan guard ends the processes then.
  process.once('exit', () => {
    supervisor.kill();
    removeFolder();
  });
  const teardown = async (): Promise<void> => {
    await supervisor.stop();
    removeFolder();
  };
  const config: ClusterConfig = {
    stateFolder,
    ports: await pickClusterPorts(),
    external: noExternalStores,
    rateProfile: 'load',
    spillAtViewers: 1,
    logLevel: 'info',
  };
  const addresses = serviceAddresses(config);
  const publish = ({ edgeUrl, stores, environments, secretsFile }: ClusterInfo): void => {
    writeRunFile(stateFolder, {
      edgeUrl,
      stores: { ...stores, roomsUrl: stores.roomsUrls },
      secretsFile,
      environments: { ledger: environments.ledger, origin: environments.origin, migrate: environments.migrate },
      processes: supervisor.status().map(({ name, pid }) => {
        const url = addresses.get(name);
        return url === undefined ? { name, pid } : { name, pid, url };
      }),
    });
  };
  try {
    info = await startCluster(config, supervisor, say);
    publish(info);
  } catch (error) {
    await teardown();
    throw error;
  }
  project.provide('stateFolder', stateFolder);
  return teardown;
}

function say(line: string): void {
  if (process.env.HB_E2E_SAY === '1') console.log(`[cluster] ${line}`);
}
