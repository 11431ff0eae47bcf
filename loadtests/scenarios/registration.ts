import { check } from 'k6';
import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { registerAccount } from '../lib/account.ts';
import { steady } from '../lib/arrivals.ts';
import { settings } from '../lib/settings.ts';
import { thresholdsOf } from '../thresholds.ts';

/**
 * People register at a steady rate. Each costs the hashing of a password, which is slow on purpose: one core of the local runtime
 * hashes about twenty a second, so that is where its rate ends, whatever else is fast.
 */
const { target, profile, sizes, runId } = settings('registration');

export const options: Options = {
  scenarios: { registrations: steady(sizes.perSecond, sizes.seconds) },
  thresholds: thresholdsOf('registration', profile),
};

export default function registration(): void {
  const answer = registerAccount(target, `lt${runId}_${exec.scenario.iterationInTest}`);
  check(answer, { registered: ({ ok, status }) => ok && status === 201 });
  if (!answer.ok) console.error(`not registered: ${answer.status} ${answer.code}`);
}
