/** Tells the browser the language of the page and how it is written: for voices, hyphens, fonts and the layout. */
export function markDocument(language: string, direction: 'ltr' | 'rtl'): void {
  document.documentElement.lang = language;
  document.documentElement.dir = direction;
}
