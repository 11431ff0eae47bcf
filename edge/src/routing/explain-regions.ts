import type { InternalRegions, RegionsData } from '@halobuzz/core/api/regions';
import { accountRegions } from '@halobuzz/core/ids';
import { chooseRegion, explainDecision, roomRegions } from '@halobuzz/core/regions/choose-region';
import { statesOf } from '@halobuzz/core/regions/region-health';
import { regionNames, regionSpecs } from '@halobuzz/core/regions/region-table';
import { regionOfCountry } from '@halobuzz/core/regions/regions';
import { UNKNOWN_COUNTRY } from './country.ts';

/** What is chosen for somebody who calls from `country`, and why. `picture` is undefined while nobody can say how the regions are. */
export function explainRegions(country: string, picture: InternalRegions | undefined): Omit<RegionsData, 'media'> {
  const row = regionOfCountry(country);
  const europeanRooms = picture?.europeanRooms ?? 'stay';
  const order = roomRegions(country, europeanRooms);
  const decision =
    picture === undefined ? undefined : chooseRegion(country, statesOf(picture.regions), picture.europeanRooms);
  const accountHome = accountRegions[row.home];
  const why =
    decision === undefined
      ? `How the regions are is not known just now; broadcasts from there open in ${row.region} while it is up.`
      : explainDecision(decision);
  return {
    country,
    region: decision?.region ?? row.region,
    homeRegion: row.region,
    fallbacks: order.slice(1),
    agoraArea: row.agoraArea,
    accountHome,
    europe: row.staysInEurope ? (europeanRooms === 'stay' ? 'stays' : 'may_leave') : 'free',
    reason: [
      country === UNKNOWN_COUNTRY ? 'Your country is not known.' : `You are calling from ${country}.`,
      why,
      ...(row.staysInEurope ? [europeText[europeanRooms]] : []),
      row.agoraArea === 'GLOBAL'
        ? 'Media goes through the nearest of Agora’s servers.'
        : `Media goes through Agora’s ${row.agoraArea} area.`,
      `An account made now is kept in ${accountHome}.`,
      'Rooms you join stand where their host went live, and you are sent elsewhere while that region is full or down.',
    ].join(' '),
    regions: regionNames.map((region) => ({ region, place: regionSpecs[region].place, ...stateOf(region, picture) })),
    ...(picture === undefined ? {} : { checkedAt: new Date(picture.atMs).toISOString() }),
  };
}

const europeText = {
  stay: 'Under European law your rooms stay in Europe, even while no gateway there can take them.',
  may_leave: 'Your rooms leave Europe only while no gateway there can take them.',
} as const;

function stateOf(region: (typeof regionNames)[number], picture: InternalRegions | undefined) {
  const found = picture?.regions.find((health) => health.region === regionSpecs[region].gatewayRegion);
  if (found === undefined) return { state: 'unknown' as const };
  return { state: found.state, loadPercent: found.loadPercent };
}
