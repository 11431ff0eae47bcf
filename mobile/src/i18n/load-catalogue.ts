import type { Catalogue } from './catalogue.ts';
import { english } from './english.ts';
import type { Language } from './language.ts';

/** The texts of a language. English is always there; the others are loaded when they are wanted. */
export async function loadCatalogue(language: Language): Promise<Catalogue> {
  switch (language) {
    case 'en':
      return english;
    case 'ne':
      return (await import('./nepali.ts')).nepali;
    case 'hi':
      return (await import('./hindi.ts')).hindi;
    default:
      return language satisfies never;
  }
}
