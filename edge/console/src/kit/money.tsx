import { moneyText } from './money-text.ts';

/** An amount in minor units, as the API sends it. */
export function Money({ minor, currency }: { readonly minor: string; readonly currency: string }) {
  return <span className="number">{moneyText(minor, currency)}</span>;
}
