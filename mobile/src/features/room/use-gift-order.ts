import type { Gift } from '@halobuzz/core/api/wallet';
import { limits } from '@halobuzz/core/limits';
import { useCallback, useEffect, useRef, useState } from 'react';
import { keepOpen, type OpenGifts, type Refusal, type SendGift } from './room-session.ts';

export interface GiftOrder {
  readonly gift: Gift;
  readonly quantity: number;
  /** A seated guest; the host without. */
  readonly recipient?: string | undefined;
}

/** From looking at a gift to knowing that it is in the ledger. */
export type GiftStep =
  | { readonly step: 'choosing' }
  | { readonly step: 'confirming'; readonly order: GiftOrder; readonly refusal?: Refusal }
  | { readonly step: 'sending'; readonly order: GiftOrder }
  /** `streak`: pieces sent one soon after the other, 0 once the streak is over. */
  | { readonly step: 'sent'; readonly order: GiftOrder; readonly tx: string; readonly streak: number };

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
  'gift_changed',
  'gift_not_available',
  'gift_id_stale',
  'gift_id_future',
  'gift_id_reused',
  'validation_failed',
  'gift_to_self',
];

/**
 * The steps of sending a gift, and of sending it again and again. A try that may have been charged is repeated under its first
 * id, so it is charged once; `open` keeps those ids and must outlive the tray. One gift is under way at a time: what is
 * asked for meanwhile goes together behind it.
 */
export function useGiftOrder(send: SendGift, newId: () => string, open: OpenGifts) {
  const [state, setState] = useState<GiftStep>({ step: 'choosing' });
  const busy = useRef(false);
  /** Pieces asked for while others were under way. */
  const waiting = useRef(0);
  /** What stands on the screen; an answer about a gift that was left for another does not take its place. */
  const turn = useRef(0);
  const mounted = useRef(true);
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);

  const choose = useCallback((gift: Gift, quantity = 1, recipient?: string) => {
    waiting.current = 0;
    turn.current += 1;
    setState({ step: 'confirming', order: { gift, quantity, recipient } });
  }, []);
  /** The same gift as it is sold now: what is being asked for is asked anew, what was sent goes on. */
  const reprice = useCallback((gift: Gift) => {
    setState((now) => (now.step === 'confirming' ? { ...now, order: { ...now.order, gift } } : now));
  }, []);
  const cancel = useCallback(() => {
    waiting.current = 0;
    turn.current += 1;
    setState({ step: 'choosing' });
  }, []);

  const deliver = useCallback(
    async (order: GiftOrder, quantity: number, streakBefore: number) => {
      busy.current = true;
      const mine = turn.current;
      const show = (next: GiftStep): void => {
        if (mine === turn.current) setState(next);
      };
      let streak = streakBefore;
      for (let pieces = quantity; pieces > 0 && mounted.current; pieces = waiting.current) {
        waiting.current = 0;
        const key = `${order.gift.id}@${order.gift.version}:${pieces}:${order.recipient ?? ''}`;
        const clientId = open.get(key) ?? newId();
        keepOpen(open, key, clientId);
        const outcome = await send(order.gift, pieces, clientId, order.recipient);
        if (outcome.ok || neverCharged.includes(outcome.refusal.code)) open.delete(key);
        if (!outcome.ok) {
          waiting.current = 0;
          // The same number of pieces, so that a repeat goes under the same id.
          show({ step: 'confirming', order: { ...order, quantity: pieces }, refusal: outcome.refusal });
          break;
        }
        streak += pieces;
        show({ step: 'sent', order, tx: outcome.tx, streak });
      }
      busy.current = false;
    },
    [send, newId, open],
  );

  const confirm = useCallback(async () => {
    if (state.step !== 'confirming' || busy.current) return;
    const { order } = state;
    setState({ step: 'sending', order });
    await deliver(order, order.quantity, 0);
  }, [state, deliver]);

  /** The same once more; a streak as long as it goes on. */
  const again = useCallback(() => {
    if (state.step !== 'sent') return;
    const { order, streak } = state;
    waiting.current = Math.min(waiting.current + order.quantity, limits.giftQuantityMax);
    if (!busy.current) void deliver(order, waiting.current, streak);
  }, [state, deliver]);

  const streak = state.step === 'sent' ? state.streak : 0;
  const tx = state.step === 'sent' ? state.tx : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each gift that was taken begins the time anew.
  useEffect(() => {
    if (streak === 0) return undefined;
    const timer = setTimeout(
      () => setState((now) => (now.step === 'sent' ? { ...now, streak: 0 } : now)),
      limits.giftStreakTimeoutMs,
    );
    return () => clearTimeout(timer);
  }, [streak, tx]);

  return { state, choose, reprice, cancel, confirm, again };
}
