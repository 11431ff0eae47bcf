import { limits } from '../limits.ts';
import { isCountry } from '../regions/regions.ts';

/**
 * From which age, in years, somebody may agree alone that an online service uses their data (GDPR, Article 8(1): sixteen,
 * or what a member state laid down, thirteen at the least). Laws change: whoever changes a number names its source here.
 *
 * 13: BE loi 30.7.2018 art. 7; EE IKS § 8; FI tietosuojalaki 5 §; GB DPA 2018 s. 9; IS lög 90/2018 art. 10; LV FPDAL s. 33;
 * MT S.L. 586.11; NO personopplysningsloven § 5; PT Lei 58/2019 art. 16; SE lag 2018:218 2 kap. 4 §.
 * 14: AT DSG § 4(4); BG ЗЗЛД чл. 25в; CY 125(I)/2018 s. 8; ES LO 3/2018 art. 7; IT d.lgs. 101/2018 art. 2-quinquies;
 * LT ADTAĮ 6 str. 15: CZ zákon 110/2019 § 7; DK databeskyttelsesloven § 6 (since 2024); FR loi 78-17 art. 45; GR 4624/2019
 * art. 21; SI ZVOP-2 člen 8. 16, the Regulation's own: DE, HR, HU, IE (DPA 2018 s. 31), LI, LU, NL, PL, RO, SK.
 */
const inEurope: Readonly<Record<string, number>> = {
  ...{ AT: 14, BE: 13, BG: 14, CY: 14, CZ: 15, DE: 16, DK: 15, EE: 13, ES: 14, FI: 13, FR: 15, GR: 15, HR: 16 },
  ...{ HU: 16, IE: 16, IT: 14, LT: 14, LU: 16, LV: 13, MT: 13, NL: 16, PL: 16, PT: 13, RO: 16, SE: 13, SI: 15, SK: 16 },
  ...{ IS: 13, LI: 16, NO: 13, GB: 13 },
};

/**
 * The same where another law asks for a parent: CN PIPL arts. 28 and 31; IN DPDP Act 2023 s. 9; KR PIPA art. 22-2;
 * VN Decree 13/2023 art. 20; ZA POPIA ss. 1 and 35.
 */
const elsewhere: Readonly<Record<string, number>> = { CN: 14, IN: 18, KR: 14, VN: 16, ZA: 18 };

/** Below which age an account may not be held at all, where a law says more than thirteen: AU Online Safety Act 2021 s. 63C. */
const minimumAges: Readonly<Record<string, number>> = { AU: 16 };

/** The Regulation's own. */
const europeanAge = 16;

export interface ConsentAges {
  /** Who is younger may hold no account. */
  readonly minimumAge: number;
  /** Who is younger needs a parent's consent. */
  readonly consentAge: number;
}

/** Ages in years. Where the country is unknown it may be any of Europe: the Regulation's own age holds. */
export function consentAgesOf(country: string): ConsentAges {
  const minimumAge = minimumAges[country] ?? limits.accountAgeYearsMin;
  const known =
    inEurope[country] ?? elsewhere[country] ?? (isCountry(country) ? limits.accountAgeYearsMin : europeanAge);
  return { minimumAge, consentAge: Math.max(minimumAge, known) };
}

/** Countries of the EEA and the United Kingdom, whose ages are written down one by one. */
export const europeanConsentCountries: readonly string[] = Object.keys(inEurope).toSorted();
