import type { SalePlatform } from '../api/catalogue.ts';
import type { FiatCurrency, PaymentProviderName } from './provider-facts.ts';

/** Coins at one set of prices. A new price is a new version; a payment names both. */
export interface CoinPackage {
  readonly id: string;
  readonly version: number;
  readonly coins: bigint;
  /** On top of `coins`, at no price. */
  readonly bonus: bigint;
  /** Minor units, every currency we sell in. */
  readonly prices: Readonly<Record<FiatCurrency, bigint>>;
  /** Product ids in the stores; they name the price there. */
  readonly appleProduct: string;
  readonly googleProduct: string;
}

function packageOf(
  coins: bigint,
  bonus: bigint,
  usd: bigint,
  [eur, gbp, inr, npr]: readonly [bigint, bigint, bigint, bigint],
): CoinPackage {
  const id = `coins_${coins}`;
  const prices = { USD: usd, EUR: eur, GBP: gbp, INR: inr, NPR: npr };
  return { id, version: 1, coins, bonus, prices, appleProduct: `halobuzz.${id}`, googleProduct: `halobuzz.${id}` };
}

/** Where each provider's buyers are; the sandbox stands for cards. */
export const platformOfProvider = {
  ...{ apple: 'ios', google: 'android', stripe: 'web', sandbox: 'web' },
} as const satisfies Readonly<Record<PaymentProviderName, SalePlatform>>;

/** What a new installation sells; the `coin_packages` collection owns it from then on. */
export const initialCoinPackages: readonly CoinPackage[] = [
  packageOf(100n, 0n, 99n, [99n, 89n, 8_900n, 14_000n]),
  packageOf(500n, 25n, 499n, [499n, 449n, 44_900n, 69_900n]),
  packageOf(1_000n, 80n, 999n, [999n, 899n, 89_900n, 139_900n]),
  packageOf(5_000n, 500n, 4_999n, [4_999n, 4_499n, 449_900n, 699_900n]),
  packageOf(10_000n, 1_500n, 9_999n, [9_999n, 8_999n, 899_900n, 1_399_900n]),
];

const euroCountries = 'AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK AD MC SM VA ME XK'.split(' ');
const ownCurrencies: Readonly<Record<string, FiatCurrency>> = { GB: 'GBP', IN: 'INR', NP: 'NPR' };

/** The currency that somebody in this country (ISO 3166-1 alpha-2) sees prices in; US dollars where we have none. */
export function currencyOfCountry(country: string): FiatCurrency {
  return euroCountries.includes(country) ? 'EUR' : (ownCurrencies[country] ?? 'USD');
}

/** A payment of at least so much, in minor units, wants a fresh proof of who pays. */
export const stepUpFrom: Readonly<Record<FiatCurrency, bigint>> = {
  ...{ USD: 4_000n, EUR: 4_000n, GBP: 3_500n, INR: 350_000n, NPR: 550_000n },
};
