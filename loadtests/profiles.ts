/**
 * How much each scenario does, apart from what it does. Every figure is bounded here, so no run grows past what its profile says:
 * `tiny` is for a first look and for CI, `laptop` for a machine that does other things too, `bar` is what two cores must
 * hold (docs/performance.md), `cluster` wants machines of its own for the generator.
 */
export const profileNames = ['tiny', 'laptop', 'bar', 'cluster'] as const;
export type ProfileName = (typeof profileNames)[number];
export const defaultProfile: ProfileName = 'laptop';

interface Bounded {
  /** The whole run is given up after this. */
  readonly durationMsMax: number;
}

/** A room's whole life, looked at by everybody in it. */
export interface SmokeSizes extends Bounded {
  /** Each is one virtual user of k6 that holds all the sockets of its room. */
  readonly rooms: number;
  readonly viewersPerRoom: number;
  readonly chatsPerViewer: number;
  readonly likesPerViewer: number;
  readonly giftsPerViewer: number;
  /** One in so many event frames is decoded; of the others only the header is read. */
  readonly decodeOneIn: number;
}

/** Requests of accounts at steady rates. */
export interface RateSizes extends Bounded {
  readonly accounts: number;
  readonly perSecond: number;
  readonly seconds: number;
}

/** Viewers who sit in rooms where something happens. */
export interface RoomSizes extends Bounded {
  readonly rooms: number;
  readonly viewers: number;
  /** Sockets that one virtual user holds. */
  readonly socketsPerVu: number;
  /** What the scenario is about: events or gifts or likes, of all rooms together. */
  readonly perSecond: number;
  readonly rampSeconds: number;
  readonly seconds: number;
  readonly decodeOneIn: number;
}

export interface JoinSizes extends Bounded {
  readonly rooms: number;
  /** People who join again and again; 0 where tickets are minted. */
  readonly accounts: number;
  readonly perSecond: number;
  readonly seconds: number;
}

export interface MixedSizes extends Bounded {
  readonly accounts: number;
  readonly rooms: number;
  /** Acts of all kinds together, divided by the weights. */
  readonly perSecond: number;
  readonly seconds: number;
}

/** From a quiet beginning to a height, in equal steps. */
export interface StepSizes extends Bounded {
  readonly rooms: number;
  readonly accounts: number;
  readonly fromPerSecond: number;
  readonly toPerSecond: number;
  readonly seconds: number;
}

export interface ScenarioSizes {
  readonly smoke: SmokeSizes;
  readonly accounts: RateSizes;
  readonly registration: RateSizes;
  readonly login: RateSizes;
  readonly hold: RoomSizes;
  readonly 'join-storm': JoinSizes;
  readonly 'join-storm-tickets': JoinSizes;
  readonly 'join-storm-driver': JoinSizes;
  readonly 'chat-flood': RoomSizes;
  readonly 'gift-combo': RoomSizes;
  readonly 'like-rain': RoomSizes;
  readonly 'reconnect-storm': RoomSizes;
  readonly 'host-day': JoinSizes;
  readonly 'lobby-browse': RateSizes;
  readonly mixed: MixedSizes;
  readonly soak: RoomSizes;
  readonly spike: StepSizes;
  readonly breakpoint: StepSizes;
}
export type ScenarioName = keyof ScenarioSizes;

const minutes = (count: number): number => count * 60_000;

const rate = (accounts: number, perSecond: number, seconds: number): RateSizes => ({
  ...{ accounts, perSecond, seconds, durationMsMax: (seconds + 240) * 1_000 },
});
const join = (rooms: number, accounts: number, perSecond: number, seconds: number): JoinSizes => ({
  ...{ rooms, accounts, perSecond, seconds, durationMsMax: (seconds + 120) * 1_000 },
});
const step = (
  rooms: number,
  accounts: number,
  fromPerSecond: number,
  toPerSecond: number,
  seconds: number,
): StepSizes => ({
  ...{ rooms, accounts, fromPerSecond, toPerSecond, seconds, durationMsMax: (seconds + 120) * 1_000 },
});
const room = (sizes: Omit<RoomSizes, 'durationMsMax'>): RoomSizes => ({
  ...sizes,
  durationMsMax: (sizes.rampSeconds + sizes.seconds + 120) * 1_000,
});

const profiles: { readonly [S in ScenarioName]: Readonly<Record<ProfileName, ScenarioSizes[S]>> } = {
  smoke: {
    tiny: smoke(1, 2, 1, 60_000),
    laptop: smoke(2, 6, 3, minutes(3)),
    bar: smoke(4, 25, 5, minutes(10)),
    cluster: smoke(20, 25, 5, minutes(10)),
  },
  accounts: {
    tiny: rate(20, 10, 10),
    laptop: rate(20, 10, 30),
    bar: rate(20, 10, 30),
    cluster: rate(200, 100, 60),
  },
  registration: { tiny: rate(0, 1, 8), laptop: rate(0, 4, 20), bar: rate(0, 8, 60), cluster: rate(0, 100, 300) },
  login: { tiny: rate(4, 2, 8), laptop: rate(20, 5, 20), bar: rate(40, 10, 60), cluster: rate(500, 100, 300) },
  hold: {
    tiny: room({ rooms: 2, viewers: 20, socketsPerVu: 10, perSecond: 4, rampSeconds: 3, seconds: 8, decodeOneIn: 1 }),
    laptop: room({
      ...{ rooms: 20, viewers: 1_000, socketsPerVu: 50, perSecond: 40, rampSeconds: 15, seconds: 30, decodeOneIn: 20 },
    }),
    bar: room({
      ...{
        rooms: 50,
        viewers: 10_000,
        socketsPerVu: 100,
        perSecond: 100,
        rampSeconds: 90,
        seconds: 60,
        decodeOneIn: 50,
      },
    }),
    cluster: room({
      ...{ rooms: 500, viewers: 100_000, socketsPerVu: 100, perSecond: 1_000 },
      ...{ rampSeconds: 300, seconds: 600, decodeOneIn: 100 },
    }),
  },
  'join-storm': {
    tiny: join(2, 4, 5, 5),
    laptop: join(10, 40, 50, 20),
    bar: join(50, 150, 150, 30),
    cluster: join(500, 2_000, 2_000, 60),
  },
  'join-storm-tickets': {
    tiny: join(2, 0, 20, 5),
    laptop: join(10, 0, 100, 20),
    bar: join(50, 0, 300, 30),
    cluster: join(500, 0, 5_000, 60),
  },
  'join-storm-driver': {
    tiny: join(2, 0, 100, 3),
    laptop: join(10, 0, 500, 10),
    bar: join(50, 0, 1_000, 10),
    cluster: join(500, 0, 5_000, 30),
  },
  'chat-flood': {
    tiny: room({ rooms: 1, viewers: 8, socketsPerVu: 8, perSecond: 10, rampSeconds: 2, seconds: 6, decodeOneIn: 1 }),
    laptop: room({
      ...{ rooms: 2, viewers: 200, socketsPerVu: 50, perSecond: 100, rampSeconds: 5, seconds: 30, decodeOneIn: 10 },
    }),
    bar: room({
      ...{ rooms: 5, viewers: 1_000, socketsPerVu: 50, perSecond: 250, rampSeconds: 15, seconds: 60, decodeOneIn: 50 },
    }),
    cluster: room({
      ...{
        rooms: 50,
        viewers: 10_000,
        socketsPerVu: 50,
        perSecond: 2_500,
        rampSeconds: 60,
        seconds: 300,
        decodeOneIn: 100,
      },
    }),
  },
  'gift-combo': {
    tiny: room({ rooms: 1, viewers: 4, socketsPerVu: 4, perSecond: 20, rampSeconds: 2, seconds: 5, decodeOneIn: 1 }),
    laptop: room({
      ...{ rooms: 10, viewers: 100, socketsPerVu: 20, perSecond: 200, rampSeconds: 5, seconds: 20, decodeOneIn: 10 },
    }),
    bar: room({
      ...{ rooms: 50, viewers: 500, socketsPerVu: 25, perSecond: 1_000, rampSeconds: 10, seconds: 60, decodeOneIn: 50 },
    }),
    cluster: room({
      ...{
        rooms: 500,
        viewers: 10_000,
        socketsPerVu: 50,
        perSecond: 10_000,
        rampSeconds: 60,
        seconds: 300,
        decodeOneIn: 100,
      },
    }),
  },
  'like-rain': {
    tiny: room({ rooms: 1, viewers: 8, socketsPerVu: 8, perSecond: 20, rampSeconds: 2, seconds: 5, decodeOneIn: 1 }),
    laptop: room({
      ...{ rooms: 5, viewers: 250, socketsPerVu: 50, perSecond: 200, rampSeconds: 5, seconds: 30, decodeOneIn: 10 },
    }),
    bar: room({
      ...{
        rooms: 10,
        viewers: 1_000,
        socketsPerVu: 50,
        perSecond: 1_000,
        rampSeconds: 15,
        seconds: 60,
        decodeOneIn: 50,
      },
    }),
    cluster: room({
      ...{
        rooms: 100,
        viewers: 20_000,
        socketsPerVu: 50,
        perSecond: 10_000,
        rampSeconds: 60,
        seconds: 300,
        decodeOneIn: 100,
      },
    }),
  },
  'reconnect-storm': {
    tiny: room({ rooms: 1, viewers: 20, socketsPerVu: 10, perSecond: 2, rampSeconds: 2, seconds: 8, decodeOneIn: 1 }),
    laptop: room({
      ...{ rooms: 10, viewers: 1_000, socketsPerVu: 50, perSecond: 20, rampSeconds: 15, seconds: 30, decodeOneIn: 10 },
    }),
    bar: room({
      ...{
        rooms: 50,
        viewers: 5_000,
        socketsPerVu: 100,
        perSecond: 100,
        rampSeconds: 45,
        seconds: 45,
        decodeOneIn: 50,
      },
    }),
    cluster: room({
      ...{
        rooms: 500,
        viewers: 50_000,
        socketsPerVu: 100,
        perSecond: 1_000,
        rampSeconds: 300,
        seconds: 120,
        decodeOneIn: 100,
      },
    }),
  },
  'host-day': {
    tiny: join(0, 8, 1, 10),
    laptop: join(0, 20, 2, 30),
    bar: join(0, 50, 4, 60),
    cluster: join(0, 500, 50, 300),
  },
  'lobby-browse': {
    tiny: rate(4, 10, 10),
    laptop: rate(12, 20, 15),
    bar: rate(12, 20, 30),
    cluster: rate(100, 200, 120),
  },
  mixed: {
    tiny: { accounts: 4, rooms: 1, perSecond: 5, seconds: 10, durationMsMax: minutes(3) },
    laptop: { accounts: 40, rooms: 5, perSecond: 8, seconds: 60, durationMsMax: minutes(5) },
    bar: { accounts: 100, rooms: 20, perSecond: 12, seconds: 180, durationMsMax: minutes(8) },
    cluster: { accounts: 2_000, rooms: 200, perSecond: 1_000, seconds: 600, durationMsMax: minutes(20) },
  },
  soak: {
    tiny: room({ rooms: 1, viewers: 10, socketsPerVu: 5, perSecond: 4, rampSeconds: 2, seconds: 20, decodeOneIn: 1 }),
    laptop: room({
      ...{ rooms: 5, viewers: 250, socketsPerVu: 50, perSecond: 20, rampSeconds: 10, seconds: 300, decodeOneIn: 20 },
    }),
    bar: room({
      ...{
        rooms: 20,
        viewers: 2_000,
        socketsPerVu: 100,
        perSecond: 60,
        rampSeconds: 60,
        seconds: 1_800,
        decodeOneIn: 50,
      },
    }),
    cluster: room({
      ...{
        rooms: 200,
        viewers: 50_000,
        socketsPerVu: 100,
        perSecond: 600,
        rampSeconds: 300,
        seconds: 4 * 3_600,
        decodeOneIn: 100,
      },
    }),
  },
  spike: {
    tiny: step(1, 4, 2, 10, 12),
    laptop: step(5, 20, 5, 50, 60),
    bar: step(20, 100, 10, 150, 120),
    cluster: step(200, 1_000, 100, 2_000, 300),
  },
  breakpoint: {
    tiny: step(1, 0, 10, 50, 12),
    laptop: step(5, 0, 20, 400, 90),
    bar: step(20, 0, 50, 2_000, 240),
    cluster: step(200, 0, 500, 20_000, 600),
  },
};

/** Scenarios that have sizes; whether their file exists is another question (build.ts). */
// Object.keys widens to string; the object has exactly these keys.
export const sizedScenarios = Object.keys(profiles) as readonly ScenarioName[];

export function isProfileName(name: string): name is ProfileName {
  return profileNames.some((known) => known === name);
}

/** The sizes of a scenario in a profile, undefined when there is no such profile. */
export function sizesOf<S extends ScenarioName>(scenario: S, profile: string): ScenarioSizes[S] | undefined {
  return isProfileName(profile) ? profiles[scenario][profile] : undefined;
}

function smoke(rooms: number, viewersPerRoom: number, each: number, durationMsMax: number): SmokeSizes {
  const acts = { chatsPerViewer: each, likesPerViewer: each, giftsPerViewer: each };
  return { rooms, viewersPerRoom, ...acts, decodeOneIn: 1, durationMsMax };
}
