import { countrySchema } from '@halobuzz/core/api/conventions';

/** Development only: stands in for the platform's finding. */
export const COUNTRY_OVERRIDE_HEADER = 'x-halobuzz-country';
export const UNKNOWN_COUNTRY = 'XX';

/** The caller's country (ISO 3166-1 alpha-2) as the platform found it; `XX` when unknown, and for Tor (`T1`). */
export function countryOf(request: Request, development: boolean): string {
  const override = development ? request.headers.get(COUNTRY_OVERRIDE_HEADER) : null;
  const found = override ?? request.cf?.country;
  const parsed = countrySchema.safeParse(found);
  return parsed.success ? parsed.data : UNKNOWN_COUNTRY;
}
