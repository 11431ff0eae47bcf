import { limits } from '@halobuzz/core/limits';
import { roomTickMsOf } from '../../realtime/src/gateway/rooms/room-tick.ts';
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

/** In a second. */
export const microseconds = 1_000_000;

/**
 * Frames that one viewer of a room gets a second, for events at random moments (Poisson). A room's pacer (docs/adr/0010, 0014) sends a burst at
 * once and then a frame a tick; what comes while a frame waits is laid into it. That is a queue with one server, a service of one tick and
 * room for the burst and the frame that waits (M/D/1/K), where an arrival that finds it full costs no frame.
 */
export function framesPerViewerSecond(events: number, viewers: number): number {
  const load = (events * roomTickMsOf(viewers)) / 1_000;
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

/** What so many viewers ask for. */
interface Load {
  readonly joinsPerSecond: number;
  readonly giftsPerSecond: number;
  readonly framesPerSecond: number;
  /** Microseconds of CPU that each part uses in a second. */
  readonly used: Readonly<Record<Part, number>>;
}

type Part = 'gateway' | 'rooms' | 'wallets' | 'writer' | 'mongo';

/** One process of each part: how it is called, and how much of its cores may be used. */
const parts: Readonly<Record<Part, { readonly name: string; readonly busyMax: number; readonly cores: number }>> = {
  gateway: { name: 'one gateway', busyMax: headroom.gatewayBusyMax, cores: 1 },
  rooms: { name: 'one Redis for rooms', busyMax: headroom.redisBusyMax, cores: 1 },
  wallets: { name: 'one Redis for wallets', busyMax: headroom.redisBusyMax, cores: 1 },
  writer: { name: 'one ledger writer', busyMax: headroom.writerBusyMax, cores: 1 },
  mongo: {
    ...{
      name: `one MongoDB of ${coresPerMongoShard} cores`,
      busyMax: headroom.mongoBusyMax,
      cores: coresPerMongoShard,
    },
  },
};

function loadOf(costs: MeasuredCosts, demand: Demand, viewers: number): Load {
  const joinsPerSecond = viewers / (demand.minutesPerVisit * 60);
  const giftsPerSecond = (viewers * demand.giftsPerViewerHour) / 3_600;
  let gateway = joinsPerSecond * costs.join;
  let rooms = joinsPerSecond * costs.joinInRedis;
  let framesPerSecond = 0;
  for (const { viewers: size, shareOfViewers } of demand.rooms) {
    const here = viewers * shareOfViewers;
    const events = eventsPerSecond(demand, size);
    const frames = framesPerViewerSecond(events, size);
    gateway += here * (frames * costs.frame + Math.max(0, events - frames) * costs.eventInFrame);
    rooms += (here / size) * events * costs.eventInRedis;
    framesPerSecond += here * frames;
  }
  const ofGifts = {
    wallets: giftsPerSecond * costs.giftInWallets,
    writer: giftsPerSecond * costs.giftInWriter,
    mongo: giftsPerSecond * costs.giftInMongo,
  };
  return { joinsPerSecond, giftsPerSecond, framesPerSecond, used: { gateway, rooms, ...ofGifts } };
}

/** The plan for so many viewers, from costs that were measured and a demand that is assumed. */
export function planCapacity(costs: MeasuredCosts, demand: Demand, viewers: number): CapacityPlan {
  const { joinsPerSecond, giftsPerSecond, framesPerSecond, used } = loadOf(costs, demand, viewers);
  const needed = (part: Part): number => {
    const { busyMax, cores } = parts[part];
    return Math.max(1, Math.ceil(used[part] / microseconds / busyMax / cores));
  };
  const gateways = needed('gateway');
  const [roomsRedis, walletsRedis] = [needed('rooms'), needed('wallets')];
  const [ledgerWriters, mongoShards] = [needed('writer'), needed('mongo')];
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
  // Everything grows with viewers in proportion.
  const probe = 1_000_000;
  const { used } = loadOf(costs, demand, probe);
  // Object.keys widens to string; these are the table's own keys.
  return (Object.keys(parts) as Part[])
    .map((part) => {
      const { name, busyMax, cores } = parts[part];
      return { part: name, viewers: Math.floor((probe * busyMax * cores * microseconds) / used[part]) };
    })
    .sort((a, b) => a.viewers - b.viewers);
}
