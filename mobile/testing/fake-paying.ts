import type { PayingPorts } from '../src/features/purchase/paying-ports.ts';
import type { CardAnswer, CardFormAsk } from '../src/platform/card-form-port.ts';
import type { StoreAnswer, StorePurchase } from '../src/platform/store-port.ts';

/** A browser's ways to pay, until a test gives it a store. The test plays store, card form and documents. */
export class FakePaying {
  /** The path that this document was loaded for. */
  document = '/';
  readonly opened: string[] = [];
  readonly left: string[] = [];
  /** Forms that were opened. */
  readonly forms: CardFormAsk[] = [];
  readonly returnUrls: string[] = [];
  formLoads = true;
  card: CardAnswer = { kind: 'paid' };

  provider: 'apple' | 'google' | undefined;
  prices = new Map<string, string>();
  /** What was asked of the store: `product token`. */
  readonly bought: string[] = [];
  sale: (product: string, token: string) => StoreAnswer | Promise<StoreAnswer> = () => ({ kind: 'cancelled' });
  held: StorePurchase[] = [];
  readonly finished: string[] = [];
  readonly listeners = new Set<(purchase: StorePurchase) => void>();

  purchaseOf(token: string | undefined, product = 'halobuzz.coins_500'): StorePurchase {
    return {
      product,
      token,
      receipt: `receipt-${token}`,
      finish: async () => {
        this.finished.push(token ?? '');
      },
    };
  }

  get ports(): PayingPorts {
    const { provider } = this;
    return {
      store:
        provider === undefined
          ? undefined
          : {
              provider,
              prices: async () => this.prices,
              buy: async (product, token) => {
                this.bought.push(`${product} ${token}`);
                return this.sale(product, token);
              },
              unfinished: async () => this.held,
              onSold: (sold) => {
                this.listeners.add(sold);
                return () => this.listeners.delete(sold);
              },
            },
      openCardForm:
        provider !== undefined
          ? undefined
          : async (ask) => {
              this.forms.push(ask);
              if (!this.formLoads) return undefined;
              return {
                confirm: async (returnUrl) => {
                  this.returnUrls.push(returnUrl);
                  return this.card;
                },
                close: () => {},
              };
            },
      ownDocument:
        provider !== undefined
          ? undefined
          : {
              is: (path) => this.document === path,
              open: (path) => this.opened.push(path),
              leave: (path) => this.left.push(path),
              address: (path) => `https://app.example${path}`,
            },
    };
  }
}
