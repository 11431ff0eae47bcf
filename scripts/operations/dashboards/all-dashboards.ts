import { errorRatioOf, slos } from '../slo.ts';
import { type Dashboard, number, plot, quantiles, rates } from './dashboard.ts';

const gateway = 'halobuzz_gateway';
const ledger = 'halobuzz_ledger';
const origin = 'halobuzz_origin';
const edge = 'halobuzz_edge';

const overview: Dashboard = {
  name: 'overview',
  title: 'HaloBuzz: overview',
  rows: [
    {
      title: 'What is promised: share of the month’s budget that the last three days burn (1 is all of it at that pace)',
      panels: slos.map((slo) =>
        number(slo.name, 'short', `${errorRatioOf(slo, '3d')} / ${Number((1 - slo.objective).toPrecision(6))}`, 1),
      ),
    },
    {
      title: 'Now',
      panels: [
        plot('Bad share of the last hour', 'percentunit', ...slos.map((slo) => [errorRatioOf(slo, '1h'), slo.name] as const)),
        plot('Viewers', 'short', [`sum(${gateway}_joined_sockets)`, 'in rooms'], [`sum(${gateway}_sockets)`, 'connected']),
        plot('Gifts', 'ops', [`sum(rate(${ledger}_entries_committed_total[5m]))`, 'committed']),
        plot(
          'API',
          'ops',
          [`sum(rate(${origin}_http_requests_total[5m]))`, 'all'],
          [`sum(rate(${origin}_http_requests_total{status="5xx"}[5m]))`, '5xx'],
        ),
        quantiles('API: how long', `${origin}_http_request_duration_seconds`),
        plot('Alerts', 'short', ['up{job="halobuzz-backend"}', '{{instance}}']),
      ],
    },
  ],
};

const rooms: Dashboard = {
  name: 'rooms',
  title: 'HaloBuzz: gateways and rooms',
  rows: [
    {
      title: 'Sockets',
      panels: [
        plot('Sockets', 'short', [`sum by (node) (${gateway}_sockets)`, '{{node}}']),
        plot('Rooms', 'short', [`sum by (node) (${gateway}_rooms)`, '{{node}}']),
        plot('Filled', 'percentunit', [`sum(${gateway}_sockets) / sum(${gateway}_max_sockets)`, 'of what they hold']),
        rates('Closed, by code', `${gateway}_closes_total`, 'code'),
        rates('Let in and not', `${gateway}_hellos_total`, 'result'),
        rates('Upgrades refused', `${gateway}_upgrades_refused_total`, 'reason'),
      ],
    },
    {
      title: 'Fan-out',
      panels: [
        quantiles('From publishing to the write', `${gateway}_fanout_lag_seconds`),
        plot('Events in a frame', 'short', [
          `sum(rate(${gateway}_room_events_total[5m])) / sum(rate(${gateway}_room_frames_total[5m]))`,
          'coalescing ratio',
        ]),
        rates('Events left out', `${gateway}_events_dropped_total`, 'reason'),
        plot('Bytes out', 'Bps', [`sum(rate(${gateway}_sent_bytes_total[5m]))`, 'all nodes']),
        quantiles('Age of viewer counts', `${gateway}_viewer_count_age_seconds`),
        rates('Gaps filled', `${gateway}_gap_fills_total`, 'result'),
      ],
    },
    {
      title: 'Commands',
      panels: [
        rates('Commands, by type', `${gateway}_commands_total`, 'type'),
        plot('Refused, by code', 'ops', [`sum by (result) (rate(${gateway}_commands_total{result!="ok"}[5m]))`, '{{result}}']),
        quantiles('How long, p95 by type', `${gateway}_command_duration_seconds`, 'type'),
      ],
    },
    {
      title: 'Processes',
      panels: [
        plot('Event loop, p99', 's', ['max by (service, node) (nodejs_eventloop_lag_p99_seconds)', '{{service}} {{node}}']),
        plot('CPU', 'short', ['sum by (service, node) (rate(process_cpu_seconds_total[5m]))', '{{service}} {{node}}']),
        plot('Memory', 'bytes', ['max by (service, node) (process_resident_memory_bytes)', '{{service}} {{node}}']),
      ],
    },
  ],
};

const money: Dashboard = {
  name: 'ledger',
  title: 'HaloBuzz: gifts and ledger',
  rows: [
    {
      title: 'Whether it is sound',
      panels: [
        number('Longest stall', 's', `max(${ledger}_stalled_seconds)`, 30),
        number('Shards open', 'short', `sum(${ledger}_shards{state="open"})`),
        number('Verified', 'dateTimeFromNow', `max(${ledger}_verification_timestamp_seconds) * 1000`),
        number('Problems found', 'short', `max(${ledger}_verification_problems)`, 1),
        number('Checkpoint', 'dateTimeFromNow', `max(${ledger}_checkpoint_timestamp_seconds) * 1000`),
        number('Newest commit', 'dateTimeFromNow', `max(${ledger}_chain_head_timestamp_seconds) * 1000`),
      ],
    },
    {
      title: 'A gift’s way',
      panels: [
        quantiles('Command to reply', `${gateway}_gift_duration_seconds`),
        quantiles('Accepted to committed', `${ledger}_commit_lag_seconds`),
        quantiles('Accepted to confirmed', `${ledger}_confirm_lag_seconds`),
        plot('Waiting', 'short', [`sum(${ledger}_backlog_entries)`, 'to be committed'], [`sum(${ledger}_unprojected_entries)`, 'to be shown']),
        quantiles('One commit', `${ledger}_commit_duration_seconds`),
        rates('Commits', `${ledger}_commits_total`, 'outcome'),
      ],
    },
    {
      title: 'Money in and out',
      panels: [
        plot('Payments that wait', 'short', [`max by (what) (${origin}_payments_waiting)`, '{{what}}']),
        plot('Payouts that wait', 'short', [`max by (what) (${origin}_payouts_waiting)`, '{{what}}']),
        plot('Webhooks', 'ops', [`sum by (provider, result) (rate(${origin}_webhooks_total[5m]))`, '{{provider}} {{result}}']),
      ],
    },
  ],
};

const api: Dashboard = {
  name: 'edge',
  title: 'HaloBuzz: edge and origin',
  rows: [
    {
      title: 'Edge (its export route; production counts in Analytics Engine)',
      panels: [
        rates('Requests, by status', `${edge}_http_requests_total`, 'status'),
        quantiles('How long', `${edge}_http_request_duration_seconds`),
        rates('Sign-ins and the like, by result', `${edge}_auth_total`, 'result'),
        rates('Public answers kept', `${edge}_cache_reads_total`, 'result'),
        rates('Calls of the origin', `${edge}_origin_requests_total`, 'result'),
        quantiles('Calls of the origin: how long', `${edge}_origin_request_duration_seconds`),
      ],
    },
    {
      title: 'Origin',
      panels: [
        rates('Requests, by status', `${origin}_http_requests_total`, 'status'),
        quantiles('p95, by route', `${origin}_http_request_duration_seconds`, 'route'),
        plot('Errors, by route', 'ops', [`sum by (route) (rate(${origin}_http_requests_total{status="5xx"}[5m]))`, '{{route}}']),
        rates('Cache', `${origin}_cache_reads_total`, 'result'),
        rates('Push messages', `${origin}_push_messages_total`, 'result'),
        rates('Broadcasts ended', `${origin}_streams_ended_total`, 'reason'),
      ],
    },
  ],
};

const stores: Dashboard = {
  name: 'stores',
  title: 'HaloBuzz: Redis, MongoDB, certificates',
  rows: [
    {
      title: 'Redis',
      panels: [
        plot('Connected', 'short', ['min by (store) (halobuzz_redis_connected)', '{{store}}']),
        plot('Memory', 'bytes', ['max by (store) (halobuzz_redis_used_memory_bytes)', '{{store}}']),
        plot('p95 of a command', 's', [
          'histogram_quantile(0.95, sum by (le, store) (rate(halobuzz_redis_command_duration_seconds_bucket[5m])))',
          '{{store}}',
        ]),
        plot('Errors', 'ops', ['sum by (store) (rate(halobuzz_redis_commands_total{result="error"}[5m]))', '{{store}}']),
        plot('AOF is written', 'short', ['min by (store) (halobuzz_redis_aof_ok)', '{{store}}']),
        plot('Replicas behind', 'bytes', ['max by (store) (halobuzz_redis_replication_lag_bytes)', '{{store}}']),
      ],
    },
    {
      title: 'MongoDB',
      panels: [
        plot('Connected', 'short', ['min by (service) (halobuzz_mongodb_connected)', '{{service}}']),
        plot('p95 of a command', 's', [
          'histogram_quantile(0.95, sum by (le, command) (rate(halobuzz_mongodb_command_duration_seconds_bucket[5m])))',
          '{{command}}',
        ]),
        plot('Connections', 'short', ['sum by (service, state) (halobuzz_mongodb_pool_connections)', '{{service}} {{state}}']),
        plot('Replicas behind', 's', ['max(halobuzz_mongodb_replication_lag_seconds)', 'the furthest']),
      ],
    },
    {
      title: 'What runs out',
      panels: [
        plot('Certificates: days left', 'short', [
          'min by (host) ((halobuzz_certificate_not_after_timestamp_seconds - time()) / 86400)',
          '{{host}}',
        ]),
        plot('Secrets: days old', 'short', [
          'max by (secret) ((time() - halobuzz_secret_created_timestamp_seconds) / 86400)',
          '{{secret}}',
        ]),
      ],
    },
  ],
};

export const dashboards: readonly Dashboard[] = [overview, rooms, money, api, stores];
