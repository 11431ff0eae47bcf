import { limits } from '@halobuzz/core/limits';
import type { OriginLog } from '../http/origin-log.ts';
import type { CaseDecisions, OrderDocument } from './case.ts';

/** What decisions order at the origin. Each may be repeated, and says whether there was anything to do. */
export interface OrderActs {
  endBroadcast(roomId: string): Promise<void>;
  /** `gone`: the room is over or does not know the message any more, so nobody sees it. */
  removeMessage(roomId: string, messageId: string, by: string): Promise<'done' | 'gone' | 'refused' | 'busy'>;
  removePicture(accountId: string): Promise<void>;
}

export interface CarryOutDeps {
  readonly caseDecisions: Pick<CaseDecisions, 'dueOrders' | 'finishOrder'>;
  readonly orderActs: OrderActs;
  readonly log: OriginLog;
}

/** One pass over orders of the origin that are due. What a crash cuts off is done again when its lease is over. */
export async function carryOutOrders(deps: CarryOutDeps): Promise<void> {
  for (const order of await deps.caseDecisions.dueOrders('origin', limits.sanctionOrderBatchMax)) {
    const { result, problem } = await carryOut(deps, order);
    await deps.caseDecisions.finishOrder(order._id, result, problem);
  }
}

interface Tried {
  readonly result: 'done' | 'retry' | 'refused';
  readonly problem?: string;
}

async function carryOut({ orderActs, log }: CarryOutDeps, order: OrderDocument): Promise<Tried> {
  try {
    return await actOn(orderActs, order);
  } catch (err) {
    log.warn({ err, order: order._id }, 'an order of a case could not be carried out yet');
    return { result: 'retry', problem: 'a store was out of reach' };
  }
}

async function actOn(
  acts: OrderActs,
  { kind, roomId, accountId, targetKind, targetId, by }: OrderDocument,
): Promise<Tried> {
  if (kind === 'end_broadcast' && roomId !== undefined) {
    await acts.endBroadcast(roomId);
    return { result: 'done' };
  }
  if (kind === 'remove_content' && targetKind === 'message' && roomId !== undefined) {
    const removed = await acts.removeMessage(roomId, targetId, by);
    if (removed === 'busy') return { result: 'retry', problem: 'the room has too many acts waiting' };
    if (removed === 'refused') return { result: 'refused', problem: 'the author stands above who decided' };
    return { result: 'done' };
  }
  if (kind === 'remove_content' && targetKind === 'profile' && accountId !== undefined) {
    await acts.removePicture(accountId);
    return { result: 'done' };
  }
  return { result: 'refused', problem: 'there is nothing that it could be done to' };
}
