import type { CoinPackages, CoinPackageView, StartPaymentRequest } from '@halobuzz/core/api/payments';
import { limits } from '@halobuzz/core/limits';

/** What somebody set out to buy: the request, and the key that makes each repetition of it the same purchase. */
export interface PurchaseOrder {
  readonly request: Pick<StartPaymentRequest, 'packageId' | 'amount' | 'currency' | 'provider'>;
  readonly key: string;
  /** Whose purchase it is: under another account the same key would buy again. */
  readonly accountId: string;
  readonly begunAtMs: number;
}

export type PayWay = CoinPackages['providers'][number];

/**
 * The ways to pay that work here, the best first: in an app its store, on the web cards; the sandbox where the server has
 * one.
 */
export function payWays(
  providers: readonly PayWay[],
  here: { readonly store: PayWay | undefined; readonly cards: boolean },
): readonly PayWay[] {
  const known: readonly PayWay[] = [
    ...(here.store === undefined ? [] : [here.store]),
    ...(here.cards ? (['stripe'] as const) : []),
    'sandbox',
  ];
  return known.filter((way) => providers.includes(way));
}

export function orderOf(
  bought: CoinPackageView,
  currency: StartPaymentRequest['currency'],
  provider: PayWay,
  by: Omit<PurchaseOrder, 'request'>,
): PurchaseOrder | undefined {
  const price = bought.prices.find((one) => one.currency === currency);
  if (price === undefined) return undefined;
  const seen = { packageId: bought.id, packageVersion: bought.version };
  return { ...by, request: { ...seen, amount: price.amount, currency, provider } };
}

/** An order as it is kept on the device. */
export function writeOrder(order: PurchaseOrder): string {
  return JSON.stringify(order);
}

/**
 * The order that was kept, if it is this account's and its key still counts: afterwards the server would take a repetition
 * for a new purchase. Undefined for anything else that stands there.
 */
export function readOrder(text: string | undefined, accountId: string, nowMs: number): PurchaseOrder | undefined {
  const value = jsonOf(text);
  if (!isOrder(value) || value.accountId !== accountId) return undefined;
  return nowMs - value.begunAtMs < limits.idempotencyLifeMs - keyMarginMs ? value : undefined;
}

/** A key is given up so long before the server forgets it: clocks differ. */
const keyMarginMs = 3_600_000;

function jsonOf(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isOrder(value: unknown): value is PurchaseOrder {
  if (typeof value !== 'object' || value === null) return false;
  const { request, key, accountId, begunAtMs } = value as Partial<Record<keyof PurchaseOrder, unknown>>; // Each is looked at.
  if (typeof request !== 'object' || request === null) return false;
  const texts = request as Partial<Record<keyof PurchaseOrder['request'], unknown>>; // Each is looked at.
  return (
    [key, accountId, texts.packageId, texts.amount, texts.currency, texts.provider].every(
      (text) => typeof text === 'string',
    ) && typeof begunAtMs === 'number'
  );
}
