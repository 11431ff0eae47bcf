import type { AccountRegion } from '../ids.ts';

/** The regions that broadcasts open in, the customer's four. */
export const regionNames = ['ap-southeast-1', 'ap-south-1', 'us-east-1', 'eu-west-1'] as const;
export type RegionName = (typeof regionNames)[number];

interface RegionSpec {
  readonly place: string;
  /** The label (`NODE_REGION`) of the gateways that stand there. */
  readonly gatewayRegion: string;
  readonly inEurope: boolean;
}

/** What each region is. */
export const regionSpecs: Readonly<Record<RegionName, RegionSpec>> = {
  'ap-southeast-1': { place: 'Singapore', gatewayRegion: 'ap-southeast-1', inEurope: false },
  'ap-south-1': { place: 'Mumbai', gatewayRegion: 'ap-south-1', inEurope: false },
  'us-east-1': { place: 'Virginia', gatewayRegion: 'us-east-1', inEurope: false },
  'eu-west-1': { place: 'Ireland', gatewayRegion: 'eu-west-1', inEurope: true },
};

/**
 * Agora's geofencing areas that its guide documents; `GLOBAL` is no fence. With a fence the SDK connects to servers of that
 * area alone and reports an error where it has none, so that a country without an area of its own gets `GLOBAL`: the
 * nearest server. Source: Agora, "Restrict media zones".
 */
export type AgoraArea = 'ASIA' | 'CHINA' | 'EUROPE' | 'GLOBAL' | 'INDIA' | 'JAPAN' | 'NORTH_AMERICA';

/** Countries that share one way. */
export interface CountryGroup {
  readonly name: string;
  /** Where broadcasts from there open: the customer's map. */
  readonly region: RegionName;
  /** Where else, in this order, while that has no room. */
  readonly fallbacks: readonly RegionName[];
  readonly agoraArea: AgoraArea;
  /** Where accounts made there are kept. */
  readonly home: AccountRegion;
  /** European law on personal data holds there: such rooms leave Europe only where the installation allows it. */
  readonly staysInEurope: boolean;
  /** ISO 3166-1 alpha-2. */
  readonly countries: string;
}

const SINGAPORE = 'ap-southeast-1';
const MUMBAI = 'ap-south-1';
const VIRGINIA = 'us-east-1';
const IRELAND = 'eu-west-1';

const inEurope = { region: IRELAND, fallbacks: [VIRGINIA, MUMBAI, SINGAPORE], agoraArea: 'EUROPE', home: 'e' } as const;
const nearEurope = { region: SINGAPORE, fallbacks: [IRELAND, MUMBAI, VIRGINIA] } as const;
const nearAmerica = { region: SINGAPORE, fallbacks: [VIRGINIA, IRELAND, MUMBAI], home: 'u' } as const;
const nearIndia = { region: SINGAPORE, fallbacks: [MUMBAI, IRELAND, VIRGINIA], agoraArea: 'ASIA', home: 'a' } as const;
const farEast = { region: SINGAPORE, fallbacks: [MUMBAI, VIRGINIA, IRELAND], home: 'a' } as const;
const free = { staysInEurope: false } as const;

/**
 * Every country of ISO 3166-1, once. The regions are the customer's map, to the letter: NP, IN, US, the European Union,
 * and `ap-southeast-1` for all others; the European Economic Area goes with the Union, because the same law ties its rooms
 * to Europe. What is nearest otherwise shows in the fallbacks.
 */
export const countryGroups: readonly CountryGroup[] = [
  { name: 'Nepal', ...nearIndia, ...free, countries: 'NP' },
  {
    name: 'India',
    region: MUMBAI,
    fallbacks: [SINGAPORE, IRELAND, VIRGINIA],
    agoraArea: 'INDIA',
    home: 'a',
    ...free,
    countries: 'IN',
  },
  {
    name: 'United States',
    region: VIRGINIA,
    fallbacks: [IRELAND, SINGAPORE, MUMBAI],
    agoraArea: 'NORTH_AMERICA',
    home: 'u',
    ...free,
    countries: 'US',
  },
  {
    name: 'European Union',
    ...inEurope,
    staysInEurope: true,
    countries: 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK',
  },
  {
    name: 'Territories of its members where its law holds',
    ...inEurope,
    staysInEurope: true,
    countries: 'AX GF GP MF MQ RE YT',
  },
  { name: 'European Economic Area', ...inEurope, staysInEurope: true, countries: 'IS LI NO' },
  {
    name: 'Europe, with like law on personal data',
    ...nearEurope,
    agoraArea: 'EUROPE',
    home: 'e',
    ...free,
    countries: 'AD CH FO GB GG GI IM JE MC SM VA',
  },
  {
    name: 'Europe, others',
    ...nearEurope,
    agoraArea: 'EUROPE',
    home: 'a',
    ...free,
    countries: 'AL BA BY MD ME MK RS RU SJ TR UA',
  },
  { name: 'North America', ...nearAmerica, agoraArea: 'NORTH_AMERICA', ...free, countries: 'BM CA GL MX PM' },
  {
    name: 'Central America and the Caribbean',
    ...nearAmerica,
    agoraArea: 'NORTH_AMERICA',
    ...free,
    countries: 'AG AI AW BB BL BQ BS BZ CR CU CW DM DO GD GT HN HT JM KN KY LC MS NI PA PR SV SX TC TT VC VG VI',
  },
  {
    name: 'South America',
    ...nearAmerica,
    agoraArea: 'GLOBAL',
    ...free,
    countries: 'AR BO BR CL CO EC FK GY PE PY SR UY VE',
  },
  {
    name: 'Africa',
    ...nearEurope,
    agoraArea: 'GLOBAL',
    home: 'a',
    ...free,
    countries:
      'AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW KE KM LR LS LY MA MG ML MR MU MW MZ NA NE NG RW SC SD SH SL SN SO SS ST SZ TD TG TN TZ UG ZA ZM ZW',
  },
  {
    name: 'West Asia',
    ...nearIndia,
    ...free,
    countries: 'AE AM AZ BH GE IL IQ IR JO KW LB OM PS QA SA SY YE',
  },
  { name: 'Central Asia', ...nearIndia, ...free, countries: 'AF KG KZ TJ TM UZ' },
  { name: 'South Asia', ...nearIndia, ...free, countries: 'BD BT IO LK MV PK' },
  { name: 'China', ...farEast, agoraArea: 'CHINA', ...free, countries: 'CN' },
  { name: 'Japan', ...farEast, agoraArea: 'JAPAN', ...free, countries: 'JP' },
  { name: 'East Asia, others', ...farEast, agoraArea: 'ASIA', ...free, countries: 'HK KP KR MN MO TW' },
  {
    name: 'South-east Asia',
    ...farEast,
    agoraArea: 'ASIA',
    ...free,
    countries: 'BN ID KH LA MM MY PH SG TH TL VN',
  },
  {
    name: 'Oceania',
    ...farEast,
    agoraArea: 'GLOBAL',
    ...free,
    countries: 'AS AU CC CK CX FJ FM GU KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV UM VU WF WS',
  },
  { name: 'Around the Antarctic', ...farEast, agoraArea: 'GLOBAL', ...free, countries: 'AQ BV GS HM TF' },
];

/** Codes that are no countries of ISO 3166-1, and that address databases use all the same. */
export const codesBesideIso: readonly CountryGroup[] = [
  { name: 'Somewhere in Europe', ...inEurope, staysInEurope: true, countries: 'EU' },
  { name: 'Kosovo', ...nearEurope, agoraArea: 'EUROPE', home: 'a', ...free, countries: 'XK' },
];

/** Who cannot be placed: no fence, and the customer's last line. */
export const unplaced: CountryGroup = {
  name: 'Not known',
  ...farEast,
  agoraArea: 'GLOBAL',
  ...free,
  countries: '',
};
