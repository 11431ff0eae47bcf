import {
  ErrorCode,
  fetchProducts,
  finishTransaction,
  getAvailablePurchases,
  getPendingTransactionsIOS,
  initConnection,
  type Purchase,
  purchaseErrorListener,
  purchaseUpdatedListener,
  requestPurchase,
} from 'expo-iap';
import { Platform } from 'react-native';
import type { StoreAnswer, StorePort, StorePurchase } from './store-port.ts';

/** The App Store or Google Play. Connects when it is first needed, and again after a failure. */
export function deviceStore(): StorePort | undefined {
  const provider = Platform.OS === 'ios' ? 'apple' : 'google';
  let connecting: Promise<boolean> | undefined;
  const connect = (): Promise<boolean> => {
    connecting ??= initConnection().catch(() => false);
    return connecting.then((connected) => {
      if (!connected) connecting = undefined;
      return connected;
    });
  };
  return {
    provider,
    prices: async (products) => {
      if (!(await connect())) return new Map();
      try {
        const found = (await fetchProducts({ skus: [...products], type: 'in-app' })) ?? [];
        return new Map(found.map(({ id, displayPrice }) => [id, displayPrice]));
      } catch {
        return new Map();
      }
    },
    buy: async (product, token) => ((await connect()) ? buyOnce(product, token) : { kind: 'unavailable' }),
    unfinished: async () => {
      if (!(await connect())) return [];
      try {
        // StoreKit lists consumables that were not finished apart from what is owned.
        const held = Platform.OS === 'ios' ? await getPendingTransactionsIOS() : await getAvailablePurchases();
        return (held ?? []).flatMap(soldOf);
      } catch {
        return [];
      }
    },
    onSold: (sold) => {
      void connect();
      const listening = purchaseUpdatedListener((purchase) => {
        for (const one of soldOf(purchase)) sold(one);
      });
      return () => listening.remove();
    },
  };
}

/** The store answers by events, and by the promise too: whichever says something first counts. */
function buyOnce(product: string, token: string): Promise<StoreAnswer> {
  return new Promise((resolve) => {
    const answer = (value: StoreAnswer): void => {
      updated.remove();
      failed.remove();
      resolve(value);
    };
    const take = (purchase: Purchase): void => {
      if (purchase.productId !== product) return;
      const [sold] = soldOf(purchase);
      if (sold !== undefined) {
        // An earlier purchase of the same product may be handed over just now: it is not what was asked for.
        if (sold.token === undefined || sameToken(sold.token, token)) answer({ kind: 'sold', purchase: sold });
      } else if (purchase.purchaseState === 'pending') answer({ kind: 'deferred' });
    };
    const updated = purchaseUpdatedListener(take);
    const failed = purchaseErrorListener((error) => answer(answerOf(error.code)));
    requestPurchase({
      request: {
        apple: { sku: product, appAccountToken: token, quantity: 1 },
        google: { skus: [product], obfuscatedAccountId: token },
      },
      type: 'in-app',
    }).then(
      (bought) => {
        for (const one of Array.isArray(bought) ? bought : [bought]) if (one !== null) take(one);
      },
      (error: unknown) => answer(answerOf(codeOf(error))),
    );
  });
}

function answerOf(code: string | undefined): StoreAnswer {
  switch (code) {
    case ErrorCode.UserCancelled:
      return { kind: 'cancelled' };
    case ErrorCode.DeferredPayment:
    case ErrorCode.Pending:
      return { kind: 'deferred' };
    case ErrorCode.AlreadyOwned:
    case ErrorCode.DuplicatePurchase:
      return { kind: 'owned' };
    default:
      return { kind: 'unavailable' };
  }
}

function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/** UUIDs come back from StoreKit in capitals. */
function sameToken(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function soldOf(purchase: Purchase): readonly StorePurchase[] {
  const receipt = purchase.purchaseToken;
  if (purchase.purchaseState !== 'purchased' || receipt === null || receipt === undefined) return [];
  const token = tokenOf(purchase);
  return [
    {
      product: purchase.productId,
      token: token?.toLowerCase(),
      receipt,
      finish: async () => {
        try {
          await finishTransaction({ purchase, isConsumable: true });
        } catch {
          // Google's purchase was consumed by the server already, or the store is out of reach and offers it again.
        }
      },
    },
  ];
}

function tokenOf(purchase: Purchase): string | undefined {
  const token = 'appAccountToken' in purchase ? purchase.appAccountToken : undefined;
  const account = 'obfuscatedAccountIdAndroid' in purchase ? purchase.obfuscatedAccountIdAndroid : undefined;
  return token ?? account ?? undefined;
}
