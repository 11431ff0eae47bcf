import { type RegionName, regionSpecs } from './region-table.ts';
import { isInEurope, regionOfCountry } from './regions.ts';

/**
 * Whether rooms of hosts under European law on personal data (`staysInEurope` in the table) may open or be joined outside
 * Europe while no European region can take them. Accounts never move: their home is chosen once, at registration.
 */
export type EuropeanRooms = 'stay' | 'may_leave';

/** `up`: takes rooms. `crowded`: takes rooms when no other can. `down`: no gateway of it takes anybody. */
export type RegionState = 'up' | 'crowded' | 'down';

/** Where rooms of a country may stand, best first; never empty. */
export function roomRegions(country: string, europeanRooms: EuropeanRooms): readonly RegionName[] {
  const { region, fallbacks, staysInEurope } = regionOfCountry(country);
  const order = [region, ...fallbacks];
  return staysInEurope && europeanRooms === 'stay' ? order.filter((name) => regionSpecs[name].inEurope) : order;
}

/** Whether gateways of a region may hold a room of a host from this country. */
export function mayStand(country: string, gatewayRegion: string, europeanRooms: EuropeanRooms): boolean {
  return !regionOfCountry(country).staysInEurope || europeanRooms === 'may_leave' || isInEurope(gatewayRegion);
}

/**
 * Where joiners of a room are sent, best first: the room's own region, then where its country falls back to. A room that
 * opened outside Europe before it had to stay is brought back: its region then is not named.
 */
export function joinRegions(country: string, roomRegion: string, europeanRooms: EuropeanRooms): readonly string[] {
  const others = roomRegions(country, europeanRooms).filter((name) => name !== roomRegion);
  return mayStand(country, roomRegion, europeanRooms) ? [roomRegion, ...others] : others;
}

/** Why a broadcast opens where it does. */
export type RegionReason = 'home_up' | 'home_passed_over' | 'all_crowded' | 'none_up';

export interface RegionDecision {
  /** Where it opens. */
  readonly region: RegionName;
  /** Where the table would have it. */
  readonly home: RegionName;
  readonly reason: RegionReason;
  /** Better ones that were passed over, with their states. */
  readonly passedOver: readonly { readonly region: RegionName; readonly state: RegionState }[];
}

/**
 * The region for a broadcast from a country: its own while that is up, else the first that is, along the fallbacks; then
 * the first that is merely crowded. When none takes anybody the broadcast opens at home and waits there for a gateway.
 */
export function chooseRegion(
  country: string,
  states: ReadonlyMap<string, RegionState>,
  europeanRooms: EuropeanRooms,
): RegionDecision {
  const home = regionOfCountry(country).region;
  const allowed = roomRegions(country, europeanRooms).map((region) => ({
    region,
    state: states.get(regionSpecs[region].gatewayRegion) ?? ('down' as const),
  }));
  const at = (wanted: RegionState): number => allowed.findIndex(({ state }) => state === wanted);
  const decide = (index: number, reason: RegionReason): RegionDecision => ({
    region: allowed[index]?.region ?? home,
    home,
    reason,
    passedOver: allowed.slice(0, index),
  });
  const up = at('up');
  if (up >= 0) return decide(up, up === 0 ? 'home_up' : 'home_passed_over');
  const crowded = at('crowded');
  return crowded >= 0 ? decide(crowded, 'all_crowded') : decide(0, 'none_up');
}

/** The decision in words, for whoever asks why. */
export function explainDecision({ region, home, reason, passedOver }: RegionDecision): string {
  const passed = passedOver.map((other) => `${other.region} (${regionSpecs[other.region].place}) is ${other.state}`);
  const stands = `${region} (${regionSpecs[region].place})`;
  switch (reason) {
    case 'home_up':
      return `Broadcasts open in ${stands}, the region of their country.`;
    case 'home_passed_over':
      return `Broadcasts open in ${stands}, because ${passed.join(' and ')}.`;
    case 'all_crowded':
      return `Broadcasts open in ${stands}: every region that may take them is crowded or down.`;
    case 'none_up':
      return `No region that may take them has a gateway just now: broadcasts open in ${home} and wait there for one.`;
    default:
      return reason satisfies never;
  }
}
