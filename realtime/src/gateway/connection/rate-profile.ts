import { limits } from '@halobuzz/core/limits';

/** Velocity limits of one socket. */
export interface RateProfile {
  readonly commandsPerSecond: number;
  readonly commandsBurst: number;
  readonly chatPerSecond: number;
  readonly chatBurst: number;
  readonly giftsInFlight: number;
}

/** Frames beyond this many times the command rate are not even decoded: the socket is closed `protocol_error`. */
export const floodFactor = 10;

const standard: RateProfile = {
  commandsPerSecond: limits.commandsPerSecondMax,
  commandsBurst: limits.commandsBurstMax,
  chatPerSecond: limits.chatPerSecondMax,
  chatBurst: limits.chatBurstMax,
  giftsInFlight: limits.giftsInFlightPerSocketMax,
};

/** For load tests: high, but still bounded. */
const load: RateProfile = {
  commandsPerSecond: 5_000,
  commandsBurst: 10_000,
  chatPerSecond: 5_000,
  chatBurst: 10_000,
  giftsInFlight: 1_000,
};

export function rateProfileOf(name: 'standard' | 'load'): RateProfile {
  return name === 'load' ? load : standard;
}
