import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeProblem, Problem } from '../problem.ts';
import { provideUws } from '../provision/uws-patch.ts';
import { type ClusterConfig, wantedPorts } from './cluster-config.ts';
import { edgeService, edgeUrl } from './edge-service.ts';
import { portProblems } from './ports.ts';
import { migrateSpec, type RealtimeEnvironments, realtimeEnvironments, realtimeServices } from './realtime-services.ts';
import { loadOrCreateSecrets } from './secrets.ts';
import { planStores, type StoreAddresses } from './store-services.ts';
import { StoppedEarly, type Supervisor } from './supervisor.ts';
import { buildWebApp, webFolder } from './web-app.ts';

/** What a started cluster tells its user and the other commands. */
export type ClusterInfo = {
  edgeUrl: string;
  stores: StoreAddresses;
  environments: RealtimeEnvironments;
  secretsFile: string;
};

/** The higher one stops first. */
const stages = { stores: 1, backends: 2, gateways: 3, edge: 4 } as const;

const migrationsTimeoutMs = 120_000;

/**
 * Starts stores, migrations, ledger, origin, gateways and edge, each as soon as what it needs is there, and resolves
 * when all are ready. Everything it starts belongs to the supervisor, whose `stop` ends a start at any point.
 * Throws a Problem, or StoppedEarly after a stop.
 */
export async function startCluster(
  config: ClusterConfig,
  supervisor: Supervisor,
  say: (line: string) => void,
): Promise<ClusterInfo> {
  const taken = await portProblems(wantedPorts(config));
  if (taken.length > 0) throw new Problem(taken.join('\n'));
  if (existsSync(join(webFolder, '..', '..', '.dev.vars'))) {
    throw new Problem('.dev.vars would hide the generated secrets from the edge: move it away');
  }
  const logsFolder = join(config.stateFolder, 'logs');
  mkdirSync(logsFolder, { recursive: true });
  const secretsFile = join(config.stateFolder, 'secrets.json');
  const secrets = await loadOrCreateSecrets(secretsFile);

  const edge = startEdge();
  const stores = await firstFailure(edge, startStores());
  const environments = realtimeEnvironments(config, stores, secrets);
  const { backends, gateways } = realtimeServices(config, environments);
  await firstFailure(
    edge,
    Promise.all([supervisor.runJob(migrateSpec(config, environments), migrationsTimeoutMs), uws()]),
  );
  await Promise.all([supervisor.start(backends, stages.backends), supervisor.start(gateways, stages.gateways), edge]);
  return { edgeUrl: edgeUrl(config), stores, environments, secretsFile };

  async function startStores(): Promise<StoreAddresses> {
    const plan = await planStores(config, say);
    await supervisor.start(plan.services, stages.stores);
    return plan.addresses;
  }

  async function uws(): Promise<void> {
    say(`uWebSockets.js: ${await provideUws()}`);
  }

  async function startEdge(): Promise<void> {
    try {
      await buildWebApp((spec, timeoutMs) => supervisor.runJob(spec, timeoutMs), logsFolder, say);
    } catch (error) {
      if (error instanceof StoppedEarly) throw error;
      // The rest of the system is useful without the app, and a developer may be in the middle of a change to it.
      say(`Web app: not built: ${describeProblem(error)}`);
    }
    ensureWebFolder();
    await supervisor.start([edgeService(config, secrets)], stages.edge);
  }
}

/** Resolves with `work`, unless `background` fails before: then its failure counts. */
async function firstFailure<T>(background: Promise<unknown>, work: Promise<T>): Promise<T> {
  const failure = new Promise<never>((_resolve, reject) => {
    background.catch(reject);
  });
  return Promise.race([work, failure]);
}

function ensureWebFolder(): void {
  mkdirSync(webFolder, { recursive: true });
  const page = join(webFolder, 'index.html');
  if (!existsSync(page))
    writeFileSync(page, '<!doctype html><title>HaloBuzz</title><p>The web app is not built yet.</p>\n');
}
