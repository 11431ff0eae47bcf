import { newOpaqueId, newSubjectId } from '@halobuzz/core/ids';
import { describe, expect, it } from 'vitest';
import type { PayoutOrder, PayoutProvider } from '../src/origin/payouts/provider-port.ts';
import { random } from './intents.ts';

export function payoutOrder(over: Partial<PayoutOrder> = {}): PayoutOrder {
  const payee = newSubjectId(random);
  return { payoutId: newOpaqueId('po', random), payee, currency: 'USD', amount: 10_000n, ...over };
}

/** What every {@link PayoutProvider} does. `admit`: the provider knows this payee from now on. */
export function payoutProviderContract(
  name: string,
  make: () => { readonly provider: PayoutProvider; readonly admit: (payee: string) => void },
): void {
  describe(`${name} as a provider of payouts`, () => {
    it('pays a payout once, however often it is sent, and finds it by its id', async () => {
      const { provider, admit } = make();
      const order = payoutOrder();
      admit(order.payee);
      expect(await provider.find(order.payoutId)).toEqual({ kind: 'absent' });
      const first = await provider.send(order);
      expect(first).toMatchObject({ kind: 'paid', currency: 'USD', amount: 10_000n });
      const [second, third] = await Promise.all([provider.send(order), provider.send(order)]);
      expect([second, third]).toEqual([first, first]);
      expect(await provider.find(order.payoutId)).toEqual(first);
    });

    it('takes an id for one payout only, and pays nothing by a second', async () => {
      const { provider, admit } = make();
      const order = payoutOrder();
      admit(order.payee);
      const first = await provider.send(order);
      const other = await provider.send({ ...order, amount: 10_001n });
      expect(['refused', 'unknown']).toContain(other.kind);
      expect(await provider.find(order.payoutId)).toEqual(first);
    });

    it('holds nothing of what it refused', async () => {
      const { provider, admit } = make();
      const order = payoutOrder({ amount: 0n });
      admit(order.payee);
      expect(await provider.send(order)).toMatchObject({ kind: 'refused' });
      expect(await provider.find(order.payoutId)).toEqual({ kind: 'absent' });
    });
  });
}
