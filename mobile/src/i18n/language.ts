/**
 * The languages of the app, each by its own name. A catalogue of texts belongs to each (docs/app-languages.md).
 * `letters`: whether they stand apart, or hang together, so that nothing is put between them.
 */
export const languages = {
  en: { name: 'English', direction: 'ltr', letters: 'apart' },
  ne: { name: 'नेपाली', direction: 'ltr', letters: 'joined' },
  hi: { name: 'हिन्दी', direction: 'ltr', letters: 'joined' },
} as const satisfies Record<string, Writing>;

interface Writing {
  readonly name: string;
  readonly direction: 'ltr' | 'rtl';
  readonly letters: 'apart' | 'joined';
}

export type Language = keyof typeof languages;

// `Object.keys` tells the names of the very object above.
export const languageCodes = Object.keys(languages) as readonly Language[];

/** The language of a code that was stored; undefined for any other text. */
export function languageOf(code: string | undefined): Language | undefined {
  return languageCodes.find((known) => known === code);
}

/**
 * The first of the device's languages that the app speaks, else English.
 *
 * @param tags BCP 47 tags such as `ne-NP`, most wanted first
 */
export function preferredLanguage(tags: readonly string[]): Language {
  for (const tag of tags) {
    const known = languageOf(tag.toLowerCase().split(/[-_]/)[0]);
    if (known !== undefined) return known;
  }
  return 'en';
}
