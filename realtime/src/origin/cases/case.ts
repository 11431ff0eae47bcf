import type { CaseDecisionRequest, SanctionOrder } from '@halobuzz/core/api/cases';
import type { CasePriority, ReportReason } from '@halobuzz/core/moderation/case-priority';
import type { CaseOutcome } from '@halobuzz/core/moderation/outcomes';
import type { DecisionReason } from '@halobuzz/core/moderation/reason-codes';
import type { CaseTargetKind } from '@halobuzz/core/moderation/statement-of-reasons';

/** What was reported, as it was then. `image` is the name of a picture. */
export interface CaseSnapshot {
  readonly at: Date;
  readonly handle?: string;
  readonly text?: string;
  readonly title?: string;
  readonly displayName?: string;
  readonly bio?: string;
  readonly image?: string;
}

export interface CaseDecision {
  readonly outcome: CaseOutcome;
  readonly reason?: DecisionReason;
  readonly note: string;
  readonly statement?: string;
  readonly seconds?: number;
  readonly by: string;
  readonly at: Date;
}

/**
 * The open reports of one target, or those that were decided together. Of one target there is at most one that is open.
 * `assignee` is empty while nobody has it; `order` is its place in the queue (core/moderation/case-priority.ts).
 */
export interface CaseDocument {
  _id: string;
  targetKind: CaseTargetKind;
  targetId: string;
  accountId?: string;
  roomId?: string;
  state: 'open' | 'decided';
  priority: CasePriority;
  order: number;
  reason: ReportReason;
  reasons: ReportReason[];
  reports: number;
  /** What its reporters' words count together. */
  crowd: number;
  openedAt: Date;
  lastReportAt: Date;
  changedAt: Date;
  version: number;
  assignee: string;
  leaseUntil?: Date;
  takenAt?: Date;
  snapshot: CaseSnapshot;
  decision?: CaseDecision;
  decidedAt?: Date;
  appeal?: 'open' | 'upheld' | 'lifted';
}

/** Who decides. `full`: an admin, who may decide about staff and ban without an end. */
export interface Decider {
  readonly account: string;
  readonly full: boolean;
}

export interface CaseFilter {
  readonly state: 'open' | 'decided';
  readonly kind?: CaseTargetKind | undefined;
  readonly reason?: ReportReason | undefined;
  readonly priority?: CasePriority | undefined;
  /** An account, or empty for those that nobody has. */
  readonly assignee?: string | undefined;
  readonly account?: string | undefined;
  /** Whoever looks: cases that concern them are left out. */
  readonly viewer?: string | undefined;
}

/** Behind which case a page begins: its place in the list and its id. */
export interface CasePoint {
  readonly order: number;
  readonly id: string;
}

/** Why a case could not be had: somebody else has it (`held`), it is decided, one's own, or one has as many as one may. */
export type NotHeld = 'absent' | 'held' | 'decided' | 'own' | 'full';

export interface Cases {
  get(id: string): Promise<CaseDocument | undefined>;
  list(filter: CaseFilter, after: CasePoint | undefined, limit: number): Promise<readonly CaseDocument[]>;
  /** The case is theirs from now on, for the time of a lease. Whoever has it already keeps it. */
  take(id: string, by: string): Promise<CaseDocument | NotHeld>;
  /** The most urgent case that nobody has and that does not concern them. Undefined: there is none. */
  takeNext(by: string): Promise<CaseDocument | 'full' | undefined>;
  /** Lengthens the lease of who has it. */
  renew(id: string, by: string): Promise<CaseDocument | NotHeld>;
  /** Gives it back. */
  release(id: string, by: string): Promise<CaseDocument | NotHeld>;
  handOver(id: string, change: HandOver): Promise<CaseDocument | NotHeld>;
  /** Lays down what was said, once it is known. */
  complete(id: string, found: { readonly accountId: string; readonly text: string }): Promise<CaseDocument | undefined>;
  /** Gives back what nobody said they were at any more. @returns how many */
  releaseExpired(): Promise<number>;
  reportsOf(id: string, limit: number): Promise<readonly CaseReport[]>;
  /** Notes what became of an appeal against the decision of a case; the statistics count it. */
  noteAppeal(id: string, appeal: 'open' | 'upheld' | 'lifted'): Promise<void>;
}

export interface HandOver {
  readonly by: string;
  readonly to: string;
  readonly reason: string;
}

export interface CaseReport {
  readonly id: string;
  readonly reporterId: string;
  readonly record: { readonly right: number; readonly wrong: number };
  readonly reason: ReportReason;
  readonly note: string | undefined;
  readonly at: Date;
  readonly status: 'open' | 'resolved' | 'rejected';
}

/** An order as it is kept. `where` it is carried out: at the origin, or at the edge, where accounts live. */
export interface OrderDocument extends Omit<SanctionOrder, 'id' | 'atMs' | 'caseId'> {
  _id: string;
  caseId: string;
  where: 'origin' | 'edge';
  at: Date;
  state: 'pending' | 'done' | 'failed';
  nextAt: Date;
  tries: number;
  doneAt?: Date;
  problem?: string;
}

export interface DecideCase extends Omit<CaseDecisionRequest, 'version'> {
  readonly id: string;
  readonly version: number;
  readonly by: string;
  readonly full: boolean;
}

/** `changed`: somebody reported more, or it is not as it was when it was looked at. */
export type NotDecided = 'absent' | 'held' | 'decided' | 'own' | 'changed';

export interface CaseDecisions {
  /**
   * Decides a case with all its reports, the record of who made them, the audit record and the orders that follow, as one
   * transaction. The same decision by the same person again answers what was decided.
   */
  decide(
    decision: DecideCase,
  ): Promise<{ readonly decided: CaseDocument; readonly orders: readonly OrderDocument[] } | NotDecided>;
  ordersOf(caseId: string): Promise<readonly OrderDocument[]>;
  /** Orders that are due there; for the time of a lease nobody else gets them. */
  dueOrders(where: OrderDocument['where'], limit: number): Promise<readonly OrderDocument[]>;
  finishOrder(id: string, result: 'done' | 'retry' | 'refused', problem?: string): Promise<void>;
}
