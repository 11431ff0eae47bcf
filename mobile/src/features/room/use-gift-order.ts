import type { Gift } from '@halobuzz/core/api/wallet';
import { useCallback, useRef, useState } from 'react';
import type { GiftOutcome } from './use-room.ts';

export interface GiftOrder {
  readonly gift: Gift;
  readonly quantity: number;
}

/** From looking at a gift to knowing that it is in the ledger. */
export type GiftStep =
  | { readonly step: 'choosing' }
  | { readonly step: 'confirming'; readonly order: GiftOrder; readonly refusal?: string }
  | { readonly step: 'sending'; readonly order: GiftOrder }
  | { readonly step: 'sent'; readonly order: GiftOrder; readonly tx: string };

/** After these nobody knows whether the gift was charged: only the same id makes another try safe. */
const unknownOutcomes: readonly string[] = ['wallet_unknown', 'unavailable', 'server_error'];

/** The steps of sending a gift. A try whose outcome is unknown is repeated under its first id, so it is charged once. */
export function useGiftOrder(
  send: (giftId: string, quantity: number, clientId: string) => Promise<GiftOutcome>,
  newId: () => string,
) {
  const [state, setState] = useState<GiftStep>({ step: 'choosing' });
  const open = useRef<{ readonly key: string; readonly clientId: string }>(undefined);

  const choose = useCallback((gift: Gift, quantity = 1) => {
    setState({ step: 'confirming', order: { gift, quantity } });
  }, []);
  const cancel = useCallback(() => setState({ step: 'choosing' }), []);
  const confirm = useCallback(async () => {
    if (state.step !== 'confirming') return;
    const { order } = state;
    const key = `${order.gift.id}:${order.quantity}`;
    const clientId = open.current?.key === key ? open.current.clientId : newId();
    open.current = { key, clientId };
    setState({ step: 'sending', order });
    const outcome = await send(order.gift.id, order.quantity, clientId);
    if (outcome.ok || !unknownOutcomes.includes(outcome.code)) open.current = undefined;
    setState(
      outcome.ok ? { step: 'sent', order, tx: outcome.tx } : { step: 'confirming', order, refusal: outcome.text },
    );
  }, [state, send, newId]);

  return { state, choose, cancel, confirm };
}
