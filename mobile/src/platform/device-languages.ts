/** The languages that the browser's owner reads, most wanted first, as BCP 47 tags. */
export function deviceLanguages(): readonly string[] {
  return navigator.languages;
}
