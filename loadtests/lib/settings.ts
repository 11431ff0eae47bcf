import { SharedArray } from 'k6/data';
import { isProfileName, type ProfileName, type ScenarioName, type ScenarioSizes, sizesOf } from '../profiles.ts';
import type { World } from '../world.ts';

/** What `npm run loadtest` passes to a scenario. */
export interface Settings<S extends ScenarioName> {
  /** Base address of the edge, without a path. */
  readonly target: string;
  readonly profile: ProfileName;
  readonly sizes: ScenarioSizes[S];
  /** Makes this run's account names its own; letters and digits. */
  readonly runId: string;
  /** What the runner prepared: parsed once, and shared by the virtual users as k6 shares arrays. */
  world(): World;
}

/** Read once, in k6's init context. Throws when a variable is missing: a scenario is run by `npm run loadtest`. */
export function settings<S extends ScenarioName>(scenario: S): Settings<S> {
  const profile = variable('HB_PROFILE');
  const sizes = sizesOf(scenario, profile);
  if (sizes === undefined || !isProfileName(profile)) throw new Error(`there is no profile ${profile}`);
  const worldFile = variable('HB_WORLD');
  const shared = new SharedArray('world', (): unknown[] => [JSON.parse(open(worldFile))]);
  // The runner writes the file from a value of this very type.
  const world = (): World => shared[0] as World;
  return { target: variable('HB_TARGET'), profile, sizes, runId: variable('HB_RUN_ID'), world };
}

function variable(name: string): string {
  const value = __ENV[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set: use npm run loadtest`);
  return value;
}
