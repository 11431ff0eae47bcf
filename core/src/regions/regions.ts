import type { AccountRegion } from '../ids.ts';

/** A media and gateway region, and Agora's geofencing area beside it. */
export interface RegionChoice {
  readonly region: string;
  readonly agoraArea: string;
  readonly home: AccountRegion;
}

const euMembers = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ');
/** The rest of the European Economic Area, and two whose law treats personal data alike: their accounts stay in Europe too. */
const likeTheEu = 'IS LI NO GB CH'.split(' ');
const europe: RegionChoice = { region: 'eu-west-1', agoraArea: 'EUROPE', home: 'e' };

const byCountry: Readonly<Record<string, RegionChoice>> = {
  NP: { region: 'ap-southeast-1', agoraArea: 'ASIA', home: 'a' },
  IN: { region: 'ap-south-1', agoraArea: 'INDIA', home: 'a' },
  US: { region: 'us-east-1', agoraArea: 'NORTH_AMERICA', home: 'u' },
  CA: { region: 'us-east-1', agoraArea: 'NORTH_AMERICA', home: 'u' },
  // No country, but what some address databases say of one that they can't place more closely.
  EU: europe,
  ...Object.fromEntries([...euMembers, ...likeTheEu].map((country) => [country, europe])),
};

const elsewhere: RegionChoice = { region: 'ap-southeast-1', agoraArea: 'ASIA', home: 'a' };

/** The region for a country (ISO 3166-1 alpha-2); `ap-southeast-1` where the table names none. */
export function regionOfCountry(country: string): RegionChoice {
  return (Object.hasOwn(byCountry, country) ? byCountry[country] : undefined) ?? elsewhere;
}
