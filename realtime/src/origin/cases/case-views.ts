import type { CaseLine, CaseView } from '@halobuzz/core/api/cases';
import { limits } from '@halobuzz/core/limits';
import { targetMsOf } from '@halobuzz/core/moderation/case-priority';
import type { Sanction } from '../moderation/sanctions.ts';
import type { KnownPerson } from '../people/people.ts';
import type { CaseDocument, CaseReport, OrderDocument } from './case.ts';

type People = ReadonlyMap<string, KnownPerson>;

/** Accounts that a line names. */
export function namedIn(one: CaseDocument): readonly string[] {
  return [one.accountId, one.assignee, one.decision?.by].filter((id) => id !== undefined && id !== '') as string[]; // the others are left out
}

export function caseLine(one: CaseDocument, people: People, nowMs: number): CaseLine {
  const { accountId, roomId, leaseUntil, assignee, snapshot, decision, decidedAt } = one;
  const handle = accountId === undefined ? undefined : (people.get(accountId)?.handle ?? snapshot.handle);
  const excerpt = snapshot.text ?? snapshot.title ?? snapshot.bio;
  const held = assignee !== '' && leaseUntil !== undefined && leaseUntil.getTime() > nowMs;
  return {
    ...{ id: one._id, version: one.version, state: one.state, targetKind: one.targetKind, targetId: one.targetId },
    ...{ reason: one.reason, reasons: [...one.reasons], priority: one.priority, reports: one.reports },
    ...{ openedAt: iso(one.openedAt), lastReportAt: iso(one.lastReportAt) },
    dueAt: iso(new Date(one.openedAt.getTime() + targetMsOf[one.priority])),
    ...(accountId === undefined ? {} : { accountId }),
    ...(handle === undefined ? {} : { handle }),
    ...(roomId === undefined ? {} : { roomId }),
    ...(held ? { held: { by: assignee, ...handleOf(people, assignee), until: iso(leaseUntil) } } : {}),
    ...(excerpt === undefined || excerpt === '' ? {} : { excerpt: excerpt.slice(0, limits.caseExcerptCharsMax) }),
    ...(decision === undefined ? {} : { outcome: decision.outcome }),
    ...(decidedAt === undefined ? {} : { decidedAt: iso(decidedAt) }),
  };
}

/** Who reported is told apart by a number alone, the first reporter shown being 1. */
export function reportViews(reports: readonly CaseReport[]): CaseView['reportList'] {
  return reports.map(({ id, record, reason, note, at, status }, index) => ({
    ...{ id, reporter: index + 1, record: { ...record }, reason, at: iso(at), status },
    ...(note === undefined ? {} : { note }),
  }));
}

export function decisionView(
  { decision, appeal }: CaseDocument,
  orders: readonly OrderDocument[],
  people: People,
): CaseView['decision'] {
  if (decision === undefined) return undefined;
  const { at, ...rest } = decision;
  return {
    ...rest,
    ...handleOf(people, decision.by),
    at: iso(at),
    orders: orders.map(({ _id, kind, state, tries, problem, at: orderedAt }) => ({
      ...{ id: _id, kind, state, tries, at: iso(orderedAt) },
      ...(problem === undefined ? {} : { problem }),
    })),
    ...(appeal === undefined ? {} : { appeal }),
  };
}

export function snapshotView({ snapshot: { at, ...rest } }: CaseDocument): CaseView['snapshot'] {
  return { ...rest, at: iso(at) };
}

export function earlierSanction(one: Sanction): CaseView['history']['sanctions'][number] {
  const { id, kind, reason, roomId, atMs, endsAtMs, liftedAtMs, appeal } = one;
  return {
    ...{ id, kind, reason, roomId, at: iso(new Date(atMs)) },
    ...(endsAtMs === undefined ? {} : { endsAt: iso(new Date(endsAtMs)) }),
    ...(liftedAtMs === undefined ? {} : { liftedAt: iso(new Date(liftedAtMs)) }),
    ...(appeal === undefined ? {} : { appeal: appeal.status }),
  };
}

function handleOf(people: People, id: string): { handle?: string } {
  const handle = people.get(id)?.handle;
  return handle === undefined ? {} : { handle };
}

function iso(at: Date): string {
  return at.toISOString();
}
