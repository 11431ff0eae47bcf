import { limits } from '@halobuzz/core/limits';
import { counterSpec, gaugeSpec, histogramSpec, latencyBuckets } from '@halobuzz/core/observability/metric-spec';
import { switchNames } from '@halobuzz/core/switches/switches';

const stores = { atMost: limits.metricStoresMax, of: 'stores of the configuration' };
/** What the driver calls its commands; the rest is `other`. */
const mongoCommands = [
  ...['find', 'getMore', 'aggregate', 'count', 'distinct', 'insert', 'update', 'delete', 'findAndModify'],
  ...['bulkWrite', 'commitTransaction', 'abortTransaction', 'ping', 'hello', 'endSessions'],
];

/** What every service measures of the stores it uses, of its secrets, and of the kill switches as it knows them. */
export const sharedMetricSpecs = {
  redisConnected: gaugeSpec('halobuzz_redis_connected', '1 while there is a connection that answers, else 0.', {
    store: stores,
  }),
  redisCommands: counterSpec('halobuzz_redis_commands_total', 'Commands by what came of them.', {
    ...{ store: stores, result: ['ok', 'error'] },
  }),
  redisSeconds: histogramSpec(
    'halobuzz_redis_command_duration_seconds',
    'From a command to its answer, the way there and back included.',
    latencyBuckets,
    { store: stores },
  ),
  redisUsedMemory: gaugeSpec('halobuzz_redis_used_memory_bytes', 'Memory of the data, as INFO says.', {
    store: stores,
  }),
  redisMaxMemory: gaugeSpec('halobuzz_redis_max_memory_bytes', 'maxmemory; 0 for none.', { store: stores }),
  redisAofEnabled: gaugeSpec('halobuzz_redis_aof_enabled', '1 while changes are written to the append-only file.', {
    store: stores,
  }),
  redisAofOk: gaugeSpec(
    'halobuzz_redis_aof_ok',
    '1 when the last write and the last rewrite of the append-only file went well, else 0; 1 where there is none.',
    { store: stores },
  ),
  redisReplicas: gaugeSpec('halobuzz_redis_replicas', 'Replicas that are connected.', { store: stores }),
  redisReplicationLag: gaugeSpec(
    'halobuzz_redis_replication_lag_bytes',
    'How far the replica that is farthest behind is behind; 0 without replicas.',
    { store: stores },
  ),
  redisEvicted: gaugeSpec('halobuzz_redis_evicted_keys', 'Keys evicted for want of memory since its start.', {
    store: stores,
  }),
  redisInfoAt: gaugeSpec('halobuzz_redis_info_timestamp_seconds', 'When INFO last answered.', { store: stores }),
  mongoConnected: gaugeSpec('halobuzz_mongodb_connected', '1 while the driver knows a primary, else 0.'),
  mongoPool: gaugeSpec(
    'halobuzz_mongodb_pool_connections',
    'Connections of the pools to all members: open, in use, and callers that wait for one.',
    { state: ['open', 'in_use', 'waiting'] },
  ),
  mongoPoolWait: histogramSpec(
    'halobuzz_mongodb_pool_wait_seconds',
    'Time until a caller got a connection of a pool, or gave up.',
    latencyBuckets,
  ),
  mongoCommands: counterSpec('halobuzz_mongodb_commands_total', 'Commands by what came of them.', {
    ...{ command: mongoCommands, result: ['ok', 'error'] },
  }),
  mongoSeconds: histogramSpec(
    'halobuzz_mongodb_command_duration_seconds',
    'From a command to its answer.',
    latencyBuckets,
    { command: mongoCommands },
  ),
  mongoReplicationLag: gaugeSpec(
    'halobuzz_mongodb_replication_lag_seconds',
    'Between the last write of the primary and that of the secondary that is farthest behind, as heartbeats tell; 0 without secondaries.',
  ),
  spans: counterSpec('halobuzz_tracing_spans_total', 'Spans by what became of them.', {
    outcome: ['exported', 'queue_full', 'export_failed'],
  }),
  secretCreated: gaugeSpec(
    'halobuzz_secret_created_timestamp_seconds',
    'When a secret was made, as SECRET_DATES says.',
    { secret: { atMost: limits.secretDatesEntriesMax, of: 'SECRET_DATES' } },
  ),
  switches: gaugeSpec(
    'halobuzz_switch',
    'Kill switches as this process knows them: 1 on, 0 paused somewhere; of maintenance, 0 while there is some.',
    { feature: [...switchNames, 'maintenance'] },
  ),
  switchVersion: gaugeSpec('halobuzz_switch_version', 'The version of the kill switches by which this process goes.'),
};
