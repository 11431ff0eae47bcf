/**
 * What the platform promises, each once: rules, alerts and dashboards are made from here. `bad` and `all` are rates over a
 * window that `$w` stands for.
 */
export interface Slo {
  readonly name: string;
  /** What the alerts' names begin with. */
  readonly alert: string;
  readonly promise: string;
  /** The share that is to be good over 30 days. */
  readonly objective: number;
  readonly bad: string;
  readonly all: string;
  /** For tests: series of all and of bad, in which bad grows by `badPerMinute` of 60. */
  readonly series: (badPerMinute: number) => Readonly<Record<string, number>>;
}

/** Codes by which gifts are refused though nobody who gives them did anything wrong. */
const giftFaults = 'internal|server_error|unavailable|wallet_busy|wallet_locked|wallet_unknown';

/** A promise about how many of a histogram's measurements are within a bound. */
function within(histogram: string, le: string): Pick<Slo, 'bad' | 'all' | 'series'> {
  return {
    bad: `(sum(rate(${histogram}_count[$w])) - sum(rate(${histogram}_bucket{le="${le}"}[$w])))`,
    all: `sum(rate(${histogram}_count[$w]))`,
    series: (bad) => ({ [`${histogram}_count`]: 60, [`${histogram}_bucket{le="${le}"}`]: 60 - bad }),
  };
}

export const slos: readonly Slo[] = [
  {
    name: 'api_availability',
    alert: 'ApiErrors',
    promise: 'requests of the API are answered without an error of ours',
    objective: 0.999,
    bad: 'sum(rate(halobuzz_origin_http_requests_total{status="5xx"}[$w]))',
    all: 'sum(rate(halobuzz_origin_http_requests_total[$w]))',
    series: (bad) => ({
      'halobuzz_origin_http_requests_total{status="2xx"}': 60 - bad,
      'halobuzz_origin_http_requests_total{status="5xx"}': bad,
    }),
  },
  {
    name: 'api_latency',
    alert: 'ApiSlow',
    promise: 'requests of the API are answered within 200 ms (95 of 100: the p95)',
    objective: 0.95,
    ...within('halobuzz_origin_http_request_duration_seconds', '0.2'),
  },
  {
    name: 'gift_acceptance',
    alert: 'GiftsRefused',
    promise: 'gifts that may be given are accepted',
    objective: 0.999,
    bad: `sum(rate(halobuzz_gateway_commands_total{type="gift",result=~"${giftFaults}"}[$w]))`,
    all: 'sum(rate(halobuzz_gateway_commands_total{type="gift"}[$w]))',
    series: (bad) => ({
      'halobuzz_gateway_commands_total{type="gift",result="ok"}': 60 - bad,
      'halobuzz_gateway_commands_total{type="gift",result="unavailable"}': bad,
    }),
  },
  {
    name: 'gift_confirmation',
    alert: 'GiftsConfirmedLate',
    promise: 'accepted gifts are confirmed from the permanent ledger within 500 ms',
    objective: 0.99,
    ...within('halobuzz_ledger_confirm_lag_seconds', '0.5'),
  },
  {
    name: 'count_freshness',
    alert: 'CountsStale',
    promise: 'viewer counts that rooms show are at most 2 s old',
    objective: 0.99,
    ...within('halobuzz_gateway_viewer_count_age_seconds', '2'),
  },
];

/**
 * How fast the month's budget may burn before somebody hears of it (Google's SRE workbook, "Alerting on SLOs", 5 and 6): over a
 * long window, and a short one so that the alert ends when the fault does.
 */
export const burnRates = [
  { severity: 'page', long: '1h', short: '5m', factor: 14.4 },
  { severity: 'page', long: '6h', short: '30m', factor: 6 },
  { severity: 'ticket', long: '1d', short: '2h', factor: 3 },
  { severity: 'ticket', long: '3d', short: '6h', factor: 1 },
] as const;

/** Every window that is recorded, once. */
export const windows: readonly string[] = [...new Set(burnRates.flatMap(({ short, long }) => [short, long]))];

/** The share of bad in a window, as rules record it. */
export function errorRatioOf(slo: Slo, window: string): string {
  return `slo:errors:ratio_rate${window}{slo="${slo.name}"}`;
}
