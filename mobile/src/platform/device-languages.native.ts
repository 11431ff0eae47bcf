import { getLocales } from 'expo-localization';

/** The languages that the device's owner reads, most wanted first, as BCP 47 tags. */
export function deviceLanguages(): readonly string[] {
  return getLocales().map(({ languageTag }) => languageTag);
}
