/** How much a scenario does. Every figure is bounded here, so no run can grow past what its profile says. */
export interface Profile {
  /** Rooms at once; each is one virtual user of k6 that holds all the sockets of its room. */
  readonly rooms: number;
  readonly viewersPerRoom: number;
  /** Chat messages, likes commands and gifts of each viewer. */
  readonly chatsPerViewer: number;
  readonly likesPerViewer: number;
  readonly giftsPerViewer: number;
  /** One in so many event frames is decoded; of the others only the header is read. */
  readonly decodeOneIn: number;
  /** The whole run is given up after this. */
  readonly durationMsMax: number;
}

const profiles = {
  /** A few seconds; what the tests run. */
  tiny: {
    rooms: 1,
    viewersPerRoom: 2,
    chatsPerViewer: 1,
    likesPerViewer: 1,
    giftsPerViewer: 1,
    decodeOneIn: 1,
    durationMsMax: 60_000,
  },
  small: {
    rooms: 2,
    viewersPerRoom: 6,
    chatsPerViewer: 3,
    likesPerViewer: 3,
    giftsPerViewer: 3,
    decodeOneIn: 1,
    durationMsMax: 180_000,
  },
  medium: {
    rooms: 4,
    viewersPerRoom: 25,
    chatsPerViewer: 5,
    likesPerViewer: 5,
    giftsPerViewer: 5,
    decodeOneIn: 1,
    durationMsMax: 600_000,
  },
} as const satisfies Record<string, Profile>;

export type ProfileName = keyof typeof profiles;
export const defaultProfile: ProfileName = 'small';

export const profileNames: readonly string[] = Object.keys(profiles);

/** The profile of that name, undefined when there is none. */
export function profileOf(name: string): Profile | undefined {
  return isProfileName(name) ? profiles[name] : undefined;
}

function isProfileName(name: string): name is ProfileName {
  return Object.hasOwn(profiles, name);
}
