import { type SanctionOrder, sanctionOrdersSchema } from '@halobuzz/core/api/cases';
import { internalPaths } from '@halobuzz/core/api/internal';
import { limits } from '@halobuzz/core/limits';
import { quietly } from '../observability/quietly.ts';
import type { Services } from '../services.ts';

export type OrderDeps = Pick<Services, 'account' | 'origin'>;

interface Tried {
  readonly result: 'done' | 'retry' | 'refused';
  readonly problem?: string;
}

/**
 * Carries out what decisions ordered where accounts live, all that is due. The origin gives an order to one asker for the
 * time of a lease, and an account carries an order out once: whoever dies in between leaves it to the next.
 * @returns how many were tried
 */
export async function carryOutOrders(deps: OrderDeps): Promise<number> {
  for (let tried = 0; ; ) {
    const asked = { method: 'POST', path: internalPaths.dueSanctionOrders, body: {} } as const;
    const { orders } = await deps.origin.call(asked, sanctionOrdersSchema);
    for (const order of orders) {
      const body = await carryOut(deps, order);
      await deps.origin.send({ method: 'POST', path: internalPaths.sanctionOrderResult(order.id), body });
    }
    tried += orders.length;
    if (orders.length < limits.sanctionOrderBatchMax) return tried;
  }
}

/** The same behind an answer, or by the clock: what fails now is done by the next. */
export function carryOutQuietly(deps: OrderDeps): Promise<void> {
  return quietly('orders of cases could not be carried out yet', () => carryOutOrders(deps));
}

async function carryOut({ account }: OrderDeps, order: SanctionOrder): Promise<Tried> {
  if (order.accountId === undefined) return { result: 'refused', problem: 'nobody is known whom it concerns' };
  try {
    const person = account(order.accountId);
    if (order.kind === 'remove_content') {
      const texts = await person.changeProfile({ displayName: '', bio: '' });
      return texts === undefined ? { result: 'refused', problem: 'the account is gone' } : { result: 'done' };
    }
    return outcomeOf(await person.imposeSanction(order));
  } catch {
    return { result: 'retry', problem: 'the account was out of reach' };
  }
}

function outcomeOf(result: 'done' | 'same' | 'unknown' | 'staff' | 'forbidden' | 'own' | 'not_for_accounts'): Tried {
  switch (result) {
    case 'done':
    case 'same':
      return { result: 'done' };
    case 'unknown':
      return { result: 'refused', problem: 'the account is gone' };
    case 'staff':
      return { result: 'refused', problem: 'the account is one of our staff: its roles have to go first' };
    case 'forbidden':
      return { result: 'refused', problem: 'a ban without an end holds, which an admin alone replaces' };
    case 'own':
      return { result: 'refused', problem: 'nobody decides about themselves' };
    case 'not_for_accounts':
      return { result: 'refused', problem: 'it is nothing that is done to an account' };
    default:
      return result satisfies never;
  }
}
