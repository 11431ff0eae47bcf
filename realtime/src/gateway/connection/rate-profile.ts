import { limits } from '@halobuzz/core/limits';

/** Velocity limits of one socket, and of new sockets of one node. */
export interface RateProfile {
  readonly commandsPerSecond: number;
  readonly commandsBurst: number;
  readonly chatPerSecond: number;
  readonly chatBurst: number;
  readonly giftsInFlight: number;
  readonly connectsPerSecond: number;
  readonly connectsBurst: number;
  /** Sockets of one address that wait for hello. */
  readonly waitingPerAddress: number;
}

const standard: RateProfile = {
  commandsPerSecond: limits.commandsPerSecondMax,
  commandsBurst: limits.commandsBurstMax,
  chatPerSecond: limits.chatPerSecondMax,
  chatBurst: limits.chatBurstMax,
  giftsInFlight: limits.giftsInFlightPerSocketMax,
  connectsPerSecond: limits.connectsPerSecondMax,
  connectsBurst: limits.connectsBurstMax,
  waitingPerAddress: limits.socketsBeforeHelloPerAddressMax,
};

/** For load tests: high, but still bounded. */
const load: RateProfile = {
  commandsPerSecond: limits.loadProfilePerSecondMax,
  commandsBurst: limits.loadProfileBurstMax,
  chatPerSecond: limits.loadProfilePerSecondMax,
  chatBurst: limits.loadProfileBurstMax,
  giftsInFlight: limits.loadProfileGiftsInFlightMax,
  connectsPerSecond: limits.loadProfileConnectsPerSecondMax,
  connectsBurst: limits.loadProfileConnectsBurstMax,
  // A load generator is one address.
  waitingPerAddress: limits.socketsBeforeHelloMax,
};

export function rateProfileOf(name: 'standard' | 'load'): RateProfile {
  return name === 'load' ? load : standard;
}
