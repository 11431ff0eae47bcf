/** Where something may be sold: in these countries only, or everywhere but in these. Neither: everywhere. */
export interface Countries {
  readonly only?: readonly string[] | undefined;
  readonly except?: readonly string[] | undefined;
}

/** One published version of something, with the time from which it takes the place of every earlier one. */
export interface Offer {
  readonly version: number;
  readonly fromMs: number;
  /** Sold until then; the version stays the one in force. */
  readonly untilMs?: number | undefined;
  /** It takes the thing off sale. */
  readonly withdrawn?: boolean | undefined;
  readonly countries?: Countries | undefined;
}

/** What a buyer's request comes to. `changed`: another price holds now. */
export type Sale<T extends Offer> =
  | { readonly kind: 'sold'; readonly offer: T }
  | { readonly kind: 'changed'; readonly now: T }
  | { readonly kind: 'not_here' }
  | { readonly kind: 'unknown' };

export interface SaleTerms {
  /** ISO 3166-1 alpha-2; `XX` when unknown: then nothing that is for some countries alone. */
  readonly country: string;
  readonly atMs: number;
  /** An offer that ended is still honoured for so long, for who names it. */
  readonly graceMs: number;
  /** One that begins within this is honoured already, for who names it. */
  readonly toleranceMs: number;
}

/** The offer that holds at a time: the highest version that has begun. */
export function offerInForce<T extends Offer>(offers: readonly T[], atMs: number): T | undefined {
  let found: T | undefined;
  for (const offer of offers) {
    if (offer.fromMs <= atMs && (found === undefined || offer.version > found.version)) found = offer;
  }
  return found;
}

/** When a higher version takes the offer's place; it never held at all when that is not after its own beginning. */
export function replacedAtMs(offers: readonly Offer[], { version }: Pick<Offer, 'version'>): number {
  const later = offers.filter((offer) => offer.version > version).map(({ fromMs }) => fromMs);
  return Math.min(Number.POSITIVE_INFINITY, ...later);
}

export function soldIn(countries: Countries | undefined, country: string): boolean {
  if (countries?.only !== undefined) return countries.only.includes(country);
  return countries?.except?.includes(country) !== true;
}

/** Whether an offer that is in force is sold in a country at a time. */
export function isOnSale({ withdrawn, untilMs, countries }: Offer, country: string, atMs: number): boolean {
  return withdrawn !== true && (untilMs === undefined || atMs < untilMs) && soldIn(countries, country);
}

/**
 * What somebody may buy who names a version, or none and takes what holds. A named version is honoured at its own price
 * from when it began until a grace after it ended, so that nobody pays another price than the one they saw.
 */
export function saleOf<T extends Offer>(offers: readonly T[], named: number | undefined, terms: SaleTerms): Sale<T> {
  const { country, atMs, graceMs, toleranceMs } = terms;
  const now = offerInForce(offers, atMs);
  const asked = named === undefined ? undefined : offers.find(({ version }) => version === named);
  if (asked !== undefined && asked.withdrawn !== true && soldIn(asked.countries, country)) {
    const replacedMs = replacedAtMs(offers, asked);
    const endMs = Math.min(replacedMs, asked.untilMs ?? Number.POSITIVE_INFINITY);
    const began = asked.fromMs <= atMs + toleranceMs && replacedMs > asked.fromMs;
    if (began && endMs > atMs - graceMs) return { kind: 'sold', offer: asked };
  }
  if (now === undefined) return offers.length === 0 ? { kind: 'unknown' } : { kind: 'not_here' };
  if (!isOnSale(now, country, atMs)) return { kind: 'not_here' };
  return named === undefined || named === now.version ? { kind: 'sold', offer: now } : { kind: 'changed', now };
}

/** The next time after `atMs` at which another offer holds, or one that holds begins or ends to be sold. */
export function nextChangeMs(offers: readonly Offer[], atMs: number): number | undefined {
  const now = offerInForce(offers, atMs);
  const times = [
    ...offers.filter(({ version }) => version > (now?.version ?? 0)).map(({ fromMs }) => fromMs),
    ...(now?.untilMs === undefined ? [] : [now.untilMs]),
  ].filter((timeMs) => timeMs > atMs);
  return times.length === 0 ? undefined : Math.min(...times);
}
