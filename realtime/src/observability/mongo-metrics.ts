import type { MongoClient, ServerDescription, TopologyDescriptionChangedEvent } from 'mongodb';
import type { Registry } from 'prom-client';
import { sharedMetricSpecs as specs } from './catalogue/shared-metrics.ts';
import { metricsIn } from './metrics-in.ts';

const primaryTypes: ReadonlySet<string> = new Set(['RSPrimary', 'Standalone', 'Mongos', 'LoadBalancer']);

/**
 * Measures a MongoDB client by the events of its driver: commands (where it monitors them), its pools, and what heartbeats
 * tell of the members. Call it before the client connects.
 */
export function mongoMetrics(registry: Registry, client: MongoClient): void {
  const metrics = metricsIn(registry);
  watchCommands(metrics, client);
  watchPools(metrics, client);
  let members: readonly ServerDescription[] = [];
  client.on('topologyDescriptionChanged', ({ newDescription }: TopologyDescriptionChangedEvent) => {
    members = [...newDescription.servers.values()];
  });
  client.on('serverDescriptionChanged', ({ newDescription }) => {
    members = [...members.filter(({ address }) => address !== newDescription.address), newDescription];
  });
  metrics.asked(specs.mongoConnected, (gauge) => gauge.set(members.some(({ type }) => primaryTypes.has(type)) ? 1 : 0));
  metrics.asked(specs.mongoReplicationLag, (gauge) => gauge.set(replicationLagSeconds(members)));
}

type Metrics = ReturnType<typeof metricsIn>;

function watchCommands(metrics: Metrics, client: MongoClient): void {
  const commands = metrics.counter(specs.mongoCommands);
  const seconds = metrics.histogram(specs.mongoSeconds);
  const done = (command: string, result: 'ok' | 'error', durationMs: number): void => {
    commands.inc({ command, result });
    seconds.observe({ command }, durationMs / 1_000);
  };
  client.on('commandSucceeded', ({ commandName, duration }) => done(commandName, 'ok', duration));
  client.on('commandFailed', ({ commandName, duration }) => done(commandName, 'error', duration));
}

function watchPools(metrics: Metrics, client: MongoClient): void {
  let [open, inUse, waiting] = [0, 0, 0];
  const wait = metrics.histogram(specs.mongoPoolWait);
  client.on('connectionCreated', () => {
    open += 1;
  });
  client.on('connectionClosed', () => {
    open -= 1;
  });
  client.on('connectionCheckOutStarted', () => {
    waiting += 1;
  });
  client.on('connectionCheckedOut', ({ durationMS }) => {
    waiting -= 1;
    inUse += 1;
    wait.observe(durationMS / 1_000);
  });
  client.on('connectionCheckOutFailed', ({ durationMS }) => {
    waiting -= 1;
    wait.observe(durationMS / 1_000);
  });
  client.on('connectionCheckedIn', () => {
    inUse -= 1;
  });
  metrics.asked(specs.mongoPool, (gauge) => {
    gauge.set({ state: 'open' }, open);
    gauge.set({ state: 'in_use' }, inUse);
    gauge.set({ state: 'waiting' }, waiting);
  });
}

/** 0 where there is no primary or no secondary to compare it with. */
export function replicationLagSeconds(members: readonly Pick<ServerDescription, 'type' | 'lastWriteDate'>[]): number {
  const writtenMs = (type: string): number[] =>
    members.flatMap((member) => {
      // A Date, whatever its type says.
      const atMs = Number(member.lastWriteDate);
      return member.type === type && atMs > 0 ? [atMs] : [];
    });
  const [primary] = writtenMs('RSPrimary');
  const secondaries = writtenMs('RSSecondary');
  if (primary === undefined || secondaries.length === 0) return 0;
  return Math.max(0, primary - Math.min(...secondaries)) / 1_000;
}
