import { limits } from '../limits.ts';

/** A price as a fraction: what is paid for how much. Both above zero. */
export interface UnitPrice {
  /** What it is paid in: prices of one currency alone are compared. */
  readonly currency: string;
  readonly paid: bigint;
  readonly units: bigint;
}

/**
 * Whether new prices are so far from any of the earlier ones that a second person has to agree: more than
 * `limits.cataloguePriceFactorPercentMax` of it, or less than its reciprocal. Several small steps count together, as all
 * prices that held within `limits.cataloguePriceWindowMs` are earlier ones. A currency that was not sold in before is new.
 */
export function leapsInPrice(next: readonly UnitPrice[], earlier: readonly UnitPrice[]): boolean {
  const factor = BigInt(limits.cataloguePriceFactorPercentMax);
  return next.some((price) => {
    const before = earlier.filter(({ currency }) => currency === price.currency);
    return before.some((old) => {
      const [now, then] = [price.paid * old.units, old.paid * price.units];
      return now * 100n > then * factor || then * 100n > now * factor;
    });
  });
}
