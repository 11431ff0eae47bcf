import type { InternalRegions } from '@halobuzz/core/api/regions';
import type { Clock } from '@halobuzz/core/clock';
import { chooseRegion, type EuropeanRooms, type RegionDecision } from '@halobuzz/core/regions/choose-region';
import { regionHealths, statesOf } from '@halobuzz/core/regions/region-health';
import type { NodeRegistry } from '../streams/node-registry.ts';

export interface RegionDeps {
  readonly clock: Clock;
  /** Gateways as of a moment ago: see `nodePicture`. */
  readonly nodePicture: NodeRegistry;
  /** What the installation allows rooms of hosts in Europe. */
  readonly europeanRooms: EuropeanRooms;
}

/** How every region's gateways are. Rejects while the registry is out of reach. */
export async function regionsNow(deps: RegionDeps): Promise<InternalRegions> {
  const nodes = await deps.nodePicture.alive();
  const atMs = deps.clock();
  return { europeanRooms: deps.europeanRooms, atMs, regions: [...regionHealths(nodes, atMs)] };
}

/** Where a broadcast from this country opens now, and why. Rejects while the registry is out of reach. */
export async function decideRegion(deps: RegionDeps, country: string): Promise<RegionDecision> {
  const { regions } = await regionsNow(deps);
  return chooseRegion(country, statesOf(regions), deps.europeanRooms);
}
