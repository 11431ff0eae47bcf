import { type AlertGroup, growing, onSeries, steady } from '../alert.ts';

const job = 'job="halobuzz-backend"';
const gone = (['gateway', 'origin', 'ledger'] as const).map(
  (service) => `absent(process_start_time_seconds{${job},service="${service}"})`,
);

/** The processes: whether they run, and how they bear what is asked of them. */
export const serviceAlerts: AlertGroup = {
  name: 'services',
  alerts: [
    {
      name: 'AlertsWork',
      severity: 'none',
      expr: 'vector(1)',
      summary: 'Always fires. Whoever receives it raises the alarm when it stops: then Prometheus or Alertmanager is out.',
      firing: { series: {} },
      // Nothing keeps it quiet: its quiet case is of another name, see rule-tests.ts.
      quiet: { series: {} },
    },
    {
      name: 'ServiceGone',
      severity: 'page',
      expr: gone.join('\nor '),
      for: '2m',
      summary: 'No process of a service answers: {{ $labels.service }}.',
      firing: {
        series: {
          [`process_start_time_seconds{${job},service="gateway"}`]: steady(1),
          [`process_start_time_seconds{${job},service="ledger"}`]: steady(1),
        },
        labels: { job: 'halobuzz-backend', service: 'origin' },
      },
      quiet: {
        series: Object.fromEntries(
          ['gateway', 'origin', 'ledger'].map((service) => [
            `process_start_time_seconds{${job},service="${service}"}`,
            steady(1),
          ]),
        ),
      },
    },
    {
      name: 'ProcessDown',
      severity: 'ticket',
      expr: `up{${job}} == 0`,
      for: '3m',
      summary: 'A process cannot be asked for its metrics.',
      ...onSeries(`up{${job},instance="a:1"}`, 0, 1, { job: 'halobuzz-backend', instance: 'a:1' }),
    },
    {
      name: 'ProcessRestarts',
      severity: 'ticket',
      expr: `changes(process_start_time_seconds{${job}}[1h]) > 3`,
      summary: 'A process starts again and again.',
      firing: {
        series: { [`process_start_time_seconds{${job},service="origin"}`]: growing(1) },
        labels: { job: 'halobuzz-backend', service: 'origin' },
      },
      quiet: { series: { [`process_start_time_seconds{${job},service="origin"}`]: steady(1) } },
    },
    {
      name: 'EventLoopLate',
      severity: 'ticket',
      expr: 'max by (service, node) (nodejs_eventloop_lag_p99_seconds) > 0.2',
      for: '10m',
      summary: 'A process is so busy that everything in it waits: more than 200 ms, for one of a hundred.',
      ...onSeries('nodejs_eventloop_lag_p99_seconds{service="gateway",node="gw-1"}', 0.5, 0.02, {
        service: 'gateway',
        node: 'gw-1',
      }),
    },
    {
      name: 'GatewaysFull',
      severity: 'page',
      expr: 'sum(halobuzz_gateway_sockets) / sum(halobuzz_gateway_max_sockets) > 0.85',
      for: '5m',
      summary: 'Gateways hold more than 85% of the sockets that they can: soon nobody more gets in.',
      firing: { series: { halobuzz_gateway_sockets: steady(90), halobuzz_gateway_max_sockets: steady(100) } },
      quiet: { series: { halobuzz_gateway_sockets: steady(60), halobuzz_gateway_max_sockets: steady(100) } },
    },
    {
      name: 'FanOutSlow',
      severity: 'ticket',
      expr: 'histogram_quantile(0.99, sum by (le) (rate(halobuzz_gateway_fanout_lag_seconds_bucket[10m]))) > 0.5',
      for: '10m',
      summary: 'What happens in rooms reaches viewers half a second late, for one event of a hundred.',
      firing: {
        series: {
          'halobuzz_gateway_fanout_lag_seconds_bucket{le="0.5"}': steady(0),
          'halobuzz_gateway_fanout_lag_seconds_bucket{le="1"}': growing(60),
          'halobuzz_gateway_fanout_lag_seconds_bucket{le="+Inf"}': growing(60),
        },
      },
      quiet: {
        series: {
          'halobuzz_gateway_fanout_lag_seconds_bucket{le="0.5"}': growing(60),
          'halobuzz_gateway_fanout_lag_seconds_bucket{le="1"}': growing(60),
          'halobuzz_gateway_fanout_lag_seconds_bucket{le="+Inf"}': growing(60),
        },
      },
    },
    {
      name: 'RevocationFeedSilent',
      severity: 'page',
      expr: 'max by (node) (halobuzz_gateway_revocation_feed_silent_seconds) > 10',
      for: '1m',
      summary: 'A gateway hears of no sign-outs and bans: whoever is put out stays in.',
      ...onSeries('halobuzz_gateway_revocation_feed_silent_seconds{node="gw-1"}', 30, 1, { node: 'gw-1' }),
    },
    {
      name: 'ViewerCountsStale',
      severity: 'ticket',
      expr: 'time() - max(halobuzz_origin_viewer_counts_timestamp_seconds) > 60',
      for: '5m',
      summary: 'No origin writes the viewer counts that lists show.',
      firing: { series: { halobuzz_origin_viewer_counts_timestamp_seconds: steady(1) } },
      quiet: { series: { halobuzz_origin_viewer_counts_timestamp_seconds: '0+60x120' } },
    },
    {
      name: 'CacheCircuitOpen',
      severity: 'ticket',
      expr: 'max by (node) (halobuzz_origin_cache_circuit_open) == 1',
      for: '5m',
      summary: 'An origin answers without its cache.',
      ...onSeries('halobuzz_origin_cache_circuit_open{node="or-1"}', 1, 0, { node: 'or-1' }),
    },
    {
      name: 'SwitchOffForLong',
      severity: 'ticket',
      expr: 'min by (feature) (halobuzz_switch) == 0',
      for: '2h',
      summary: 'Something has been shut by a switch for two hours: {{ $labels.feature }}.',
      firing: { series: { 'halobuzz_switch{feature="gifts"}': '0x200' }, at: '3h', labels: { feature: 'gifts' } },
      quiet: { series: { 'halobuzz_switch{feature="gifts"}': '1x200' }, at: '3h' },
    },
    {
      name: 'SwitchesDiffer',
      severity: 'page',
      expr: `max(halobuzz_switch_version) - min(halobuzz_switch_version) > 0`,
      for: '1m',
      summary: 'Some process does not know the newest switches: what is shut is open there.',
      firing: {
        series: { 'halobuzz_switch_version{node="a"}': steady(2), 'halobuzz_switch_version{node="b"}': steady(1) },
      },
      quiet: {
        series: { 'halobuzz_switch_version{node="a"}': steady(2), 'halobuzz_switch_version{node="b"}': steady(2) },
      },
    },
    {
      name: 'MaintenanceOn',
      severity: 'none',
      expr: 'min(halobuzz_switch{feature="maintenance"}) == 0',
      runbook: 'switch-off-for-long',
      summary: 'The platform is in maintenance: errors that people see are meant.',
      ...onSeries('halobuzz_switch{feature="maintenance"}', 0, 1),
    },
    {
      name: 'PushFailing',
      severity: 'ticket',
      expr:
        'sum(rate(halobuzz_origin_push_messages_total{result!="ok"}[30m])) / sum(rate(halobuzz_origin_push_messages_total[30m])) > 0.2',
      for: '15m',
      summary: 'One of five push messages does not reach the push service.',
      firing: {
        series: {
          'halobuzz_origin_push_messages_total{result="ok"}': growing(60),
          'halobuzz_origin_push_messages_total{result="unknown"}': growing(60),
        },
        at: '1h',
      },
      quiet: {
        series: {
          'halobuzz_origin_push_messages_total{result="ok"}': growing(60),
          'halobuzz_origin_push_messages_total{result="unknown"}': growing(1),
        },
        at: '1h',
      },
    },
    {
      name: 'SpansDropped',
      severity: 'ticket',
      expr: 'sum by (outcome) (rate(halobuzz_tracing_spans_total{outcome!="exported"}[10m])) > 0',
      for: '30m',
      summary: 'Traces do not reach their collector.',
      firing: {
        series: { 'halobuzz_tracing_spans_total{outcome="queue_full"}': growing(60) },
        ...{ at: '1h', labels: { outcome: 'queue_full' } },
      },
      quiet: { series: { 'halobuzz_tracing_spans_total{outcome="queue_full"}': steady(9) }, at: '1h' },
    },
    {
      name: 'MediaRemovalsWait',
      severity: 'page',
      expr: 'max(halobuzz_origin_media_removal_oldest_seconds) > 60',
      for: '5m',
      summary: 'Somebody who was put out of a room still hears and sees it.',
      ...onSeries('halobuzz_origin_media_removal_oldest_seconds', 120, 0),
    },
    {
      name: 'SignInsRefused',
      severity: 'ticket',
      expr:
        'sum(rate(halobuzz_edge_auth_total{act="login",result!="ok"}[15m])) > 1 and sum(rate(halobuzz_edge_auth_total{act="login",result!="ok"}[15m])) / sum(rate(halobuzz_edge_auth_total{act="login"}[15m])) > 0.7',
      for: '15m',
      summary: 'Most sign-ins are refused, and there are many: somebody tries passwords, or sign-in is broken.',
      firing: {
        series: {
          'halobuzz_edge_auth_total{act="login",result="ok"}': growing(6),
          'halobuzz_edge_auth_total{act="login",result="invalid_credentials"}': growing(600),
        },
        at: '1h',
      },
      quiet: {
        series: {
          'halobuzz_edge_auth_total{act="login",result="ok"}': growing(600),
          'halobuzz_edge_auth_total{act="login",result="invalid_credentials"}': growing(120),
        },
        at: '1h',
      },
    },
  ],
};
