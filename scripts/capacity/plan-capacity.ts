import { limits } from '@halobuzz/core/limits';
import { coresPerMongoShard, type Demand, eventsPerSecond, headroom, prices } from './demand.ts';
import type { MeasuredCosts } from './measured-costs.ts';

/** Machines and money for so many viewers at a time. */
export interface CapacityPlan {
  readonly viewers: number;
  readonly joinsPerSecond: number;
  readonly giftsPerSecond: number;
  /** Frames that leave all gateways, a second. */
  readonly framesPerSecond: number;
  readonly egressGibPerSecond: number;
  /** One process on one core each, and the share of it that is used. */
  readonly gateways: number;
  readonly gatewayMib: number;
  readonly roomsRedis: number;
  readonly walletsRedis: number;
  readonly ledgerWriters: number;
  readonly mongoShards: number;
  readonly edgeRequestsPerSecond: number;
  readonly dollarsPerHour: { readonly machines: number; readonly egress: number; readonly edge: number };
}

const microseconds = 1_000_000;

/**
 * Frames that one viewer of a room gets a second, for events at random moments (Poisson). A room's pacer (docs/adr/0010, 0014) sends a burst at
 * once and then a frame a tick; what comes while a frame waits is laid into it. That is a queue with one server, a service of one tick and
 * room for the burst and the frame that waits (M/D/1/K), where an arrival that finds it full costs no frame.
 */
export function framesPerViewerSecond(events: number, viewers: number): number {
  const load = (events * roomTickMs(viewers)) / 1_000;
  const places = limits.roomTickBurstMax + 1;
  // Arrivals during one service: a Poisson distribution.
  const arrivals: number[] = [Math.exp(-load)];
  for (let k = 1; k < places; k += 1) arrivals.push(((arrivals[k - 1] ?? 0) * load) / k);
  const none = arrivals[0] ?? 1;
  // How many are left behind by one that goes, each beside the chance of none (the chain embedded at departures).
  const left: number[] = [1];
  for (let j = 0; j < places - 1; j += 1) {
    let rest = (left[j] ?? 0) - (arrivals[j] ?? 0);
    for (let i = 1; i <= j; i += 1) rest -= (left[i] ?? 0) * (arrivals[j - i + 1] ?? 0);
    left.push(rest / none);
  }
  const idle = 1 / left.reduce((sum, value) => sum + value, 0);
  return events / (idle + load);
}

/** The tick of a room with so many viewers on all nodes. */
export function roomTickMs(viewers: number): number {
  return Math.min(limits.roomTickMsMax, limits.roomTickMs + viewers / limits.roomTickViewersPerMs);
}

/** CPU that one viewer of such a room costs their gateway, µs a second, without joining. */
export function viewerCost(costs: MeasuredCosts, demand: Demand, viewers: number): number {
  const events = eventsPerSecond(demand, viewers);
  const frames = framesPerViewerSecond(events, viewers);
  return frames * costs.frame + Math.max(0, events - frames) * costs.eventInFrame;
}

/** The plan for so many viewers, from costs that were measured and a demand that is assumed. */
export function planCapacity(costs: MeasuredCosts, demand: Demand, viewers: number): CapacityPlan {
  const joinsPerSecond = viewers / (demand.minutesPerVisit * 60);
  const giftsPerSecond = (viewers * demand.giftsPerViewerHour) / 3_600;
  let gatewayCpu = joinsPerSecond * costs.join;
  let framesPerSecond = 0;
  let roomEvents = 0;
  for (const { viewers: size, shareOfViewers } of demand.rooms) {
    const here = viewers * shareOfViewers;
    const events = eventsPerSecond(demand, size);
    gatewayCpu += here * viewerCost(costs, demand, size);
    framesPerSecond += here * framesPerViewerSecond(events, size);
    roomEvents += (here / size) * events;
  }
  const cores = (microsecondsUsed: number, busyMax: number): number =>
    Math.max(1, Math.ceil(microsecondsUsed / microseconds / busyMax));
  const gateways = cores(gatewayCpu, headroom.gatewayBusyMax);
  const roomsRedis = cores(roomEvents * costs.eventInRedis + joinsPerSecond * costs.joinInRedis, headroom.redisBusyMax);
  const walletsRedis = cores(giftsPerSecond * costs.giftInWallets, headroom.redisBusyMax);
  const ledgerWriters = cores(giftsPerSecond * costs.giftInWriter, headroom.writerBusyMax);
  const mongoShards = Math.ceil(cores(giftsPerSecond * costs.giftInMongo, headroom.mongoBusyMax) / coresPerMongoShard);
  const egressGibPerSecond = (framesPerSecond * demand.bytesPerFrame) / 1_024 ** 3;
  const edgeRequestsPerSecond = joinsPerSecond * demand.requestsPerVisit;
  // Each Redis has a replica; each shard of MongoDB is three machines.
  const coresInAll = gateways + 2 * (roomsRedis + walletsRedis) + ledgerWriters + 3 * mongoShards * coresPerMongoShard;
  const memoryGib = (viewers * costs.viewerKib) / 1_024 ** 2 + coresInAll * 2;
  return {
    ...{ viewers, joinsPerSecond, giftsPerSecond, framesPerSecond, egressGibPerSecond, gateways },
    gatewayMib: (viewers / gateways) * (costs.viewerKib / 1_024),
    ...{ roomsRedis, walletsRedis, ledgerWriters, mongoShards, edgeRequestsPerSecond },
    dollarsPerHour: {
      machines: coresInAll * prices.coreHour + memoryGib * prices.memoryGibHour,
      egress: egressGibPerSecond * 3_600 * prices.egressGib,
      edge: ((edgeRequestsPerSecond * 3_600) / 1_000_000) * prices.millionEdgeRequests,
    },
  };
}

/** Viewers at which one process of each part is as busy as it may be: the least of them saturates first. */
export function firstFull(
  costs: MeasuredCosts,
  demand: Demand,
): readonly { readonly part: string; readonly viewers: number }[] {
  const probe = 1_000_000;
  const joins = probe / (demand.minutesPerVisit * 60);
  const gifts = (probe * demand.giftsPerViewerHour) / 3_600;
  const ofRooms = (cost: (size: number) => number): number =>
    demand.rooms.reduce((sum, { viewers, shareOfViewers }) => sum + probe * shareOfViewers * cost(viewers), 0);
  const gateway = joins * costs.join + ofRooms((size) => viewerCost(costs, demand, size));
  const rooms =
    joins * costs.joinInRedis + ofRooms((size) => (eventsPerSecond(demand, size) / size) * costs.eventInRedis);
  const at = (used: number, busyMax: number, cores = 1): number =>
    Math.floor((probe * busyMax * cores * microseconds) / used);
  return [
    { part: 'one gateway', viewers: at(gateway, headroom.gatewayBusyMax) },
    { part: 'one Redis for rooms', viewers: at(rooms, headroom.redisBusyMax) },
    { part: 'one Redis for wallets', viewers: at(gifts * costs.giftInWallets, headroom.redisBusyMax) },
    { part: 'one ledger writer', viewers: at(gifts * costs.giftInWriter, headroom.writerBusyMax) },
    {
      part: `one MongoDB of ${coresPerMongoShard} cores`,
      viewers: at(gifts * costs.giftInMongo, headroom.mongoBusyMax, coresPerMongoShard),
    },
  ].sort((a, b) => a.viewers - b.viewers);
}
