import type { Gift } from '@halobuzz/core/api/wallet';
import { useCallback, useState } from 'react';
import type { GiftOutcome, OpenGifts } from './use-room.ts';

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

/**
 * Only these say that the wallet was asked and this id was never charged. Any other refusal may answer a repeat of a gift
 * whose first answer was lost (the room's client repeats by itself), and it was given before the wallet was asked.
 */
const neverCharged: readonly string[] = [
  'insufficient_balance',
  'wallet_frozen',
  'wallet_owing',
  'coins_held',
  'spend_cap_reached',
  'gift_id_stale',
  'gift_id_future',
  'gift_id_reused',
  'validation_failed',
  'gift_to_self',
];

/**
 * The steps of sending a gift. A try that may have been charged is repeated under its first id, so it is charged once;
 * `open` keeps those ids and must outlive the tray.
 */
export function useGiftOrder(
  send: (giftId: string, quantity: number, clientId: string) => Promise<GiftOutcome>,
  newId: () => string,
  open: OpenGifts,
) {
  const [state, setState] = useState<GiftStep>({ step: 'choosing' });

  const choose = useCallback((gift: Gift, quantity = 1) => {
    setState({ step: 'confirming', order: { gift, quantity } });
  }, []);
  const cancel = useCallback(() => setState({ step: 'choosing' }), []);
  const confirm = useCallback(async () => {
    if (state.step !== 'confirming') return;
    const { order } = state;
    const key = `${order.gift.id}:${order.quantity}`;
    const clientId = open.get(key) ?? newId();
    open.set(key, clientId);
    setState({ step: 'sending', order });
    const outcome = await send(order.gift.id, order.quantity, clientId);
    if (outcome.ok || neverCharged.includes(outcome.code)) open.delete(key);
    setState(
      outcome.ok ? { step: 'sent', order, tx: outcome.tx } : { step: 'confirming', order, refusal: outcome.text },
    );
  }, [state, send, newId, open]);

  return { state, choose, cancel, confirm };
}
