import isoCountries from 'i18n-iso-countries';
import { describe, expect, it } from 'vitest';
import { accountRegions } from '../ids.ts';
import { codesBesideIso, countryGroups, regionNames } from './region-table.ts';
import { countries, isCountry, isInEurope, regionOfCountry } from './regions.ts';

/** The library adds Kosovo's XK, which ISO has not assigned. */
const iso = Object.keys(isoCountries.getAlpha2Codes())
  .filter((code) => code !== 'XK')
  .toSorted();
const listed = [...countryGroups, ...codesBesideIso].flatMap((group) => group.countries.split(' '));
const euMembers = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ');
/** Not members, and yet ruled by the Union's law on personal data: members' territories, and the Economic Area. */
const withTheUnion = 'AX GF GP IS LI MF MQ NO RE YT'.split(' ');

describe('regionOfCountry', () => {
  // The customer's map, to the letter.
  it.each([
    ['NP', 'ap-southeast-1', 'ASIA', 'a'],
    ['IN', 'ap-south-1', 'INDIA', 'a'],
    ['US', 'us-east-1', 'NORTH_AMERICA', 'u'],
    ['DE', 'eu-west-1', 'EUROPE', 'e'],
    ['FR', 'eu-west-1', 'EUROPE', 'e'],
    ['EU', 'eu-west-1', 'EUROPE', 'e'],
    ['CA', 'ap-southeast-1', 'NORTH_AMERICA', 'u'],
    ['GB', 'ap-southeast-1', 'EUROPE', 'e'],
    ['BR', 'ap-southeast-1', 'GLOBAL', 'u'],
    ['JP', 'ap-southeast-1', 'JAPAN', 'a'],
    ['XK', 'ap-southeast-1', 'EUROPE', 'a'],
  ])('%s goes to %s', (country, region, agoraArea, home) => {
    expect(regionOfCountry(country)).toMatchObject({ region, gatewayRegion: region, agoraArea, home });
  });

  it.each(['XX', '', 'de', 'T1', 'constructor', '__proto__', 'toString'])(
    '%j goes where nobody is named',
    (country) => {
      expect(regionOfCountry(country)).toMatchObject({ region: 'ap-southeast-1', agoraArea: 'GLOBAL', home: 'a' });
    },
  );

  it('covers the 27 members of the European Union', () => {
    expect(euMembers).toHaveLength(27);
    for (const country of euMembers) {
      expect(regionOfCountry(country)).toMatchObject({ region: 'eu-west-1', home: 'e', staysInEurope: true });
    }
  });

  it('sends everybody whom the map does not name to ap-southeast-1', () => {
    const named = new Set(['IN', 'US', ...euMembers, ...withTheUnion]);
    const others = iso.filter((country) => !named.has(country));
    expect(others).toHaveLength(249 - named.size);
    for (const country of others)
      expect([country, regionOfCountry(country).region]).toEqual([country, 'ap-southeast-1']);
  });
});

describe('the table', () => {
  it('has every country of ISO 3166-1 once, and no typing error', () => {
    expect(iso).toHaveLength(249);
    expect(countries).toEqual(iso);
    expect(new Set(listed).size).toBe(listed.length);
    expect(listed.filter((code) => !/^[A-Z]{2}$/.test(code))).toEqual([]);
  });

  it('takes no wrong code for a country', () => {
    for (const country of iso) expect(isCountry(country)).toBe(true);
    for (const typo of ['UK', 'NL ', 'nl', 'USA', 'EU', 'XK', 'XX', 'AN', '', '__proto__']) {
      expect([typo, isCountry(typo)]).toEqual([typo, false]);
    }
  });

  it('names each region once in every order', () => {
    for (const country of iso) {
      const { region, fallbacks } = regionOfCountry(country);
      expect([region, ...fallbacks].toSorted()).toEqual(regionNames.toSorted());
    }
  });

  it('names home regions that account ids know', () => {
    for (const country of iso) expect(accountRegions).toHaveProperty(regionOfCountry(country).home);
  });

  it('keeps who is under European law in Europe: room, account and media', () => {
    const staying = iso.filter((country) => regionOfCountry(country).staysInEurope);
    expect(staying).toEqual([...euMembers, ...withTheUnion].toSorted());
    for (const country of staying) {
      const row = regionOfCountry(country);
      expect([country, isInEurope(row.region), row.home, row.agoraArea]).toEqual([country, true, 'e', 'EUROPE']);
    }
  });
});
