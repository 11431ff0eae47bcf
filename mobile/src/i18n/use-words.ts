import { createContext, useContext } from 'react';
import type { Catalogue } from './catalogue.ts';
import { english } from './english.ts';
import { type Language, languages } from './language.ts';

export interface LanguageChoice {
  readonly language: Language;
  readonly words: Catalogue;
  /** Changes the language and remembers it. False when its texts could not be loaded: nothing has changed then. */
  readonly setLanguage: (language: Language) => Promise<boolean>;
}

export const LanguageContext = createContext<LanguageChoice>({
  language: 'en',
  words: english,
  setLanguage: async () => false,
});

/** Every text of the app in the language in use: `const words = useWords().room;`. */
export function useWords(): Catalogue {
  return useContext(LanguageContext).words;
}

export function useLanguage(): Omit<LanguageChoice, 'words'> {
  return useContext(LanguageContext);
}

/** The direction in which the language in use is written. */
export function useDirection(): 'ltr' | 'rtl' {
  return languages[useContext(LanguageContext).language].direction;
}
