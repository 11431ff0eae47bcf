import { describe, expect, it } from 'vitest';
import { accountRegions } from '../ids.ts';
import { regionOfCountry } from './regions.ts';

describe('regionOfCountry', () => {
  // The customer's table of countries.
  it.each([
    ['NP', 'ap-southeast-1', 'ASIA', 'a'],
    ['IN', 'ap-south-1', 'INDIA', 'a'],
    ['US', 'us-east-1', 'NORTH_AMERICA', 'u'],
    ['CA', 'us-east-1', 'NORTH_AMERICA', 'u'],
    ['DE', 'eu-west-1', 'EUROPE', 'e'],
    ['FR', 'eu-west-1', 'EUROPE', 'e'],
    ['GB', 'eu-west-1', 'EUROPE', 'e'],
    ['EU', 'eu-west-1', 'EUROPE', 'e'],
  ])('%s goes to %s', (country, region, agoraArea, home) => {
    expect(regionOfCountry(country)).toEqual({ region, agoraArea, home });
  });

  it.each(['XX', '', 'BR', 'de', 'constructor', '__proto__', 'toString'])(
    '%j goes where nobody is named',
    (country) => {
      expect(regionOfCountry(country)).toEqual({ region: 'ap-southeast-1', agoraArea: 'ASIA', home: 'a' });
    },
  );

  it('covers the 27 members of the European Union', () => {
    const members = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ');
    expect(members).toHaveLength(27);
    for (const country of members) expect(regionOfCountry(country).home).toBe('e');
  });

  it('names home regions that account ids know', () => {
    for (const country of ['NP', 'US', 'DE']) expect(accountRegions).toHaveProperty(regionOfCountry(country).home);
  });
});
