import type { ProfileName, ScenarioName } from './profiles.ts';

/**
 * What decides a run: k6 ends with a status other than 0 when one of these does not hold (checks alone do not). What must be
 * right is right in every profile. Times decide where a machine is given to the run, `bar` and `cluster`: elsewhere they are
 * measured and shown. Exact counts (`hb_want_*`, `hb_got_*`, gifts) are compared by the runner, not by k6.
 */
export type Thresholds = Record<string, string[]>;

/** The objectives, once; scenarios refer to them. */
export const objectives = {
  /** Any request of the API in the mix of the customer. */
  apiMs: 200,
  loginMs: 200,
  otherAccountRequestMs: 50,
  eventP99Ms: 250,
  giftAckP99Ms: 100,
  joinMs: 3_000,
  resumeMs: 20_000,
  cachedListMs: 10,
  listMs: 50,
  roomJoinMs: 60,
  goLiveMs: 150,
} as const;

interface Bars {
  readonly always: Thresholds;
  readonly timed?: Thresholds;
}

const allChecks: Thresholds = { checks: ['rate==1'] };
const noneDropped: Thresholds = { dropped_iterations: ['count==0'] };
const noneBad: Thresholds = { hb_frames_bad: ['count==0'] };
/** Whatever was missed came by a `sync`. */
const nothingMissed: Thresholds = { ...noneBad, hb_resync_ok: ['rate==1'] };
const everybodyIn: Thresholds = { hb_join_ok: ['rate==1'] };
const p95 = (limitMs: number): string[] => [`p(95)<${limitMs}`];
const p99 = (limitMs: number): string[] => [`p(99)<=${limitMs}`];
const requests = (name: string): string => `http_req_duration{name:${name}}`;
const eventsInTime: Thresholds = { hb_event_e2e_ms: p99(objectives.eventP99Ms) };
const noFailedRequest: Thresholds = { http_req_failed: ['rate==0'] };

const bars: { readonly [S in ScenarioName]: Bars } = {
  smoke: {
    always: {
      ...{ ...allChecks, ...nothingMissed, hb_rooms_finished: ['rate==1'], hb_seq_gaps: ['count==0'] },
      ...{ hb_join_ms: p95(objectives.joinMs), hb_chat_e2e_ms: p95(1_000), hb_gift_ack_ms: p95(1_000) },
    },
  },
  accounts: {
    always: { ...allChecks, ...noneDropped },
    timed: {
      [requests('/auth/login')]: p95(objectives.loginMs),
      ...Object.fromEntries(
        [
          ...['/auth/refresh', '/auth/me', '/auth/sessions', '/auth/devices', '/auth/mfa', '/users/{handle}'],
          ...['/users/{handle}/follow', '/wallet', '/streams', '/gifts', '/regions'],
        ].map((name) => [requests(name), p95(objectives.otherAccountRequestMs)]),
      ),
    },
  },
  registration: { always: { ...allChecks, ...noFailedRequest, ...noneDropped } },
  login: {
    always: { ...allChecks, ...noFailedRequest, ...noneDropped },
    timed: { [requests('/auth/login')]: p95(objectives.loginMs) },
  },
  hold: { always: { ...allChecks, ...everybodyIn, ...nothingMissed }, timed: eventsInTime },
  'join-storm': { always: { ...allChecks, ...everybodyIn, ...noneBad, ...noneDropped } },
  'join-storm-tickets': { always: { ...allChecks, ...everybodyIn, ...noneBad, ...noneDropped } },
  'join-storm-driver': { always: {} },
  'chat-flood': { always: { ...allChecks, ...everybodyIn, ...nothingMissed } },
  'gift-combo': {
    always: { ...allChecks, ...everybodyIn, ...nothingMissed },
    timed: { hb_gift_ack_ms: p99(objectives.giftAckP99Ms) },
  },
  'like-rain': { always: { ...allChecks, ...everybodyIn, ...nothingMissed } },
  'reconnect-storm': {
    always: { ...allChecks, ...everybodyIn, ...nothingMissed, hb_back_ok: ['rate==1'] },
    timed: { hb_recover_ms: [`max<=${objectives.resumeMs}`] },
  },
  'host-day': { always: { ...allChecks, ...noneDropped } },
  'lobby-browse': {
    always: { ...allChecks, ...noneDropped },
    timed: {
      [requests('/streams cached')]: p95(objectives.cachedListMs),
      [requests('/streams uncached')]: p95(objectives.listMs),
      [requests('/streams next page')]: p95(objectives.listMs),
      [requests('/search')]: p95(objectives.listMs),
      [requests('/rooms/:id/join')]: p95(objectives.roomJoinMs),
      [requests('/streams')]: p95(objectives.goLiveMs),
    },
  },
  mixed: {
    always: { ...allChecks, ...noneBad },
    timed: { 'http_req_duration{kind:api}': p95(objectives.apiMs) },
  },
  soak: { always: { ...allChecks, ...everybodyIn, ...nothingMissed }, timed: eventsInTime },
  spike: { always: { ...noneBad } },
  // It is meant to break: what it finds is the knee, and the runner's samples say what was full.
  breakpoint: { always: {} },
};

/** Thresholds as k6 takes them: a new object each time, as k6 types them as mutable. */
export function thresholdsOf(scenario: ScenarioName, profile: ProfileName): Thresholds {
  const { always, timed } = bars[scenario];
  const all = profile === 'bar' || profile === 'cluster' ? { ...always, ...timed } : always;
  return Object.fromEntries(Object.entries(all).map(([metric, conditions]) => [metric, [...conditions]]));
}
