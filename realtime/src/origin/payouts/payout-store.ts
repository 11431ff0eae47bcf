import type { PayoutStatus } from '@halobuzz/core/payouts/payout';
import type { AuditedStore } from '../finance/history.ts';
import type { Decision, Payout } from './payout.ts';

/** Where the last page ended. */
export interface PayoutPoint {
  readonly atMs: number;
  readonly id: string;
}

/** A move against the status before: of two that contradict each other, one finds nothing to move. */
export interface PayoutMove {
  readonly from: PayoutStatus;
  readonly to: PayoutStatus;
  /** An account id, `host` or `system`. */
  readonly by: string;
  readonly atMs: number;
  readonly reason?: string;
  readonly requestId?: string | undefined;
  readonly set?: Partial<Pick<Payout, 'reasons' | 'externalId' | 'providerText' | 'provider' | 'sentAt' | 'askAt'>>;
  /** Move only a request whose hold was not asked for, or only one that its host still wants. */
  readonly only?: 'hold_not_asked' | 'wanted';
  /** Move only one with so many approvals. */
  readonly approvals?: number;
  /** The ledger holds nothing for it: another may be asked for. */
  readonly close?: true;
}

/** Payouts for good: reads and writes by a majority. A write that finds another state answers undefined. */
export interface PayoutStore extends AuditedStore {
  /** `open`: the host has another open payout. `exists`: this id is known; nothing was written. */
  insert(
    payout: Payout,
  ): Promise<{ readonly kind: 'created' | 'open' } | { readonly kind: 'exists'; readonly payout: Payout }>;
  get(id: string): Promise<Payout | undefined>;
  /** A host's, newest first. */
  listOf(subject: string, after: PayoutPoint | undefined, limit: number): Promise<readonly Payout[]>;
  /** By when they were asked for; default: oldest first. */
  listIn(
    status: PayoutStatus,
    after: PayoutPoint | undefined,
    limit: number,
    order?: 'oldest' | 'newest',
  ): Promise<readonly Payout[]>;
  hasOpen(subject: string): Promise<boolean>;
  /** Diamonds asked for since then, without what came to nothing. */
  askedSince(subject: string, sinceMs: number): Promise<bigint>;
  move(id: string, move: PayoutMove): Promise<Payout | undefined>;
  /** From now on only the ledger decides. */
  markHoldAsked(id: string): Promise<Payout | undefined>;
  askCancel(id: string, subject: string, atMs: number, requestId: string | undefined): Promise<Payout | undefined>;
  /** Adds an approval to one that has exactly so many and waits; with the last one needed it is `approved`. */
  approve(id: string, before: number, approval: Decision): Promise<Payout | undefined>;
  /** Takes the right to send it once more, against the time it was last sent. */
  claimSend(payout: Payout, atMs: number): Promise<Payout | undefined>;
  markRefused(payout: Payout, atMs: number, text: string): Promise<void>;
  /** Looks at it again later, unless it moved meanwhile. `failed` counts a try. */
  postpone(payout: Payout, untilMs: number, failed: boolean): Promise<void>;
  /** Looks at it at once: something happened at the provider. Does nothing for what it does not know. */
  wake(id: string, nowMs: number): Promise<void>;
  /** Paid ones whose provider is to be asked again, and returned ones that the ledger has not finished with. */
  dueToAskAgain(nowMs: number, limit: number): Promise<readonly Payout[]>;
  /** When to ask again, unless it moved meanwhile; undefined: never. */
  askAgain(payout: Payout, atMs: number | undefined): Promise<void>;
  due(nowMs: number, limit: number): Promise<readonly Payout[]>;
  /** How many are held, approved and sending, and how many the ledger is stuck with. */
  waiting(): Promise<ReadonlyMap<'held' | 'approved' | 'sending' | 'stuck', number>>;
  unaudited(limit: number): Promise<readonly Payout[]>;
}
