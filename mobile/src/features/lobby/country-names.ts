import { countries } from '@halobuzz/core/regions/regions';

export interface NamedCountry {
  readonly code: string;
  readonly name: string;
}

/**
 * Every country by its name in a language, in that language's order; those of `own` first. Where the platform knows no
 * names (Hermes does not) a country is its flag and code.
 */
export function namedCountries(language: string, own: readonly string[]): readonly NamedCountry[] {
  const nameOf = countryNamer(language);
  const all = countries.map((code) => ({ code, name: nameOf(code) }));
  const first = own.flatMap((code) => all.filter((country) => country.code === code));
  const compare = collator(language);
  return [...first, ...all.filter(({ code }) => !own.includes(code)).sort((a, b) => compare(a.name, b.name))];
}

/** Names one country after the other in a language. */
export function countryNamer(language: string): (code: string) => string {
  const names = displayNames(language);
  return (code) => {
    const name = names?.of(code);
    return name === undefined || name === code ? `${flagOf(code)} ${code}` : name;
  };
}

/** The countries of languages such as `ne-NP`, each once. */
export function countriesOfLanguages(tags: readonly string[]): readonly string[] {
  const found = tags.flatMap((tag) => {
    const region = tag
      .split(/[-_@.]/)
      .find((part, index) => index > 0 && /^[A-Za-z]{2}$/.test(part))
      ?.toUpperCase();
    return region !== undefined && countries.includes(region) ? [region] : [];
  });
  return [...new Set(found)];
}

/** Two regional indicators, which fonts draw as a flag. */
export function flagOf(code: string): string {
  return String.fromCodePoint(...[...code].map((letter) => letter.charCodeAt(0) - 65 + 0x1f1e6));
}

function displayNames(language: string): Intl.DisplayNames | undefined {
  // Not every engine has it, whatever the types say.
  if (typeof Intl === 'undefined' || !('DisplayNames' in Intl)) return undefined;
  try {
    return new Intl.DisplayNames([language, 'en'], { type: 'region', fallback: 'code' });
  } catch {
    return undefined;
  }
}

function collator(language: string): (a: string, b: string) => number {
  if (typeof Intl === 'undefined' || !('Collator' in Intl)) return (a, b) => (a < b ? -1 : 1);
  return new Intl.Collator([language, 'en']).compare;
}
