import { type Profile, profileOf } from '../profiles.ts';

/** What `npm run loadtest` passes to a scenario. */
export interface Settings {
  /** Base address of the edge, without a path. */
  readonly target: string;
  readonly profile: Profile;
  /** Makes this run's account names its own; letters and digits. */
  readonly runId: string;
}

/** Read once, in k6's init context. Throws when a variable is missing: a scenario is run by `npm run loadtest`. */
export function settings(): Settings {
  const profile = profileOf(variable('HB_PROFILE'));
  if (profile === undefined) throw new Error(`there is no profile ${variable('HB_PROFILE')}`);
  return { target: variable('HB_TARGET'), profile, runId: variable('HB_RUN_ID') };
}

function variable(name: string): string {
  const value = __ENV[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set: use npm run loadtest`);
  return value;
}
