/** What the device's store sold, and nobody has finished yet: the store offers it again until somebody does. */
export interface StorePurchase {
  readonly product: string;
  /** What the purchase was made with: the payment's id. Undefined for one that was made outside of the app. */
  readonly token: string | undefined;
  /** What the server looks at: Apple's signed transaction, Google's purchase token. */
  readonly receipt: string;
  /** Tells the store that the coins are there. Harmless when repeated. */
  readonly finish: () => Promise<void>;
}

export type StoreAnswer =
  | { readonly kind: 'sold'; readonly purchase: StorePurchase }
  /** Somebody must allow it first (Ask to Buy), or it is paid in cash: the store tells later. */
  | { readonly kind: 'deferred' }
  | { readonly kind: 'cancelled' }
  /** An earlier purchase of this product was never finished. */
  | { readonly kind: 'owned' }
  | { readonly kind: 'unavailable' };

/** The store of the device: it sells at its own prices and takes the money; the server hears of it by receipts. */
export interface StorePort {
  readonly provider: 'apple' | 'google';
  /** Prices as the store writes them, by product. Products that it does not sell are absent. Empty when out of reach. */
  readonly prices: (products: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  /** Opens the store's own sheet. `token` stands in what the store tells the server. Never rejects. */
  readonly buy: (product: string, token: string) => Promise<StoreAnswer>;
  /** What was sold and not finished. Empty when the store is out of reach. */
  readonly unfinished: () => Promise<readonly StorePurchase[]>;
  /** Tells of purchases that come by themselves: allowed later, or made on another screen. Returns how to stop. */
  readonly onSold: (sold: (purchase: StorePurchase) => void) => () => void;
}
