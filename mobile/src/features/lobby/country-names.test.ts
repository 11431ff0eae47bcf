// @vitest-environment node
import { countries } from '@halobuzz/core/regions/regions';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { countriesOfLanguages, countryNamer, flagOf, namedCountries } from './country-names.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('countries', () => {
  it('are all there, by the names of the language, one’s own first', () => {
    const named = namedCountries('hi', ['NP', 'IN']);
    expect(named.slice(0, 2)).toEqual([
      { code: 'NP', name: 'नेपाल' },
      { code: 'IN', name: 'भारत' },
    ]);
    expect(named.map(({ code }) => code).toSorted()).toEqual(countries);
    expect(namedCountries('en', [])[0]).toEqual({ code: 'AF', name: 'Afghanistan' });
  });

  it('are flag and code where the platform knows no names', () => {
    vi.stubGlobal('Intl', {});
    expect(countryNamer('en')('NP')).toBe('🇳🇵 NP');
    expect(namedCountries('en', ['US'])[0]).toEqual({ code: 'US', name: '🇺🇸 US' });
  });

  it('come from languages, each once, and from nothing that is no country', () => {
    expect(
      countriesOfLanguages(['ne-NP', 'en-US', 'en', 'zh-Hant-TW', 'en-NP', 'en-EU', 'es-419', 'fr-FR@posix']),
    ).toEqual(['NP', 'US', 'TW', 'FR']);
  });

  it('have flags', () => {
    expect(flagOf('NP')).toBe('🇳🇵');
  });
});
