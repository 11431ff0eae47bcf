import type { CaseView } from '@halobuzz/core/api/cases';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { isStaff } from '@halobuzz/core/roles';
import type { Role } from '@halobuzz/core/tokens';
import type { Sanctions } from '../moderation/sanctions.ts';
import type { PeopleStore } from '../people/people.ts';
import type { Reports } from '../people/reports.ts';
import type { LivestreamStore } from '../streams/livestream-store.ts';
import type { CaseDecisions, CaseDocument, Cases } from './case.ts';
import { caseLine, decisionView, earlierSanction, namedIn, reportViews, snapshotView } from './case-views.ts';

export interface CasePageDeps {
  readonly cases: Cases;
  readonly caseDecisions: CaseDecisions;
  readonly reports: Pick<Reports, 'messageOf'>;
  readonly people: Pick<PeopleStore, 'shown'>;
  readonly sanctions: Pick<Sanctions, 'list'>;
  readonly livestreams: Pick<LivestreamStore, 'get'>;
  /** Roles of an account, as last reported. */
  readonly rolesOf: (accountId: string) => Promise<readonly Role[]>;
  readonly clock: () => number;
}

/** All that somebody needs to decide a case, as one answer. @throws AppError `forbidden` when it concerns who looks */
export async function casePage(deps: CasePageDeps, found: CaseDocument, viewer: string): Promise<CaseView> {
  const one = await withWords(deps, found);
  const { accountId, roomId } = one;
  // Asked here: whose message it is may have come to light just now.
  if (accountId === viewer) throw new AppError('forbidden');
  const [reports, orders, room, earlier, sanctions, roles] = await Promise.all([
    deps.cases.reportsOf(one._id, limits.caseReportsShownMax),
    deps.caseDecisions.ordersOf(one._id),
    roomId === undefined ? undefined : deps.livestreams.get(roomId),
    accountId === undefined ? [] : earlierCases(deps.cases, accountId),
    accountId === undefined ? [] : deps.sanctions.list({ accountId }, undefined, limits.caseHistoryShownMax),
    accountId === undefined ? [] : deps.rolesOf(accountId),
  ]);
  const others = earlier.filter(({ _id }) => _id !== one._id);
  const people = await deps.people.shown([...new Set([one, ...others].flatMap(namedIn))]);
  const nowMs = deps.clock();
  const decision = decisionView(one, orders, people);
  const line = caseLine(one, people, nowMs);
  return {
    ...line,
    snapshot: snapshotView(one),
    mine: line.held?.by === viewer,
    staff: isStaff(roles),
    reportList: reportViews(reports),
    ...(decision === undefined ? {} : { decision }),
    history: {
      cases: others.map((other) => caseLine(other, people, nowMs)),
      sanctions: sanctions.map(earlierSanction),
    },
    ...(room === undefined
      ? {}
      : {
          room: {
            ...{ id: room.id, title: room.title, status: room.status, hostHandle: room.hostHandle },
            viewers: room.status === 'live' ? room.currentViewers : 0,
          },
        }),
  };
}

async function earlierCases(cases: Cases, account: string): Promise<readonly CaseDocument[]> {
  const [open, decided] = await Promise.all(
    (['open', 'decided'] as const).map((state) =>
      cases.list({ state, account }, undefined, limits.caseHistoryShownMax + 1),
    ),
  );
  return [...(open ?? []), ...(decided ?? [])]
    .sort((a, b) => b.openedAt.getTime() - a.openedAt.getTime())
    .slice(0, limits.caseHistoryShownMax + 1);
}

/** A message is kept a moment after it was shown: a report of that moment learns its words and author now. */
export async function withWords(
  deps: Pick<CasePageDeps, 'cases' | 'reports'>,
  one: CaseDocument,
): Promise<CaseDocument> {
  if (one.targetKind !== 'message' || one.snapshot.text !== undefined || one.roomId === undefined) return one;
  const message = await deps.reports.messageOf(one.roomId, one.targetId);
  if (message === undefined) return one;
  return (await deps.cases.complete(one._id, { accountId: message.fromId, text: message.text })) ?? one;
}
