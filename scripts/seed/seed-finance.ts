import type { Db } from 'mongodb';
import type { ApprovalRequest } from '../../realtime/src/origin/finance/approval.ts';
import { type FindingDoc, fraudFindings } from '../../realtime/src/origin/fraud/fraud-collections.ts';
import { bigintOptions } from '../../realtime/src/origin/mongo/numbers.ts';
import type { Payout } from '../../realtime/src/origin/payouts/payout.ts';
import { accountOf, insertMade, oneOf, opaqueIdOf, pick, type SeedWorld, subjectOf, timeOf } from './seeded.ts';

const dayMs = 86_400_000;

/** Payouts of hosts: the last twentieth waits for people. They stand beside the ledger, which holds none of their diamonds. */
export async function seedPayouts(db: Db, world: SeedWorld, count: number): Promise<void> {
  await insertMade(db.collection<Payout>('payouts', bigintOptions), count, (n): Payout => {
    const at = new Date(timeOf(world, n, count));
    const waits = n >= count - Math.ceil(count / 20);
    const closed = oneOf(world, n, 60, ['rejected', 'cancelled', 'expired', 'refused'] as const);
    const status = waits ? 'held' : closed;
    return {
      ...{ _id: opaqueIdOf(world, 'po', n), userId: subjectOf(world, n % world.users), status, currency: 'DIAMOND' },
      ...{ ledger: waits ? 'held' : 'voided', amount: BigInt(1_000 + n), fiat: BigInt(500 + n), fiatCurrency: 'USD' },
      ...{ rateVersion: 1, cancelAsked: false, needed: 1 + (n % 2), approvals: [], reasons: [], tries: 0, nextAt: at },
      ...{ expiresAt: new Date(at.getTime() + 30 * dayMs), createdAt: at, updatedAt: at, audited: 1 },
      history: [{ at, by: 'host', from: '', to: 'requested' }],
    };
  });
}

/** Requests that two people decide; the last tenth is open. */
export async function seedApprovals(db: Db, world: SeedWorld, count: number): Promise<void> {
  const kinds = ['adjustment_credit', 'adjustment_debit', 'refund', 'wallet_unfreeze'] as const;
  await insertMade(db.collection<ApprovalRequest>('approvals', bigintOptions), count, (n): ApprovalRequest => {
    const at = new Date(timeOf(world, n, count));
    const open = n >= count - Math.ceil(count / 10);
    const by = accountOf(world, pick(world, n, 61, Math.min(50, world.users)));
    const subject = subjectOf(world, pick(world, n, 62, world.users));
    return {
      ...{ _id: opaqueIdOf(world, 'ap', n), kind: oneOf(world, n, 63, kinds), status: open ? 'open' : 'rejected' },
      ...{
        execution: 'none',
        userId: subject,
        concerned: [subject],
        target: '',
        amount: BigInt(10 + n),
        currency: 'COIN',
      },
      ...{ force: false, reason: `as ticket ${n} asks`, requestedBy: by, requestedAt: at, needed: 1, approvals: [] },
      ...{ expiresAt: new Date(at.getTime() + 30 * dayMs), tries: 0, nextAt: at, audited: 1 },
      history: [{ at, by, from: '', to: 'open', reason: `as ticket ${n} asks` }],
    };
  });
}

/** What fraud rules found: the last tenth waits. */
export async function seedFindings(db: Db, world: SeedWorld, count: number): Promise<void> {
  await insertMade(fraudFindings(db), count, (n): FindingDoc => {
    const at = new Date(timeOf(world, n, count));
    const open = n >= count - Math.ceil(count / 10);
    const by = accountOf(world, pick(world, n, 64, Math.min(50, world.users)));
    return {
      ...{ _id: opaqueIdOf(world, 'ff', n), ruleId: oneOf(world, n, 65, ['ring', 'young_givers']), version: 1 },
      ...{ kind: 'ring', action: 'flag', at, windowEnd: at, score: 80, text: `finding ${n}`, numbers: { gifts: n } },
      ...{
        givers: [subjectOf(world, n % world.users)],
        earners: [subjectOf(world, (n + 1) % world.users)],
        evidence: [],
      },
      ...{ status: open ? 'open' : 'dismissed', acted: true, revision: 1, asked: null },
      decision: open ? null : { by, at, reason: 'looked at' },
    };
  });
}
