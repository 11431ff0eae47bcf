import { limits } from '@halobuzz/core/limits';

/** Velocity limits of one socket. */
export interface RateProfile {
  readonly commandsPerSecond: number;
  readonly commandsBurst: number;
  readonly chatPerSecond: number;
  readonly chatBurst: number;
  readonly giftsInFlight: number;
}

const standard: RateProfile = {
  commandsPerSecond: limits.commandsPerSecondMax,
  commandsBurst: limits.commandsBurstMax,
  chatPerSecond: limits.chatPerSecondMax,
  chatBurst: limits.chatBurstMax,
  giftsInFlight: limits.giftsInFlightPerSocketMax,
};

/** For load tests: high, but still bounded. */
const load: RateProfile = {
  commandsPerSecond: limits.loadProfilePerSecondMax,
  commandsBurst: limits.loadProfileBurstMax,
  chatPerSecond: limits.loadProfilePerSecondMax,
  chatBurst: limits.loadProfileBurstMax,
  giftsInFlight: limits.loadProfileGiftsInFlightMax,
};

export function rateProfileOf(name: 'standard' | 'load'): RateProfile {
  return name === 'load' ? load : standard;
}
