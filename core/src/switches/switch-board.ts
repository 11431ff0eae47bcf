import { AppError, type AppErrorDetails } from '../errors/app-error.ts';
import { limits } from '../limits.ts';
import { isCountry, regionOfCountry } from '../regions/regions.ts';
import {
  type FeatureSwitch,
  featureSwitches,
  initialSwitchState,
  type Maintenance,
  type PausedFor,
  type SwitchName,
  type SwitchState,
} from './switches.ts';

/** Why something is refused, with the details of its error. */
export interface Paused {
  readonly code: 'feature_paused' | 'maintenance';
  readonly details: Pick<AppErrorDetails, 'errors' | 'retryAfterMs'>;
}

/**
 * The newest switches that one process has heard of, from wherever. An older state, or none, never replaces a newer one: a
 * store that was lost or restored opens nothing that was shut.
 */
export class SwitchBoard {
  #state: SwitchState = initialSwitchState;

  get state(): SwitchState {
    return this.#state;
  }

  /** @returns whether this is news */
  take(state: SwitchState): boolean {
    if (state.version <= this.#state.version) return false;
    this.#state = state;
    return true;
  }

  get maintenance(): Maintenance | undefined {
    return this.#state.maintenance;
  }

  /** Whether the switch is off for somebody there; without a country, whether it is off everywhere. */
  isPaused(name: SwitchName, country?: string): boolean {
    const found = this.#state.paused.find((one) => one.name === name);
    if (found === undefined) return false;
    const { countries, regions } = found;
    if (countries === undefined && regions === undefined) return true;
    if (country === undefined) return false;
    if (!isCountry(country)) return true;
    return countries?.includes(country) === true || regions?.includes(regionOfCountry(country).region) === true;
  }

  /** Why somebody there may not begin this now; undefined when they may. */
  refusalOf(name: FeatureSwitch, country: string, nowMs: number): Paused | undefined {
    return this.maintenanceRefusal(nowMs) ?? this.pauseOf(name, country);
  }

  /** The same for the switch alone. */
  pauseOf(name: SwitchName, country?: string): Paused | undefined {
    if (!this.isPaused(name, country)) return undefined;
    const errors = [{ field: name, message: 'is paused' }];
    return { code: 'feature_paused', details: { errors, retryAfterMs: limits.switchRetryAfterMs } };
  }

  maintenanceRefusal(nowMs: number): Paused | undefined {
    const { maintenance } = this.#state;
    if (maintenance === undefined) return undefined;
    const leftMs = (maintenance.endsAtMs ?? 0) - nowMs;
    return {
      code: 'maintenance',
      details: {
        errors: [{ field: 'maintenance', message: maintenance.message }],
        retryAfterMs: Math.max(limits.switchRetryAfterMs, leftMs),
      },
    };
  }

  /** What holds for somebody there. */
  pausedFor(country: string): PausedFor {
    const features = featureSwitches.filter((name) => this.isPaused(name, country));
    return { features, maintenance: this.#state.maintenance };
  }
}

/** @throws AppError `feature_paused` or `maintenance` */
export function throwIfPaused(paused: Paused | undefined): void {
  if (paused !== undefined) throw new AppError(paused.code, paused.details);
}
