import type {
  PrivacyDecisionRequest,
  PrivacyRequestRequest,
  PrivacyRequestView,
  StaffPrivacyRequest,
} from '@halobuzz/core/api/privacy-requests';
import type { ErrorCode } from '@halobuzz/core/errors/codes';

/** A request as the register keeps it. `waiting`: to be decided, or granted and not carried out yet. */
export interface PrivacyRequest {
  readonly id: string;
  readonly accountId: string;
  readonly kind: PrivacyRequestView['kind'];
  readonly about: PrivacyRequestView['about'];
  readonly text: string;
  readonly state: PrivacyRequestView['state'];
  readonly createdAtMs: number;
  readonly dueAtMs: number;
  readonly carriedOut: boolean;
  readonly birthDate?: string | undefined;
  readonly extendedFor?: string | undefined;
  readonly decidedAtMs?: number | undefined;
  readonly decidedBy?: string | undefined;
  readonly reason?: string | undefined;
}

/** Where a page ends. */
export interface RequestPoint {
  readonly atMs: number;
  readonly id: string;
}

export interface PrivacyDecision {
  readonly outcome: PrivacyDecisionRequest['outcome'];
  readonly reason: string;
  /** An account id. */
  readonly by: string;
}

/** `fresh`: it was asked for now, and does not wait already in the same words. */
export interface PrivacyAsked {
  readonly fresh: boolean;
  readonly request: PrivacyRequest;
}

/** `fresh`: the decision was taken now, and not before by somebody who repeats it. */
export interface PrivacyDecided {
  readonly fresh: boolean;
  readonly request: PrivacyRequest;
}

/** How old the oldest request is that waits, and how long it is until the first one is due; both in milliseconds. */
export interface WaitingRequests {
  readonly oldestMs: number;
  readonly dueInMs: number | undefined;
  readonly dueSoon: number;
}

/** What people ask about their data, for good: by a majority. A refusal is an error's code. */
export interface PrivacyRequests {
  /**
   * Keeps a request; `privacy_requests_full` while as many wait as may, `rate_limited` when as many were made lately as may.
   * The same words again answer the first one.
   */
  open(accountId: string, asked: PrivacyRequestRequest): Promise<PrivacyAsked | ErrorCode>;
  /** Newest first. */
  ofAccount(accountId: string, after: RequestPoint | undefined, limit: number): Promise<readonly PrivacyRequest[]>;
  /** `not_found` for somebody else's; `conflict` once it was answered. */
  withdraw(accountId: string, id: string): Promise<PrivacyRequest | ErrorCode>;
  /** Those that wait, what is due first in front; or those that are over, the newest first. */
  queue(state: 'open' | 'decided', after: RequestPoint | undefined, limit: number): Promise<readonly PrivacyRequest[]>;
  /** `not_found`; `approval_own` for one's own; `conflict` when somebody decided otherwise, or it was put off before. */
  decide(id: string, decision: PrivacyDecision): Promise<PrivacyDecided | ErrorCode>;
  /** What was granted is done. What was asked for, a birth date, is forgotten. */
  carriedOut(id: string): Promise<PrivacyRequest | undefined>;
  waiting(): Promise<WaitingRequests>;
}

export function ownRequestView(request: PrivacyRequest): PrivacyRequestView {
  const { id, kind, about, text, state, createdAtMs, dueAtMs, extendedFor, decidedAtMs, reason } = request;
  return {
    ...{ id, kind, about, text, state },
    createdAt: new Date(createdAtMs).toISOString(),
    dueAt: new Date(dueAtMs).toISOString(),
    ...(extendedFor === undefined ? {} : { extendedFor }),
    ...(decidedAtMs === undefined ? {} : { decidedAt: new Date(decidedAtMs).toISOString() }),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** @param handle while the account can be shown */
export function staffRequestView(request: PrivacyRequest, handle: string | undefined): StaffPrivacyRequest {
  const { accountId, birthDate, carriedOut, decidedBy } = request;
  return {
    ...ownRequestView(request),
    ...{ accountId, carriedOut },
    ...(handle === undefined ? {} : { handle }),
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(decidedBy === undefined ? {} : { decidedBy }),
  };
}
