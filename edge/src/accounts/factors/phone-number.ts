import { parsePhoneNumberFromString } from 'libphonenumber-js/mobile';

export interface PhoneNumber {
  /** E.164: `+` and up to 15 digits. */
  readonly e164: string;
  /** ISO 3166-1 alpha-2 of the number's own country. */
  readonly country: string;
}

/**
 * A mobile number in international form, however it is spaced; undefined for anything else. Landlines take no text
 * messages; premium and satellite numbers are what fraud pumps them to.
 */
export function parsePhoneNumber(typed: string): PhoneNumber | undefined {
  if (!typed.trimStart().startsWith('+')) return undefined;
  const parsed = parsePhoneNumberFromString(typed);
  if (parsed === undefined || !parsed.isValid() || parsed.country === undefined || parsed.ext !== undefined) {
    return undefined;
  }
  return { e164: parsed.number, country: parsed.country };
}

/** A number as its owner recognises it and nobody else reads it: the last four digits. */
export function maskedPhone(e164: string): string {
  return `•••• ${e164.slice(-4)}`;
}

/** An address as its owner recognises it: the first letter and the domain. */
export function maskedEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return `${email.slice(0, 1)}•••${email.slice(at)}`;
}
