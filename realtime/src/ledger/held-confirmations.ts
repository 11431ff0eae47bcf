import type { Confirmation } from './project-gifts.ts';
import type { StoreOutages } from './store-outages.ts';

/** Confirmations on their way to gateways, held for a while when control Redis gives no answer. */
export interface HeldConfirmations {
  /** Tells the gateway, or holds them; resolves with whether it was told now. Never rejects. */
  confirm(nodeId: string, gifts: readonly Confirmation[]): Promise<boolean>;
  /** Tells what was held, if the store answers again. */
  flush(): Promise<void>;
}

const control = 'control';

/**
 * Confirmations hurry a client's display and carry no money: a gateway that does not hear one has clients that ask the
 * wallet. So they hold nothing back: at most `heldMax` wait for the store, then the oldest are dropped and counted.
 */
export function heldConfirmations(
  tell: (nodeId: string, gifts: readonly Confirmation[]) => Promise<void>,
  outages: StoreOutages,
  heldMax: number,
  counted: { readonly told: (count: number) => void; readonly dropped: (count: number) => void },
): HeldConfirmations {
  let held: { readonly nodeId: string; readonly gifts: readonly Confirmation[] }[] = [];
  let count = 0;

  const send = async (nodeId: string, gifts: readonly Confirmation[]): Promise<boolean> => {
    if (!outages.mayAsk(control)) return false;
    try {
      await tell(nodeId, gifts);
      outages.answered(control);
      counted.told(gifts.length);
      return true;
    } catch {
      outages.failed(control);
      return false;
    }
  };
  const hold = (nodeId: string, gifts: readonly Confirmation[]): void => {
    held.push({ nodeId, gifts });
    count += gifts.length;
    while (count > heldMax) {
      const dropped = held.shift()?.gifts.length ?? 0;
      count -= dropped;
      counted.dropped(dropped);
    }
  };
  return {
    async confirm(nodeId, gifts) {
      const told = await send(nodeId, gifts);
      if (!told) hold(nodeId, gifts);
      return told;
    },
    async flush() {
      if (held.length === 0) return;
      const waiting = held;
      [held, count] = [[], 0];
      for (const { nodeId, gifts } of waiting) {
        if (!(await send(nodeId, gifts))) hold(nodeId, gifts);
      }
    },
  };
}
