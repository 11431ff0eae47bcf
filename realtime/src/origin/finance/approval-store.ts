import type { Decision } from '../payouts/payout.ts';
import type { PayoutPoint } from '../payouts/payout-store.ts';
import type { ApprovalRequest } from './approval.ts';
import type { AuditedStore } from './history.ts';

export interface ApprovalFilter {
  readonly status: ApprovalRequest['status'];
  readonly kind?: ApprovalRequest['kind'] | undefined;
  readonly by?: { readonly account: string; readonly own: boolean } | undefined;
  /** Default: oldest. */
  readonly order?: 'oldest' | 'newest';
}

/** Requests for good: reads and writes by a majority. A write that finds another state answers undefined. */
export interface ApprovalStore extends AuditedStore {
  /** @returns the request that stands under this id, when there is one already */
  insert(request: ApprovalRequest): Promise<ApprovalRequest | undefined>;
  get(id: string): Promise<ApprovalRequest | undefined>;
  /** By when they were asked. `by`: of this account, or of others. */
  listIn(filter: ApprovalFilter, after: PayoutPoint | undefined, limit: number): Promise<readonly ApprovalRequest[]>;
  /** Adds an approval to one that is open and has exactly so many; with the last one needed it is to be carried out. */
  approve(id: string, before: number, approval: Decision): Promise<ApprovalRequest | undefined>;
  /** `before`: as many approvals as it has, where that matters. */
  reject(id: string, rejection: Decision, before?: number): Promise<ApprovalRequest | undefined>;
  /** Ends those that nobody decided in time. */
  expire(nowMs: number, limit: number): Promise<void>;
  /** It was carried out, or never will be. */
  finish(
    id: string,
    end: {
      readonly execution: 'done' | 'refused';
      readonly atMs: number;
      readonly outcome?: string;
      readonly tx?: string;
    },
  ): Promise<ApprovalRequest | undefined>;
  /** Takes the right to carry it out until then, against when it was due; undefined: it is somebody else's, or over. */
  claim(request: ApprovalRequest, untilMs: number): Promise<ApprovalRequest | undefined>;
  postpone(id: string, untilMs: number, failed: boolean): Promise<void>;
  due(nowMs: number, limit: number): Promise<readonly ApprovalRequest[]>;
  unaudited(limit: number): Promise<readonly ApprovalRequest[]>;
}
