import type { AccountRegion } from '../ids.ts';
import {
  type AgoraArea,
  type CountryGroup,
  codesBesideIso,
  countryGroups,
  type RegionName,
  regionNames,
  regionSpecs,
  unplaced,
} from './region-table.ts';

/** What a country stands for: a row of the table in docs/regions.md. */
export interface RegionChoice {
  /** Where a broadcast from there opens. */
  readonly region: RegionName;
  /** The label of the gateways that stand there. */
  readonly gatewayRegion: string;
  /** Where else it may open, in this order, while that region cannot take it. */
  readonly fallbacks: readonly RegionName[];
  /** Agora's geofencing area for somebody who calls from there. */
  readonly agoraArea: AgoraArea;
  /** Where an account made there is kept. */
  readonly home: AccountRegion;
  /** European law on personal data holds there: see `roomRegions`. */
  readonly staysInEurope: boolean;
}

const countriesOf = (group: CountryGroup): readonly string[] => group.countries.split(' ');

function choiceOf({ region, fallbacks, agoraArea, home, staysInEurope }: CountryGroup): RegionChoice {
  return { region, gatewayRegion: regionSpecs[region].gatewayRegion, fallbacks, agoraArea, home, staysInEurope };
}

function choicesOf(groups: readonly CountryGroup[]): ReadonlyMap<string, RegionChoice> {
  return new Map(
    groups.flatMap((group) => {
      const choice = choiceOf(group);
      return countriesOf(group).map((country) => [country, choice] as const);
    }),
  );
}

const byCountry = choicesOf(countryGroups);
const byOtherCode = choicesOf(codesBesideIso);
const elsewhere = choiceOf(unplaced);

/** Every country of ISO 3166-1 (alpha-2), in the order of the alphabet. */
export const countries: readonly string[] = countryGroups.flatMap(countriesOf).toSorted();

/** Whether the text is a country of ISO 3166-1; `XX`, `EU` and typing errors are none. */
export function isCountry(text: string): boolean {
  return byCountry.has(text);
}

/** The way of a country (ISO 3166-1 alpha-2); where nobody is named, `ap-southeast-1` and no fence for media. */
export function regionOfCountry(country: string): RegionChoice {
  return byCountry.get(country) ?? byOtherCode.get(country) ?? elsewhere;
}

/** Whether the label is one of the table's regions. */
export function isRegionName(label: string): label is RegionName {
  // Widened, because the comparison is the point.
  return (regionNames as readonly string[]).includes(label);
}

/** Whether a region stands in Europe; a label of no region of ours does not. */
export function isInEurope(label: string): boolean {
  return isRegionName(label) && regionSpecs[label].inEurope;
}
