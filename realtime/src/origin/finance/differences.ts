import type { DifferenceArea, DifferenceView, differenceActs } from '@halobuzz/core/api/finance-work';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import type { AuditLog } from '../audit/audit-log.ts';
import { differenceRef } from './difference-ref.ts';
import { changedSince } from './dispute-work.ts';
import type { ListPoint } from './finance-lists.ts';
import { notesOf } from './finance-views.ts';
import { type ActingPerson, type Audited, type AuditedStore, auditHistory, type Change, inRequest } from './history.ts';

/** Something that does not fit, and what people did about it; as `reconciliation_findings` keeps it. */
export interface Difference extends Omit<Audited, 'audited' | 'history'> {
  readonly ref?: string;
  readonly area: DifferenceArea;
  readonly kind: string;
  readonly provider: string;
  readonly paymentId: string;
  readonly externalId: string;
  readonly detail: Readonly<Record<string, string>>;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly times: number | bigint;
  /** Null: it is open. */
  readonly resolvedAt: Date | null;
  readonly assignee?: string;
  /** Who closed it; absent beside `resolvedAt`: it was seen no more. */
  readonly closedBy?: string;
  /** What was seen when it was closed: as long as it stays so, it stays closed. */
  readonly closedDetail?: Readonly<Record<string, string>>;
  readonly version?: number | bigint;
  readonly history?: readonly Change[];
  readonly audited?: number | bigint;
  readonly unaudited?: boolean;
}

/** What a change by people leaves; undefined takes a field away. */
export interface DifferenceChange {
  readonly assignee?: string | undefined;
  readonly resolvedAt?: Date | null;
  readonly closedBy?: string | undefined;
  readonly closedDetail?: Readonly<Record<string, string>> | undefined;
}

export interface SeenDifference {
  readonly area: DifferenceArea;
  readonly kind: string;
  readonly about: string;
  readonly detail: Readonly<Record<string, string>>;
}

export interface DifferenceStore extends AuditedStore {
  byRef(ref: string): Promise<Difference | undefined>;
  list(
    state: 'open' | 'closed',
    area: DifferenceArea | undefined,
    after: ListPoint | undefined,
    limit: number,
  ): Promise<readonly Difference[]>;
  /** Changes the one with this version; undefined: somebody else was faster. */
  change(id: string, version: number, fields: DifferenceChange, entry: Change): Promise<Difference | undefined>;
  /** Counts it, opens it unless people closed exactly this. @returns whether it is new, or open again */
  see(seen: SeenDifference, nowMs: number): Promise<boolean>;
  /** Closes open ones of an area that nobody saw since then. */
  closeUnseen(area: DifferenceArea, sinceMs: number): Promise<void>;
  unaudited(limit: number): Promise<readonly Difference[]>;
}

export interface DifferenceDeps {
  readonly clock: () => number;
  readonly differences: DifferenceStore;
  readonly audit: Pick<AuditLog, 'append'>;
  /** The subject whose money a difference is about; undefined for nobody's, or nobody known. */
  readonly concernedBy: (difference: Difference) => Promise<string | undefined>;
}

type Act = (typeof differenceActs)[number];

/**
 * One person's act on a difference.
 * @throws AppError `not_found`; `approval_own` for who it is about; `conflict` when it changed since it was looked at, when it is another's, or closed
 */
export async function actOnDifference(
  deps: DifferenceDeps,
  actor: ActingPerson,
  ref: string,
  asked: { readonly version: number; readonly act: Act; readonly note: string },
): Promise<Difference> {
  const before = await deps.differences.byRef(ref);
  if (before === undefined) throw new AppError('not_found');
  // What is about a hold names its account, which holds the subject.
  const own = before.paymentId.includes(actor.subject) || (await deps.concernedBy(before)) === actor.subject;
  if (own) throw new AppError('approval_own');
  const history = before.history ?? [];
  if (Number(before.version ?? 0) !== asked.version) throw changedSince({ history });
  if (history.length >= limits.financeNotesMax) throw new AppError('conflict');
  const objection = objectionTo(asked.act, before, actor.account);
  if (objection !== undefined) throw new AppError('conflict', { errors: [{ field: 'act', message: objection }] });
  const at = new Date(deps.clock());
  const entry = {
    ...{ at, by: actor.account, from: before.resolvedAt === null ? 'open' : 'closed', to: asked.act },
    ...{ reason: asked.note, ...inRequest(actor) },
  };
  const after = await deps.differences.change(before._id, asked.version, changeBy(asked.act, before, actor, at), entry);
  if (after === undefined) throw changedSince({ history: (await deps.differences.byRef(ref))?.history ?? [] });
  await auditDifference(deps, after);
  return after;
}

function objectionTo(act: Act, { resolvedAt, assignee }: Difference, account: string): string | undefined {
  if (act === 'reopen') return resolvedAt === null ? 'it is open' : undefined;
  if (resolvedAt !== null) return 'it is closed';
  // Two people never work on one; what one left lying another may take.
  if (act === 'release' && assignee !== account) return 'it is not yours';
  if (act === 'close' && assignee !== account) return 'take it first';
  return undefined;
}

function changeBy(act: Act, { detail }: Difference, { account }: ActingPerson, at: Date): DifferenceChange {
  switch (act) {
    case 'take':
      return { assignee: account };
    case 'release':
      return { assignee: undefined };
    case 'explain':
      return {};
    case 'close':
      return { resolvedAt: at, closedBy: account, closedDetail: detail };
    case 'reopen':
      return { resolvedAt: null, closedBy: undefined, closedDetail: undefined };
    default:
      return act satisfies never;
  }
}

/** Writes into the audit log what it lacks of it. */
export function auditDifference(
  deps: Pick<DifferenceDeps, 'audit' | 'differences'>,
  { history = [], audited = 0, ...difference }: Difference,
): Promise<void> {
  const document = { ...difference, history, audited: Number(audited) };
  const details = { area: difference.area, difference: difference.kind.slice(0, 128) };
  const words = { actionOf: () => 'difference.worked' as const, details };
  return auditHistory({ audit: deps.audit, store: deps.differences }, document, words, refOf(difference));
}

function refOf({ _id, ref }: Pick<Difference, '_id' | 'ref'>): string {
  return ref ?? differenceRef(_id);
}

export function differenceView(found: Difference): DifferenceView {
  const { area, kind, provider, externalId, detail, resolvedAt, closedBy, assignee, history = [] } = found;
  return {
    ...{ id: refOf(found), area, kind, about: found.paymentId, provider, externalId, detail: { ...detail } },
    state: resolvedAt === null ? 'open' : 'closed',
    ...(resolvedAt === null ? {} : { closedBy: closedBy ?? 'system', closedAt: resolvedAt.toISOString() }),
    ...(assignee === undefined ? {} : { assignee }),
    ...{ times: Number(found.times), version: Number(found.version ?? 0), notes: notesOf(history) },
    firstSeenAt: found.firstSeenAt.toISOString(),
    lastSeenAt: found.lastSeenAt.toISOString(),
  };
}
