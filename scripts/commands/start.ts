import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { residentBytesByGroup } from '../cluster/resident-memory.ts';
import { removeRunFile, writeRunFile } from '../cluster/run-file.ts';
import { type ClusterInfo, startCluster } from '../cluster/start-cluster.ts';
import { StoppedEarly, Supervisor } from '../cluster/supervisor.ts';
import { takePidLock, updateLockNote } from '../launcher/pid-lock.mjs';
import { stateFolder } from '../paths.ts';
import { describeProblem, Problem } from '../problem.ts';
import { metricsAddresses, serviceAddresses } from '../start/service-addresses.ts';
import { parseStartOptions, type StartOptions, startHelp } from '../start/start-options.ts';
import { statusTable } from '../start/status-table.ts';
import { forever, listenForStop } from '../start/until-stopped.ts';

/** What a new beginning removes; tools, builds and the lock stay. */
const dataEntries = ['data', 'edge', 'checkpoints', 'logs', 'secrets.json', 'run.json'];
const lockFile = join(stateFolder, 'start.lock');

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) {
    console.log(startHelp());
    return;
  }
  const address = `http://localhost:${options.config.ports.edge}`;
  const lock = takePidLock(lockFile, `starting; ${address}`);
  if (!lock.held) {
    throw new Problem(
      `HaloBuzz runs already in this clone: process ${lock.owner.pid} (${lock.owner.note}). Stop that one first.`,
    );
  }
  process.on('exit', lock.release);
  await run(options, address);
}

function readOptions(): StartOptions {
  return parseStartOptions(process.argv.slice(2), process.env, stateFolder);
}

async function run(options: StartOptions, address: string): Promise<void> {
  const startedMs = performance.now();
  let info: ClusterInfo | null = null;
  const supervisor = new Supervisor({
    say: (line) => {
      console.log(line);
      // Other commands find the processes by this file, so it follows every restart.
      if (info !== null) publish(info);
    },
  });
  const publish = (cluster: ClusterInfo) => publishRun(cluster, supervisor, options);
  const stop = async (exitCode: number): Promise<never> => {
    await supervisor.stop();
    process.exit(exitCode);
  };
  listenForStop(
    () => {
      console.log('\nstopping …');
      void stop(0).catch(() => process.exit(1));
    },
    () => {
      supervisor.kill();
      process.exit(130);
    },
  );

  if (options.fresh) removeData();
  removeRunFile(stateFolder);
  try {
    info = await startCluster(options.config, supervisor, (line) => console.log(line));
  } catch (error) {
    // The stop that caused it is under way and ends the process.
    if (error instanceof StoppedEarly) return await forever();
    console.error(describeProblem(error));
    return await stop(1);
  }
  publish(info);
  updateLockNote(lockFile, address);
  console.log(`\nHaloBuzz is ready after ${((performance.now() - startedMs) / 1000).toFixed(1)} s: ${address}\n`);
  console.log(await table(supervisor, options));
  console.log(`\nLogs: ${join(stateFolder, 'logs')}. Ctrl-C, or kill ${process.pid}, stops everything.`);
  return await forever();
}

function removeData(): void {
  for (const entry of readdirSync(stateFolder)) {
    if (dataEntries.includes(entry)) rmSync(join(stateFolder, entry), { recursive: true, force: true });
  }
}

function publishRun(info: ClusterInfo, supervisor: Supervisor, options: StartOptions): void {
  const { stores, environments, secretsFile } = info;
  const addresses = serviceAddresses(options.config);
  const metrics = metricsAddresses(options.config);
  writeRunFile(stateFolder, {
    edgeUrl: info.edgeUrl,
    stores: {
      walletsUrl: stores.walletsUrl,
      roomsUrl: stores.roomsUrls.split(',')[0] ?? stores.roomsUrls,
      controlUrl: stores.controlUrl,
      mongodbUri: stores.mongodbUri,
    },
    secretsFile,
    environments: { ledger: environments.ledger, origin: environments.origin, migrate: environments.migrate },
    processes: supervisor.status().map(({ name, pid }) => {
      const [url, metricsUrl] = [addresses.get(name), metrics.get(name)];
      return { name, pid, ...(url === undefined ? {} : { url }), ...(metricsUrl === undefined ? {} : { metricsUrl }) };
    }),
  });
}

async function table(supervisor: Supervisor, options: StartOptions): Promise<string> {
  const memory = await residentBytesByGroup();
  const addresses = serviceAddresses(options.config);
  const rows = supervisor.status().map(({ name, pid }) => ({
    name,
    address: addresses.get(name) ?? '',
    residentBytes: memory.get(pid) ?? null,
  }));
  const order = [...addresses.keys()];
  rows.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  return statusTable([...rows, { name: 'npm start', address: '', residentBytes: process.memoryUsage.rss() }]);
}

try {
  await main();
} catch (error) {
  console.error(describeProblem(error));
  process.exitCode = 1;
}
