import type { Tokens } from '@halobuzz/core/api/auth';
import { check } from 'k6';
import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { type LoadAccount, newAccount } from '../lib/account.ts';
import { api, must } from '../lib/http.ts';
import { settings } from '../lib/settings.ts';
import { accountThresholds } from '../thresholds.ts';

/**
 * Accounts at a steady rate: sign-ins, refreshes, and every other kind of request that neither hashes nor joins. Rates,
 * not users: an edge that slows down gets no rest. Needs a start with `--load-profile`: one address makes all calls.
 */
const { target, profile, runId } = settings();
const loginsPerSecond = 10;
const refreshesPerSecond = 10;
const othersPerSecond = 20;
const accountsCount = 20;
const sessionsPerVu = new Map<number, Tokens>();

interface Prepared {
  readonly accounts: readonly LoadAccount[];
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

const seconds = Math.max(10, Math.min(60, profile.durationMsMax / 1000 / 4));
const rate = (perSecond: number, run: string) => ({
  executor: 'constant-arrival-rate' as const,
  exec: run,
  rate: perSecond,
  timeUnit: '1s',
  duration: `${seconds}s`,
  preAllocatedVUs: perSecond * 2,
  maxVUs: perSecond * 4,
});

export const options: Options = {
  setupTimeout: '120s',
  scenarios: {
    logins: rate(loginsPerSecond, 'login'),
    refreshes: rate(refreshesPerSecond, 'refresh'),
    others: rate(othersPerSecond, 'other'),
  },
  // k6 types thresholds as mutable.
  thresholds: { ...accountThresholds(others.map(({ path }) => path)) },
};

export function setup(): Prepared {
  const accounts = Array.from({ length: accountsCount }, (_, index) => newAccount(target, `lt${runId}_${index}`));
  return { accounts };
}

export function login({ accounts }: Prepared): void {
  const account = pick(accounts);
  check(signIn(account, `vu-${exec.vu.idInTest}`), { 'signed in': (tokens) => tokens.accessToken !== '' });
}

/** Each virtual user refreshes a session of its own, over and over. */
export function refresh({ accounts }: Prepared): void {
  const vu = exec.vu.idInTest;
  const before = sessionsPerVu.get(vu) ?? signIn(pick(accounts), `vu-${vu}`, 'prepare');
  const answer = api<Tokens>(target, {
    method: 'POST',
    path: '/auth/refresh',
    body: { refreshToken: before.refreshToken },
  });
  check(answer, { refreshed: ({ ok }) => ok });
  if (answer.ok) sessionsPerVu.set(vu, answer.data);
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

function signIn(account: LoadAccount, device: string, name = '/auth/login'): Tokens {
  return must(
    'login',
    api<Tokens>(target, {
      method: 'POST',
      path: '/auth/login',
      name,
      body: {
        identifier: account.username,
        password: account.password,
        device: { id: `load-${device}`, name: 'load test' },
      },
    }),
  );
}
