import { useEffect } from 'react';
import { useAccount } from '../auth/session.tsx';
import { useServices } from '../services.ts';
import { settlePurchase } from './settle-purchase.ts';

/** How long it waits between two questions whether coins are booked. */
export const settlePauseMs = 2_000;

/**
 * In apps: takes up what the store sold and nobody finished (the app died, a parent allowed it later), as soon as somebody
 * is signed in. Nothing to see.
 */
export function StoreKeeper() {
  const { api, paying } = useServices();
  const { store } = paying;
  const accountId = useAccount()?.accountId;
  useEffect(() => {
    if (store === undefined || accountId === undefined) return;
    let mounted = true;
    const pause = () => new Promise<void>((resolve) => setTimeout(resolve, settlePauseMs));
    const stop = store.onSold((purchase) => void settlePurchase(api, purchase, pause));
    void store.unfinished().then(async (held) => {
      for (const purchase of held) if (mounted) await settlePurchase(api, purchase, pause);
    });
    return () => {
      mounted = false;
      stop();
    };
  }, [api, store, accountId]);
  return null;
}
