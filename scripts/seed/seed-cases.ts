import { reportReasons } from '@halobuzz/core/api/people';
import { casePriority, mainReason, queueOrder, type ReportReason } from '@halobuzz/core/moderation/case-priority';
import type { Db } from 'mongodb';
import type { CaseDocument } from '../../realtime/src/origin/cases/case.ts';
import { accountOf, insertMade, oneOf, opaqueIdOf, pick, type SeedWorld, timeOf } from './seeded.ts';

const reasons = reportReasons satisfies readonly [ReportReason, ...ReportReason[]];
const kinds = ['user', 'profile', 'room', 'message'] as const;
/** One case in so many is still open: the newest ones. */
const openShare = 10;
const hourMs = 3_600_000;

/** A case's facts by its number: its reports follow from them. */
function caseFacts(world: SeedWorld, n: number, cases: number) {
  const openedMs = timeOf(world, n, cases);
  const kind = oneOf(world, n, 10, kinds);
  const account = accountOf(world, pick(world, n, 11, world.users));
  // Of one target one case alone is open.
  const targetId =
    kind === 'user' || kind === 'profile' ? accountOf(world, n % world.users) : opaqueIdOf(world, 'tg', n);
  const open = n >= cases - Math.ceil(cases / openShare);
  return {
    id: opaqueIdOf(world, 'cs', n),
    openedMs,
    kind,
    account,
    targetId,
    open,
    reason: oneOf(world, n, 12, reasons),
  };
}

export async function seedCases(db: Db, world: SeedWorld, cases: number, reports: number): Promise<void> {
  const moderator = (n: number): string => accountOf(world, pick(world, n, 13, Math.min(50, world.users)));
  await insertMade(db.collection<CaseDocument>('cases'), cases, (n): CaseDocument => {
    const { id, openedMs, kind, account, targetId, open, reason } = caseFacts(world, n, cases);
    const all = [reason];
    const crowd = 1 + pick(world, n, 14, 4);
    const priority = casePriority({ reasons: all, crowd, viewers: pick(world, n, 15, 300) });
    const [openedAt, decidedAt] = [new Date(openedMs), new Date(openedMs + hourMs * (1 + pick(world, n, 16, 40)))];
    const held = open && pick(world, n, 17, 50) === 0;
    const decision = pick(world, n, 18, 2) === 0 ? violation(world, n) : ({ outcome: 'no_violation' } as const);
    return {
      ...{ _id: id, targetKind: kind, targetId, accountId: account, state: open ? 'open' : 'decided', priority },
      ...{
        order: queueOrder(priority, openedMs),
        reason: mainReason(all),
        reasons: all,
        reports: Math.max(1, Math.round(reports / cases)),
      },
      ...{ crowd, openedAt, lastReportAt: openedAt, changedAt: open ? openedAt : decidedAt, version: open ? 1 : 3 },
      ...{ assignee: held ? moderator(n) : '', snapshot: { at: openedAt, text: `what was said ${n}` } },
      ...(held ? { leaseUntil: new Date(world.untilMs + hourMs), takenAt: openedAt } : {}),
      ...(open
        ? {}
        : { takenAt: openedAt, decidedAt, decision: { ...decision, note: 'seen', by: moderator(n), at: decidedAt } }),
    };
  });
  await insertMade(db.collection<ReportDocument>('reports'), reports, (n): ReportDocument => {
    const one = n % cases;
    const { id, openedMs, kind, account, targetId, open, reason } = caseFacts(world, one, cases);
    return {
      // Each report of a case is somebody else's.
      ...{
        _id: opaqueIdOf(world, 'rp', n),
        reporterId: accountOf(world, (one * 31 + Math.floor(n / cases)) % world.users),
      },
      ...{ targetKind: kind, targetId, reportedId: account, reason, caseId: id, note: `report ${n}` },
      ...{ status: open ? 'open' : 'resolved', createdAt: new Date(openedMs + Math.floor(n / cases) * 60_000) },
      ...(open ? {} : { resolvedAt: new Date(openedMs + hourMs) }),
    };
  });
}

interface ReportDocument {
  readonly _id: string;
  readonly reporterId: string;
  readonly targetKind: (typeof kinds)[number];
  readonly targetId: string;
  readonly reportedId: string;
  readonly reason: string;
  readonly caseId: string;
  readonly note: string;
  readonly status: 'open' | 'resolved';
  readonly createdAt: Date;
  readonly resolvedAt?: Date;
}

function violation(world: SeedWorld, n: number) {
  return pick(world, n, 19, 3) === 0
    ? ({ outcome: 'mute', reason: 'spam', seconds: 3_600, statement: 'what you did' } as const)
    : ({ outcome: 'warn', reason: 'spam', statement: 'what you did' } as const);
}

interface SanctionDocument {
  readonly _id: string;
  readonly accountId: string;
  readonly hostId: string;
  readonly kind: 'ban' | 'mute';
  readonly reason: string;
  readonly by: string;
  readonly active: boolean;
  readonly createdAt: Date;
  readonly endsAt: Date;
  readonly appeal?: { readonly text: string; readonly at: Date; readonly status: 'open' | 'upheld' };
}

/** Mutes and bans in hosts' rooms; one in a hundred waits for the decision of an appeal. */
export async function seedSanctions(db: Db, world: SeedWorld, count: number): Promise<void> {
  await insertMade(db.collection<SanctionDocument>('sanctions'), count, (n): SanctionDocument => {
    const atMs = timeOf(world, n, count);
    const host = accountOf(world, pick(world, n, 20, world.users));
    return {
      ...{ _id: opaqueIdOf(world, 'sn', n), accountId: accountOf(world, n % world.users), hostId: host },
      ...{ kind: n % 2 === 0 ? 'mute' : 'ban', reason: 'spam', by: host, active: n % 3 === 0 },
      ...{ createdAt: new Date(atMs), endsAt: new Date(atMs + 30 * 86_400_000) },
      ...(n % 10 === 0
        ? { appeal: { text: 'it was not me', at: new Date(atMs + 60_000), status: n % 100 === 0 ? 'open' : 'upheld' } }
        : {}),
    };
  });
}
