import { type PayoutCurrency, type PayoutRate, payoutCurrencies } from '@halobuzz/core/payouts/rates';
import type { FinanceLists } from './finance-lists.ts';

export type RateStore = Pick<FinanceLists, 'rates' | 'addRate'>;

/** How a request for a rate names it: `USD:2:11/20` is version 2, 11 cents for 20 diamonds. */
export function rateTarget({ currency, version, numerator, denominator }: PayoutRate): string {
  return `${currency}:${version}:${numerator}/${denominator}`;
}

/** Reads {@link rateTarget}; undefined for anything else. */
export function rateOfTarget(target: string): PayoutRate | undefined {
  const [, name, version, numerator, denominator] = /^([A-Z]{3}):(\d{1,9}):(\d{1,18})\/(\d{1,18})$/.exec(target) ?? [];
  const currency = payoutCurrencies.find((one) => one === name);
  if (currency === undefined || version === undefined || numerator === undefined || denominator === undefined) {
    return undefined;
  }
  return { currency, version: Number(version), numerator: BigInt(numerator), denominator: BigInt(denominator) };
}

/** Makes the approved rate the newest, once. @returns why it cannot be, if so */
export async function bringInRate(
  rates: RateStore,
  request: { readonly id: string; readonly target: string },
  nowMs: number,
): Promise<string | undefined> {
  const rate = rateOfTarget(request.target);
  if (rate === undefined) return 'it names no rate';
  const newest = await newestVersion(rates, rate.currency);
  // Carried out before, and the answer was lost: what stands there says by whose request it came.
  if (newest < rate.version - 1) return `version ${rate.version - 1} is missing`;
  const stored = await rates.addRate({ ...rate, since: new Date(nowMs), by: request.id });
  return stored.by === request.id ? undefined : `version ${rate.version} came by another request`;
}

export async function newestVersion(rates: RateStore, currency: PayoutCurrency): Promise<number> {
  const all = await rates.rates();
  return all.reduce((newest, rate) => (rate.currency === currency ? Math.max(newest, rate.version) : newest), 0);
}
