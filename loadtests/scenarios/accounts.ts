import type { Tokens } from '@halobuzz/core/api/auth';
import { check } from 'k6';
import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { type LoadAccount, newAccount, signIn } from '../lib/account.ts';
import { api, must } from '../lib/http.ts';
import { settings } from '../lib/settings.ts';
import { thresholdsOf } from '../thresholds.ts';

/**
 * Accounts at a steady rate, one kind of request after the other: sign-ins, refreshes, and everything else that neither
 * hashes nor joins. Rates, not users: an edge that slows down gets no rest. One after the other, because the local runtime has
 * one thread, and a request behind a hashing says nothing about its own cost. Needs a start with `--load-profile`.
 */
const { target, profile, sizes, runId } = settings('accounts');
const { perSecond: loginsPerSecond, accounts: accountsCount, seconds: phaseSeconds } = sizes;
const refreshesPerSecond = loginsPerSecond;
const othersPerSecond = 2 * loginsPerSecond;
const pauseSeconds = 2;

interface Prepared {
  readonly accounts: readonly LoadAccount[];
  /** One session for each refresh to come: two virtual users never share one. */
  readonly refreshTokens: readonly string[];
}

/** One request each; `{handle}` becomes another member's. */
const others = [
  { method: 'GET', path: '/auth/me' },
  { method: 'GET', path: '/auth/sessions' },
  { method: 'GET', path: '/auth/devices' },
  { method: 'GET', path: '/auth/mfa' },
  { method: 'GET', path: '/users/{handle}' },
  { method: 'POST', path: '/users/{handle}/follow' },
  { method: 'GET', path: '/wallet' },
  { method: 'GET', path: '/streams' },
  { method: 'GET', path: '/gifts' },
  { method: 'GET', path: '/regions' },
] as const;

const phase = (at: number, perSecond: number, run: string) => ({
  executor: 'constant-arrival-rate' as const,
  exec: run,
  startTime: `${at * (phaseSeconds + pauseSeconds)}s`,
  rate: perSecond,
  timeUnit: '1s',
  duration: `${phaseSeconds}s`,
  preAllocatedVUs: perSecond,
  maxVUs: perSecond * 4,
});

export const options: Options = {
  setupTimeout: '300s',
  scenarios: {
    logins: phase(0, loginsPerSecond, 'login'),
    refreshes: phase(1, refreshesPerSecond, 'refresh'),
    others: phase(2, othersPerSecond, 'other'),
  },
  thresholds: thresholdsOf('accounts', profile),
};

export function setup(): Prepared {
  const accounts = Array.from({ length: accountsCount }, (_, index) => newAccount(target, `lt${runId}_${index}`));
  const refreshTokens = Array.from({ length: Math.ceil(refreshesPerSecond * phaseSeconds) + 1 }, (_, index) => {
    const account = accounts[index % accounts.length];
    if (account === undefined) throw new Error('setup made no accounts');
    return must('login', signIn(target, account, `session-${index}`, 'prepare')).refreshToken;
  });
  return { accounts, refreshTokens };
}

export function login({ accounts }: Prepared): void {
  const account = pick(accounts);
  check(must('login', signIn(target, account, `login-${exec.scenario.iterationInTest % 10}`)), {
    'signed in': ({ accessToken }) => accessToken !== '',
  });
}

export function refresh({ refreshTokens }: Prepared): void {
  const refreshToken = refreshTokens[exec.scenario.iterationInTest % refreshTokens.length] ?? '';
  const answer = api<Tokens>(target, { method: 'POST', path: '/auth/refresh', body: { refreshToken } });
  check(answer, { refreshed: ({ ok }) => ok });
}

export function other({ accounts }: Prepared): void {
  const at = exec.scenario.iterationInTest;
  const call = others[at % others.length] ?? others[0];
  const account = pick(accounts);
  const handle = accounts[(at + 1) % accounts.length]?.username ?? '';
  const answer = api(target, {
    method: call.method,
    path: call.path.replace('{handle}', handle),
    name: call.path,
    ...(call.method === 'POST' ? { body: {} } : {}),
    accessToken: account.accessToken,
  });
  check(answer, { [`${call.method} ${call.path} answered`]: ({ ok }) => ok });
}

function pick(accounts: readonly LoadAccount[]): LoadAccount {
  const account = accounts[exec.scenario.iterationInTest % accounts.length];
  if (account === undefined) throw new Error('setup made no accounts');
  return account;
}
