/**
 * What decides a run: k6 ends with a status other than 0 when one of these does not hold (checks alone do not). Times
 * are generous where the local Worker runtime sits in between; a scenario that measures tightens them.
 */
export const smokeThresholds: Readonly<Record<string, string[]>> = {
  checks: ['rate==1'],
  hb_rooms_finished: ['rate==1'],
  hb_seq_gaps: ['count==0'],
  hb_resync_ok: ['rate==1'],
  hb_frames_bad: ['count==0'],
  hb_join_ms: ['p(95)<3000'],
  hb_chat_e2e_ms: ['p(95)<1000'],
  hb_gift_ack_ms: ['p(95)<1000'],
};

/**
 * The accounts' bars, at the edge's own door: a login hashes once, everything else neither hashes nor joins. Each route
 * stands apart, so that a slow one cannot hide behind a fast one.
 */
export function accountThresholds(otherRoutes: readonly string[]): Readonly<Record<string, string[]>> {
  return {
    checks: ['rate==1'],
    dropped_iterations: ['count==0'],
    'http_req_duration{name:/auth/login}': ['p(95)<200'],
    'http_req_duration{name:/auth/refresh}': ['p(95)<50'],
    ...Object.fromEntries(otherRoutes.map((name) => [`http_req_duration{name:${name}}`, ['p(95)<50']])),
  };
}

/** The lobby's bars with 50,000 live broadcasts: cached, from the database, joined and started. */
export const lobbyThresholds: Readonly<Record<string, string[]>> = {
  checks: ['rate==1'],
  dropped_iterations: ['count==0'],
  'http_req_duration{name:/streams cached}': ['p(95)<=10'],
  'http_req_duration{name:/streams uncached}': ['p(95)<=50'],
  'http_req_duration{name:/streams next page}': ['p(95)<=50'],
  'http_req_duration{name:/search}': ['p(95)<=50'],
  'http_req_duration{name:/rooms/:id/join}': ['p(95)<=60'],
  'http_req_duration{name:/streams}': ['p(95)<=150'],
};
