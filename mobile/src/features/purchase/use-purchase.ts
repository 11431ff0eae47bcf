import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import type { ApiFailure } from '../../api/failure.ts';
import type { StorePurchase } from '../../platform/store-port.ts';
import { useServices } from '../services.ts';
import { useStepUp } from '../step-up/step-up.tsx';
import { choosing, orderToKeep, type PurchaseEvent, type PurchaseState, purchaseAfter } from './purchase-machine.ts';
import { type PurchaseOrder, readOrder, writeOrder } from './purchase-order.ts';

const key = 'purchase-under-way';
/** How often the server is asked while money is on its way, and while somebody else must allow it. */
export const confirmPollMs = 2_000;
export const waitPollMs = 20_000;

export interface PurchaseUse {
  readonly state: PurchaseState;
  /** Whether it is known yet if a purchase was left unfinished here. */
  readonly ready: boolean;
  /** Whether it was left unfinished before this screen was opened. */
  readonly resumed: boolean;
  readonly tell: (event: PurchaseEvent) => void;
}

/**
 * Runs a purchase: does what its state asks for, and keeps its order on the device for as long as money may hang on it. One
 * that was left unfinished is taken up at once, under its own key.
 *
 * @param back whether the buyer comes from a bank's page
 */
export function usePurchase(accountId: string, back = false): PurchaseUse {
  const { api, storage, paying } = useServices();
  const { run } = useStepUp();
  const [state, tell] = useReducer(purchaseAfter, choosing);
  const [ready, setReady] = useState(false);
  const [leftKey, setLeftKey] = useState<string>();
  const sold = useRef<StorePurchase>(undefined);

  useEffect(() => {
    let mounted = true;
    void storage.get(key).then((text) => {
      if (!mounted) return;
      const order = readOrder(text, accountId, Date.now());
      if (order !== undefined) {
        setLeftKey(order.key);
        tell({ kind: 'ordered', order });
      }
      setReady(true);
    });
    return () => {
      mounted = false;
    };
  }, [storage, accountId]);

  const kept = orderToKeep(state);
  const resumed = kept !== undefined && kept.key === leftKey;
  useEffect(() => {
    if (!ready) return;
    void (kept === undefined ? storage.remove(key) : storage.set(key, writeOrder(kept)));
  }, [storage, ready, kept]);

  // Starting, and repeating a start: harmless under the same key.
  const starting = state.step === 'starting' ? state.order : undefined;
  useEffect(() => {
    if (starting === undefined) return;
    const hear = listening(tell);
    void run(() => api.startPayment(starting.request, starting.key)).then((answer) => {
      if (answer === undefined) hear.tell({ kind: 'cancelled' });
      else if (answer.ok) hear.tell({ kind: 'started', data: answer.data, back });
      else hear.tell({ kind: isDecided(answer.failure) ? 'refused' : 'lost', failure: answer.failure });
    });
    return hear.stop;
  }, [api, run, starting, back]);

  // The store's sheet opens by itself; one that was open when the app ended is not opened again.
  const step = state.step === 'paying' && state.next.kind === 'store' ? state.next : undefined;
  useEffect(() => {
    const { store } = paying;
    if (step === undefined) return;
    const hear = listening(tell);
    void (async () => {
      if (store === undefined) return hear.tell({ kind: 'storeFailed', note: 'store_unavailable' });
      const earlier = (await store.unfinished()).find(({ token }) => token === step.token.toLowerCase());
      const answer = earlier === undefined && !resumed ? await store.buy(step.product, step.token) : undefined;
      const purchase = earlier ?? (answer?.kind === 'sold' ? answer.purchase : undefined);
      if (purchase !== undefined) {
        sold.current = purchase;
        return hear.tell({ kind: 'receipt', receipt: purchase.receipt });
      }
      switch (answer?.kind) {
        case 'deferred':
          return hear.tell({ kind: 'deferred' });
        case 'owned':
          return hear.tell({ kind: 'storeFailed', note: 'owned' });
        case 'unavailable':
          return hear.tell({ kind: 'storeFailed', note: 'store_unavailable' });
        default:
          return hear.tell({ kind: 'cancelled' });
      }
    })();
    return hear.stop;
  }, [paying, step, resumed]);

  const [receipt, paymentId] = state.step === 'handing-in' ? [state.receipt, state.paymentId] : [undefined, undefined];
  useEffect(() => {
    if (receipt === undefined || paymentId === undefined) return;
    const hear = listening(tell);
    void api.redeem(paymentId, receipt).then((answer) => {
      if (answer.ok) hear.tell({ kind: 'told', payment: answer.data.payment });
      else hear.tell({ kind: isDecided(answer.failure) ? 'refused' : 'lost', failure: answer.failure });
    });
    return hear.stop;
  }, [api, receipt, paymentId]);

  const asked = state.step === 'confirming' || state.step === 'waiting' ? state.paymentId : undefined;
  const pollMs = state.step === 'waiting' ? waitPollMs : confirmPollMs;
  useEffect(() => {
    if (asked === undefined) return;
    const hear = listening(tell);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = (): void => {
      void api.payment(asked).then((answer) => {
        // Without an answer it is asked again: the money knows its way meanwhile.
        if (answer.ok) hear.tell({ kind: 'told', payment: answer.data.payment });
        if (hear.listens()) timer = setTimeout(ask, pollMs);
      });
    };
    ask();
    return () => {
      clearTimeout(timer);
      hear.stop();
    };
  }, [api, asked, pollMs]);

  const done = state.step === 'done';
  useEffect(() => {
    if (!done) return;
    // Only now may the store forget it.
    void sold.current?.finish();
    sold.current = undefined;
  }, [done]);

  return { state, ready, resumed, tell: useCallback((event) => tell(event), []) };
}

/** Whether the server decided something: nothing was bought. What it could not do, it may still do when asked again. */
function isDecided(failure: ApiFailure): boolean {
  if (failure.kind !== 'problem' || failure.status >= 500) return false;
  return failure.code !== 'idempotency_in_flight' && failure.code !== 'rate_limited';
}

/** Lets an answer be told only while the state that asked for it lasts. */
function listening(tell: (event: PurchaseEvent) => void) {
  let listens = true;
  return {
    listens: () => listens,
    tell: (event: PurchaseEvent): void => {
      if (listens) tell(event);
    },
    stop: (): void => {
      listens = false;
    },
  };
}

/** Puts an order where the next document finds it. */
export function useHandOver(): (order: PurchaseOrder) => Promise<void> {
  const { storage } = useServices();
  return useCallback((order) => storage.set(key, writeOrder(order)), [storage]);
}
