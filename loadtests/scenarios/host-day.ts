import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { steady } from '../lib/arrivals.ts';
import { playEvening } from '../lib/host-evening.ts';
import { requireAccounts } from '../lib/prepared.ts';
import { settings } from '../lib/settings.ts';
import { thresholdsOf } from '../thresholds.ts';

/**
 * Hosts go live, are watched, and end, at a steady rate of broadcasts. Half of the accounts are hosts and half are viewers, as nobody
 * has two broadcasts at once.
 */
const { target, profile, sizes, world } = settings('host-day');

export const options: Options = {
  scenarios: { evenings: steady(sizes.perSecond, sizes.seconds) },
  thresholds: thresholdsOf('host-day', profile),
};

export function setup(): void {
  requireAccounts(world(), sizes.accounts);
}

let known: ReturnType<typeof world> | undefined;

export default async function hostDay(): Promise<void> {
  known ??= world();
  const at = exec.scenario.iterationInTest;
  const pairs = Math.floor(known.accounts.length / 2);
  const [host, viewer] = [known.accounts[at % pairs], known.accounts[pairs + (at % pairs)]];
  if (host === undefined || viewer === undefined) throw new Error('host-day needs two accounts or more');
  await playEvening(target, host, viewer);
}
