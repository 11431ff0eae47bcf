import { describe, expect, it } from 'vitest';
import { limits } from '../limits.ts';
import { countries } from '../regions/regions.ts';
import { consentAgesOf, europeanConsentCountries } from './digital-consent-ages.ts';

/** The European Economic Area and the United Kingdom, from the treaties and not from the code. */
const eea = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK GB'.split(' ');

describe('the age of digital consent', () => {
  it('is written down for every country of the EEA and for the United Kingdom, between 13 and 16', () => {
    expect(europeanConsentCountries).toEqual(eea.toSorted());
    for (const country of eea) {
      const { consentAge } = consentAgesOf(country);
      expect(consentAge, country).toBeGreaterThanOrEqual(13);
      expect(consentAge, country).toBeLessThanOrEqual(16);
    }
  });

  it.each([
    ['DE', 13, 16],
    ['FR', 13, 15],
    ['ES', 13, 14],
    ['GB', 13, 13],
    ['US', 13, 13],
    ['NP', 13, 13],
    ['IN', 13, 18],
    ['KR', 13, 14],
    ['AU', 16, 16],
    ['XX', 13, 16],
    ['', 13, 16],
  ])('%s: an account from %i, alone from %i', (country, minimumAge, consentAge) => {
    expect(consentAgesOf(country)).toEqual({ minimumAge, consentAge });
  });

  it('is never below the age for an account, nor above that of an adult, anywhere', () => {
    for (const country of countries) {
      const { minimumAge, consentAge } = consentAgesOf(country);
      expect(minimumAge, country).toBeGreaterThanOrEqual(limits.accountAgeYearsMin);
      expect(consentAge, country).toBeGreaterThanOrEqual(minimumAge);
      expect(consentAge, country).toBeLessThanOrEqual(limits.adultYearsMin);
    }
  });
});
