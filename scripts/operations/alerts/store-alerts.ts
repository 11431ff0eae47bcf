import { type AlertGroup, growing, onSeries, steady } from '../alert.ts';

const replicationLagBytes = 10 * 1024 * 1024;

/** Redis and MongoDB, as those who use them see them. */
export const storeAlerts: AlertGroup = {
  name: 'stores',
  alerts: [
    {
      name: 'RedisDisconnected',
      severity: 'page',
      expr: 'min by (store, service) (halobuzz_redis_connected) == 0',
      for: '1m',
      summary: 'A process has no connection to a Redis: {{ $labels.store }}.',
      ...onSeries('halobuzz_redis_connected{store="wallets",service="gateway"}', 0, 1, {
        store: 'wallets',
        service: 'gateway',
      }),
    },
    {
      name: 'RedisNotDurable',
      severity: 'page',
      expr: 'min by (store) (halobuzz_redis_aof_ok{store="wallets"}) == 0 or min by (store) (halobuzz_redis_aof_enabled{store="wallets"}) == 0',
      for: '1m',
      summary: 'The wallets server does not write what it accepts to its disk: a crash now loses gifts.',
      firing: {
        series: {
          'halobuzz_redis_aof_ok{store="wallets"}': steady(0),
          'halobuzz_redis_aof_enabled{store="wallets"}': steady(1),
        },
        labels: { store: 'wallets' },
      },
      quiet: {
        series: {
          'halobuzz_redis_aof_ok{store="wallets"}': steady(1),
          'halobuzz_redis_aof_enabled{store="wallets"}': steady(1),
        },
      },
    },
    {
      name: 'RedisMemory',
      severity: 'ticket',
      expr: 'max by (store) (halobuzz_redis_used_memory_bytes / (halobuzz_redis_max_memory_bytes > 0)) > 0.8',
      for: '5m',
      summary: 'A Redis has used more than 80% of the memory that it may.',
      firing: {
        series: {
          'halobuzz_redis_used_memory_bytes{store="control"}': steady(90),
          'halobuzz_redis_max_memory_bytes{store="control"}': steady(100),
        },
        labels: { store: 'control' },
      },
      quiet: {
        series: {
          'halobuzz_redis_used_memory_bytes{store="control"}': steady(90),
          'halobuzz_redis_max_memory_bytes{store="control"}': steady(0),
        },
      },
    },
    {
      name: 'RedisEvicts',
      severity: 'page',
      expr: 'max by (store) (delta(halobuzz_redis_evicted_keys{store=~"wallets|rooms-.*"}[10m])) > 0',
      runbook: 'redis-memory',
      summary: 'A Redis that must keep everything throws keys away for want of memory.',
      firing: { series: { 'halobuzz_redis_evicted_keys{store="rooms-0"}': growing(5) }, labels: { store: 'rooms-0' } },
      quiet: { series: { 'halobuzz_redis_evicted_keys{store="rooms-0"}': steady(5) } },
    },
    {
      name: 'RedisReplicaBehind',
      severity: 'ticket',
      expr: `max by (store) (halobuzz_redis_replication_lag_bytes) > ${replicationLagBytes}`,
      for: '5m',
      summary: 'A replica of a Redis is more than 10 MiB behind.',
      ...onSeries('halobuzz_redis_replication_lag_bytes{store="wallets"}', replicationLagBytes + 1, 0, {
        store: 'wallets',
      }),
    },
    {
      name: 'RedisErrors',
      severity: 'ticket',
      expr: 'sum by (store) (rate(halobuzz_redis_commands_total{result="error"}[5m])) / sum by (store) (rate(halobuzz_redis_commands_total[5m])) > 0.01',
      for: '5m',
      runbook: 'redis-disconnected',
      summary: 'One of a hundred commands to a Redis fails.',
      firing: {
        series: {
          'halobuzz_redis_commands_total{store="rooms-0",result="ok"}': growing(60),
          'halobuzz_redis_commands_total{store="rooms-0",result="error"}': growing(6),
        },
        labels: { store: 'rooms-0' },
      },
      quiet: {
        series: {
          'halobuzz_redis_commands_total{store="rooms-0",result="ok"}': growing(600),
          'halobuzz_redis_commands_total{store="rooms-0",result="error"}': growing(1),
        },
      },
    },
    {
      name: 'RedisUnwatched',
      severity: 'ticket',
      expr: 'time() - max by (store) (halobuzz_redis_info_timestamp_seconds) > 120',
      for: '5m',
      runbook: 'redis-disconnected',
      summary: 'Nobody could ask a Redis for its memory and its disk for two minutes.',
      firing: {
        series: { 'halobuzz_redis_info_timestamp_seconds{store="control"}': steady(1) },
        labels: { store: 'control' },
      },
      quiet: { series: { 'halobuzz_redis_info_timestamp_seconds{store="control"}': '0+60x120' } },
    },
    {
      name: 'MongoDisconnected',
      severity: 'page',
      expr: 'min by (service) (halobuzz_mongodb_connected) == 0',
      for: '1m',
      summary: 'A service knows no primary of MongoDB.',
      ...onSeries('halobuzz_mongodb_connected{service="ledger"}', 0, 1, { service: 'ledger' }),
    },
    {
      name: 'MongoPoolWaits',
      severity: 'ticket',
      expr: 'max by (service, node) (halobuzz_mongodb_pool_connections{state="waiting"}) > 10',
      for: '5m',
      runbook: 'mongo-slow',
      summary: 'Requests wait for a connection to MongoDB.',
      ...onSeries('halobuzz_mongodb_pool_connections{state="waiting",service="origin",node="or-1"}', 20, 0, {
        service: 'origin',
        node: 'or-1',
      }),
    },
    {
      name: 'MongoSlow',
      severity: 'ticket',
      expr: 'histogram_quantile(0.95, sum by (le) (rate(halobuzz_mongodb_command_duration_seconds_bucket[10m]))) > 0.5',
      for: '10m',
      summary: 'One of twenty commands to MongoDB takes more than half a second.',
      firing: {
        series: {
          'halobuzz_mongodb_command_duration_seconds_bucket{le="0.5"}': steady(0),
          'halobuzz_mongodb_command_duration_seconds_bucket{le="1"}': growing(60),
          'halobuzz_mongodb_command_duration_seconds_bucket{le="+Inf"}': growing(60),
        },
      },
      quiet: {
        series: {
          'halobuzz_mongodb_command_duration_seconds_bucket{le="0.5"}': growing(60),
          'halobuzz_mongodb_command_duration_seconds_bucket{le="1"}': growing(60),
          'halobuzz_mongodb_command_duration_seconds_bucket{le="+Inf"}': growing(60),
        },
      },
    },
    {
      name: 'MongoReplicaBehind',
      severity: 'ticket',
      expr: 'max(halobuzz_mongodb_replication_lag_seconds) > 10',
      for: '5m',
      summary: 'A member of the replica set is more than ten seconds behind; commits that wait for a majority slow down.',
      ...onSeries('halobuzz_mongodb_replication_lag_seconds', 30, 0),
    },
  ],
};
