import { check } from 'k6';
import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { signIn } from '../lib/account.ts';
import { steady } from '../lib/arrivals.ts';
import { requireAccounts } from '../lib/prepared.ts';
import { settings } from '../lib/settings.ts';
import { thresholdsOf } from '../thresholds.ts';

/** People who are known sign in at a steady rate, each on one of a few devices; every sign-in checks a password. */
const { target, profile, sizes, world } = settings('login');
const devicesPerAccount = 5;

export const options: Options = {
  scenarios: { logins: steady(sizes.perSecond, sizes.seconds) },
  thresholds: thresholdsOf('login', profile),
};

export function setup(): void {
  requireAccounts(world(), sizes.accounts);
}

let known: ReturnType<typeof world> | undefined;

export default function login(): void {
  known ??= world();
  const at = exec.scenario.iterationInTest;
  const account = known.accounts[at % known.accounts.length];
  if (account === undefined) throw new Error('setup looked at what was prepared');
  const device = `${account.username}-${Math.floor(at / known.accounts.length) % devicesPerAccount}`;
  const answer = signIn(target, account, device);
  check(answer, { 'signed in': (got) => got.ok && got.data.accessToken !== '' });
  if (!answer.ok) console.error(`not signed in: ${answer.status} ${answer.code}`);
}
