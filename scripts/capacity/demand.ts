/** What people do, for the plan. Assumptions, not measurements: change them and read the plan again. */
export interface Demand {
  /** Rooms by size: each class has this share of all viewers. */
  readonly rooms: readonly { readonly viewers: number; readonly shareOfViewers: number }[];
  readonly chatsPerViewerMinute: number;
  readonly giftsPerViewerHour: number;
  /** Room events that no viewer sends: counts, boards, joins shown. */
  readonly otherEventsPerRoomSecond: number;
  /** What a room takes of its viewers; more is refused by slow mode and rates. */
  readonly roomEventsPerSecondMax: number;
  readonly minutesPerVisit: number;
  readonly requestsPerVisit: number;
  readonly bytesPerFrame: number;
}

export const evening: Demand = {
  rooms: [
    { viewers: 20, shareOfViewers: 0.25 },
    { viewers: 200, shareOfViewers: 0.35 },
    { viewers: 2_000, shareOfViewers: 0.25 },
    { viewers: 20_000, shareOfViewers: 0.15 },
  ],
  ...{ chatsPerViewerMinute: 0.5, giftsPerViewerHour: 3, otherEventsPerRoomSecond: 0.5, roomEventsPerSecondMax: 200 },
  ...{ minutesPerVisit: 12, requestsPerVisit: 8, bytesPerFrame: 260 },
};

/** What is left free of each part: for a machine that dies, a deploy, an evening that is busier than this one. */
export const headroom = { gatewayBusyMax: 0.6, redisBusyMax: 0.5, mongoBusyMax: 0.5, writerBusyMax: 0.5 } as const;

/** Cores of one machine that mongod uses; a replica set is three of them, of which one writes. */
export const coresPerMongoShard = 8;

/** Prices without any discount, in US dollars; order of magnitude, to see which part of a bill matters. */
export const prices = { coreHour: 0.04, memoryGibHour: 0.005, egressGib: 0.02, millionEdgeRequests: 0.3 } as const;

/** Events of a room of this size, a second. */
export function eventsPerSecond(demand: Demand, viewers: number): number {
  const fromViewers = viewers * (demand.chatsPerViewerMinute / 60 + demand.giftsPerViewerHour / 3_600);
  return Math.min(demand.roomEventsPerSecondMax, demand.otherEventsPerRoomSecond + fromViewers);
}
